"""Two tabs on one page: what the older would overwrite is told, what was typed is kept, and nothing is wiped that was not sent."""

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpResponse
from django.utils import timezone

from alerts.models import Alert
from jobs.tracker import services as tracker
from jobs.tracker.models import Application
from tests.alerts.support import an_alert
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def member(client):
    user = a_user(name="Ada", time_zone="Europe/Madrid")
    client.force_login(user)
    return user


@pytest.fixture
def pages(member, now):
    """The address of each page that edits, with a change to it by one tab and another by the other."""
    application = tracker.add_by_hand(user=member, title="Pilot", company="Port", url="", notes="", now=now)
    alert = an_alert(member, q="officer", now=now)
    return {
        "application": (
            application.get_absolute_url(),
            {"notes": "Ask Mia.", "next_step": "Call", "on": "2030-01-02"},
            {"contact": "Mia, 555"},
        ),
        "alert": (f"/account/alerts/{alert.pk}/", {"name": "Mine", "q": "keeper"}, {"hour": "17"}),
        "profile": ("/account/profile/", {"name": "Ada L."}, {"locale": "en_GB"}),
    }


def sent(client, address):
    """What a tab would send of the page as it stands."""
    return sending(client.get(address))


def sending(page):
    """The fields of the form that changes things, as a browser sends them."""
    from html.parser import HTMLParser

    class Forms(HTMLParser):
        def __init__(self):
            super().__init__()
            self.forms, self.area, self.select = [], None, None

        def handle_starttag(self, tag, attributes):
            named = dict(attributes)
            if tag == "form":
                self.forms.append({})
            if not self.forms:
                return
            data = self.forms[-1]
            if tag == "input" and named.get("name") and named.get("type") not in ("submit", "search-off"):
                if named.get("type") not in ("checkbox", "radio") or "checked" in named:
                    data[named["name"]] = named.get("value") or ""
            elif tag == "textarea":
                self.area = named["name"]
                data[self.area] = ""
            elif tag == "select":
                self.select = named["name"]
                data.setdefault(self.select, "")
            elif tag == "option" and self.select and "selected" in named:
                data[self.select] = named.get("value", "")

        def handle_endtag(self, tag):
            if tag == "textarea":
                self.area = None
            elif tag == "select":
                self.select = None

        def handle_data(self, text):
            if self.area:
                self.forms[-1][self.area] += text

    forms = Forms()
    forms.feed(page.content.decode())
    [data] = [one for one in forms.forms if "version" in one]
    return {name: value.strip() for name, value in data.items()}


def state(member):
    member.refresh_from_db()
    application = Application.objects.values("title", "notes", "contact", "next_step").get()
    alert = Alert.objects.values("name", "hour", "search__querystring").get()
    return {
        "application": application,
        "alert": alert,
        "profile": (member.name, member.country, member.locale, member.time_zone),
    }


@pytest.mark.parametrize("page", ["application", "alert", "profile"])
def test_an_older_tab_is_told_and_keeps_its_text_and_may_save_anyway(client, member, pages, page):
    address, first, second = pages[page]
    one, other = sent(client, address), sent(client, address)
    assert client.post(address, {**one, **first}).status_code == 302
    kept = state(member)[page]

    answer = client.post(address, {**other, **second})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Not saved" in text
    assert state(member)[page] == kept
    still = sending(answer)
    assert {name: still[name] for name in second} == second  # what was typed is there
    for value in first.values():
        assert value in text or value == "2030-01-02"  # and what the other saved

    assert client.post(address, still).status_code == 409  # pressing again changes nothing
    overwrite = text.partition('name="overwrite" value="')[2].partition('"')[0]
    assert client.post(address, {**still, "overwrite": overwrite}).status_code == 302
    assert state(member)[page] != kept


@pytest.mark.parametrize("page", ["application", "alert", "profile"])
def test_a_third_save_between_is_told_again(client, member, pages, page):
    address, first, second = pages[page]
    old = sent(client, address)
    client.post(address, {**sent(client, address), **first})
    text = client.post(address, {**old, **second}).content.decode()
    overwrite = text.partition('name="overwrite" value="')[2].partition('"')[0]
    name = "notes" if page == "application" else "name"
    client.post(address, {**sent(client, address), name: "Third"})
    assert client.post(address, {**old, **second, "overwrite": overwrite}).status_code == 409


@pytest.mark.parametrize("page", ["application", "alert", "profile"])
def test_the_same_text_from_two_tabs_is_no_conflict(client, member, pages, page):
    address, first, _second = pages[page]
    one, other = sent(client, address), sent(client, address)
    client.post(address, {**one, **first})
    assert client.post(address, {**other, **first}).status_code == 302


@pytest.mark.parametrize("page", ["application", "alert", "profile"])
def test_a_field_that_was_not_sent_keeps_its_value(client, member, pages, page):
    address, first, second = pages[page]
    client.post(address, {**sent(client, address), **first})
    before = state(member)
    assert client.post(address, {**second, "version": sent(client, address)["version"]}).status_code == 302
    after = state(member)
    changed = {"application": "contact", "alert": "hour"}
    if page == "profile":
        assert after[page] == ("Ada L.", "", "en_GB", "Europe/Madrid")
    else:
        assert {name for name in after[page] if after[page][name] != before[page][name]} == {changed[page]}


@pytest.mark.parametrize("page", ["application", "alert"])
def test_text_for_what_another_tab_deleted_is_shown_to_be_copied(client, member, pages, page):
    address, first, _second = pages[page]
    older = sent(client, address)
    Application.objects.all().delete()
    Alert.objects.all().delete()
    name = {"application": "notes", "alert": "name"}[page]
    answer = client.post(address, {**older, **first, name: "Ask Mia <b>about</b> Friday."})
    text = answer.content.decode()
    assert answer.status_code == 404
    assert "what you edited no longer exists" in text
    assert ">Ask Mia &lt;b&gt;about&lt;/b&gt; Friday.</textarea>" in text
    assert older["version"] not in text
    assert "no longer exists" not in client.get(address).content.decode()


def test_clearing_a_field_still_clears_it(client, member, pages):
    address, first, _second = pages["application"]
    client.post(address, {**sent(client, address), **first})
    client.post(address, {**sent(client, address), "notes": "", "next_step": "", "on": "", "at": ""})
    assert state(member)["application"] == {"title": "Pilot", "notes": "", "contact": "", "next_step": ""}


def test_a_step_that_another_tab_named_is_not_done_by_accident(client, member, now):
    job = tracker.save(user=member, job=a_job(now=now), now=now)
    address = job.get_absolute_url()
    client.post(address, {"next_step": "Call", "on": "2030-01-02"})
    step = client.get(address).content.decode().partition('name="step" value="')[2].partition('"')[0]
    client.post(address, {"next_step": "Send the offer back", "on": "2030-02-03"})
    answer = client.post(address, {"done": "1", "step": step}, follow=True)
    assert "The next step changed after you opened this page" in answer.content.decode()
    job.refresh_from_db()
    assert job.next_step == "Send the offer back"
    step = client.get(address).content.decode().partition('name="step" value="')[2].partition('"')[0]
    for _twice in range(2):
        answer = client.post(address, {"done": "1", "step": step}, follow=True)
        assert "Next step marked as done." in answer.content.decode()


def test_a_move_from_an_older_page_is_told_where_it_stands(client, member, now):
    job = tracker.save(user=member, job=a_job(now=now), now=now)
    address = f"{job.get_absolute_url()}move/"

    def said(**given):
        return client.post(address, given, follow=True).content.decode()

    assert "Moved Operations Officer to “Offer”." in said(to="offer", **{"from": "interested"})
    assert "was moved to “Offer” in another tab" in said(to="applied", **{"from": "interested"})
    job.refresh_from_db()
    assert (job.stage, job.applied_at) == ("offer", None)
    assert "Moved Operations Officer to “Offer”." in said(to="offer", **{"from": "interested"})  # pressed twice
    assert "Moved Operations Officer to “Withdrawn”." in said(to="closed:withdrew", **{"from": "offer"})
    assert "Moved Operations Officer to “Interview”." in said(to="interview", **{"from": "closed:withdrew"})
    assert job.events.count() == 4
    assert "Choose where to move" in said(to="")


ACTS = {"pause": {"days": "7"}, "resume": {}, "stop": {}, "begin-again": {}}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("before", ["active", "paused", "ended"])
def test_what_is_said_of_an_alert_is_how_it_is(client, member, now, before, act):
    alert = an_alert(member, name="Mine", now=now)
    to_get_there = {"active": [], "paused": ["pause"], "ended": ["stop"]}[before]
    for one in to_get_there:
        client.post(f"/account/alerts/{alert.pk}/{one}/", follow=True)
    for _twice in range(2):
        page = client.post(f"/account/alerts/{alert.pk}/{act}/", ACTS[act], follow=True).content.decode()
        alert.refresh_from_db()
        said = {"active": "“Mine” is on", "paused": "“Mine” is paused.", "ended": "“Mine” is stopped."}
        assert said[alert.state] in page
        assert not any(words in page for state, words in said.items() if state != alert.state)


@pytest.mark.parametrize("days", ["8", "-1", "9999", "x", "7 "])
def test_a_pause_of_unknown_length_is_a_bad_request(client, member, now, days):
    alert = an_alert(member, now=now)
    assert client.post(f"/account/alerts/{alert.pk}/pause/", {"days": days}).status_code == 400
    alert.refresh_from_db()
    assert alert.state == "active"


# --- Saving a job -------------------------------------------------------------------------------------------------------


def press(client, job, wanted, **headers):
    return client.post("/jobs/save/", {wanted: job.pk, "next": "/about/"}, headers=headers)


@pytest.mark.parametrize("signed_in", [True, False])
def test_save_pressed_in_two_tabs_saves(client, now, signed_in):
    job = a_job(now=now)
    if signed_in:
        client.force_login(a_user())

    def is_saved():
        return 'name="unsave"' in client.get(job.get_absolute_url()).content.decode()

    for _tab in range(2):
        press(client, job, "save")
        assert is_saved()
    for _tab in range(2):
        press(client, job, "unsave")
        assert not is_saved()


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_button_that_comes_back_shows_the_state(client, now, signed_in):
    job = a_job(now=now)
    if signed_in:
        client.force_login(a_user())
    for wanted, other in (("save", "unsave"), ("save", "unsave"), ("unsave", "save"), ("unsave", "save")):
        button = press(client, job, wanted, hx_request="true").content.decode()
        assert f'name="{other}"' in button
        assert ("Saved" in button) == (wanted == "save")


@pytest.mark.parametrize(
    ("form", "referer", "back"),
    [
        ({}, "http://testserver/account/alerts/?page=2", "/account/alerts/?page=2"),
        ({"next": "/jobs/"}, "http://testserver/accounts/login/", "/jobs/"),
        ({}, "https://elsewhere.example/", "/"),
        ({}, "", "/"),
    ],
)
def test_a_request_whose_session_ended_in_another_tab_leads_back_to_a_page(rf, settings, form, referer, back):
    session = SessionStore()
    session.create()

    def view(request):
        request.session["seen"] = True
        SessionStore(session.session_key).delete()
        return HttpResponse()

    request = rf.post("/accounts/2fa/totp/activate/", form, headers={"referer": referer})
    request.COOKIES[settings.SESSION_COOKIE_NAME] = session.session_key
    answer = convert_exception_to_response(SessionMiddleware(view))(request)
    assert (answer.status_code, answer["Location"]) == (302, back)
