"""From a search to an alert, and a member's own alerts."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from alerts import services
from alerts.models import Alert, Digest, Mute, Recipient
from jobs.search.criteria import Criteria
from mail import outbox
from tests.alerts.support import DAY, HOUR, an_alert, has_plus, make_due, run
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def member(client):
    user = a_user(time_zone="Europe/Berlin")
    client.force_login(user)
    return user


def officers(count, now, **changes):
    return [a_job(now=now - HOUR, title=f"Operations Officer {number}", **changes) for number in range(count)]


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# --- From a search ----------------------------------------------------------------------------------------------------------


def test_a_member_has_an_alert_with_one_click_beside_the_count(client, member, now):
    officers(3, now)
    page = client.get("/jobs/?q=officer").content.decode()
    assert 'form="alert"' in page
    assert 'value="q=officer"' in page
    answer = client.post("/alerts/new/", {"search": "q=officer", "at_once": "1"})
    alert = Alert.objects.get()
    assert answer["Location"] == f"/account/alerts/{alert.pk}/"
    assert (alert.state, alert.name, alert.cadence) == ("active", "officer", "weekly")
    assert "Your alert is on" in text(client.get(answer["Location"]))
    again = client.post("/alerts/new/", {"search": "q=officer&sort=best", "at_once": "1"}, follow=True)
    assert "You already have this alert" in text(again)
    assert Alert.objects.count() == 1


def test_the_button_asks_first_when_nothing_was_found_lately(client, member, now):
    answer = client.post("/alerts/new/", {"search": "q=zeppelin", "at_once": "1"})
    assert answer.status_code == 200
    assert "No matches in the last 30 days" in text(answer)
    assert not Alert.objects.exists()
    client.post("/alerts/new/", {"search": "q=zeppelin", "name": "Airships", "weekday": "2", "hour": "7"})
    assert Alert.objects.get().name == "Airships"


def test_the_button_asks_first_when_it_would_be_a_flood(client, member, now, monkeypatch):
    monkeypatch.setattr("alerts.previews.FLOOD", 1)
    officers(5, now)
    answer = client.post("/alerts/new/", {"search": "", "at_once": "1"})
    assert "a lot of jobs" in text(answer)
    assert not Alert.objects.exists()


def test_without_room_the_button_says_so_and_where_to_make_some(client, member, now):
    officers(1, now)
    for number in range(5):
        an_alert(member, q=f"word{number}")
    answer = client.post("/alerts/new/", {"search": "q=officer", "at_once": "1"})
    assert answer.status_code == 422
    assert "Your plan includes 5 alerts" in text(answer)


def test_the_preview_counts_what_the_last_30_days_would_have_sent(client, member, now):
    for days in (1, 5, 12, 29):
        a_job(now=now - days * DAY, title="Operations Officer")
    a_job(now=now - 31 * DAY, title="Operations Officer")
    page = text(client.get("/alerts/new/?q=officer"))
    assert "About 1 job a week" in page
    assert "4 open jobs were listed in the last 30 days" in page


def test_the_preview_leaves_out_what_is_muted(client, member, now):
    officers(2, now)
    services.mute(recipient=services.recipient_of(member, now=now), kind="word", value="officer", now=now)
    assert "No matches in the last 30 days" in text(client.get("/alerts/new/?q=operations"))


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(client, member):
    answer = client.post("/alerts/new/", {"search": "q=officer", "name": "", "weekday": "9", "hour": "25"})
    assert answer.status_code == 422
    page = text(answer)
    for problem in ("Enter a name for the alert", "Choose a day from the list", "Choose a time from the list"):
        assert problem in page
    assert 'value="q=officer"' in answer.content.decode()


def test_daily_is_offered_with_plus_only(client, member):
    given = {"search": "q=officer", "name": "Officer", "cadence": "daily", "weekday": "0", "hour": "8"}
    assert "Daily alerts come with Plus" in text(client.get("/alerts/new/?q=officer"))
    client.post("/alerts/new/", given)
    assert Alert.objects.get().cadence == "weekly"
    Alert.objects.all().delete()
    has_plus(member)
    client.post("/alerts/new/", given)
    assert Alert.objects.get().cadence == "daily"


def test_guides_companies_and_landing_pages_lead_to_an_alert(client, now):
    from tests.factories import a_published_guide

    guide = a_published_guide(now=now)
    [job] = officers(1, now)
    assert "/alerts/new/?q=%22" in client.get(guide.get_absolute_url()).content.decode()
    assert f"/alerts/new/?company={job.company.slug}" in client.get(job.company.get_absolute_url()).content.decode()
    assert "/alerts/new/?geo=spain" in client.get("/jobs/in/spain/").content.decode()
    assert "/alerts/new/?q=zeppelin" in client.get("/jobs/?q=zeppelin").content.decode()


# --- Visitors ---------------------------------------------------------------------------------------------------------------


def asks(client, email="ada@example.com", **changes):
    given = {"search": "q=officer", "name": "Officers", "weekday": "1", "hour": "9", "time_zone": "Europe/Berlin"}
    return client.post("/alerts/new/", {**given, "email": email, **changes})


def the_link(mailoutbox):
    outbox.send_all(now=timezone.now())
    return re.search(r"http://[^/]+(/alerts/confirm/\S+)", mailoutbox[-1].body)[1]


def test_a_visitors_alert_begins_with_a_yes_by_mail(client, mailoutbox):
    assert "We sent a link to ada@example.com" in text(asks(client))
    link = the_link(mailoutbox)
    assert mailoutbox[-1].to == ["ada@example.com"]
    page = client.get(link)
    assert "Confirm your job alert" in text(page)
    assert Alert.objects.get().state == "unconfirmed"
    assert "Your alert is on" in text(client.post(link))
    alert = Alert.objects.get()
    assert (alert.state, alert.zone, alert.weekday, alert.hour) == ("active", "Europe/Berlin", 1, 9)
    assert "Your alert is on" in text(client.post(link))  # twice is the same


def test_a_visitor_whose_location_has_a_time_zone_is_not_asked_again(client):
    assert 'name="time_zone"' in client.get("/alerts/new/?q=officer").content.decode()
    client.cookies["place"] = "US|America/Chicago|texas"
    page = client.get("/alerts/new/?q=officer")
    assert 'name="time_zone"' not in page.content.decode()
    assert "Times are in your time zone, Chicago" in text(page)
    assert "/jobs/place/?next=%2Falerts%2Fnew%2F%3Fq%3Dofficer" in page.content.decode()
    asks(client, time_zone="Europe/Berlin")
    assert Alert.objects.get().recipient.time_zone == "America/Chicago"


def test_an_address_of_a_member_gives_the_alert_to_the_member(client, mailoutbox):
    user = a_user("ada@example.com")
    asks(client, "Ada@Example.com")
    client.post(the_link(mailoutbox))
    assert Alert.objects.get().recipient.user == user
    assert Recipient.objects.count() == 1


def test_the_answer_does_not_tell_whether_an_address_is_known(client):
    a_user("known@example.com")
    known, unknown = (text(asks(client, f"{name}@example.com")) for name in ("known", "fresh"))
    assert known.replace("known@", "x@") == unknown.replace("fresh@", "x@")


def test_strangers_cannot_fill_the_room_of_an_address_nor_its_mailbox(client, mailoutbox):
    for number in range(6):
        assert asks(client, search=f"q=word{number}").status_code == 200
    answer = asks(client, search="q=word9")
    assert answer.status_code == 422
    assert "emailed this address several times today" in text(answer)
    link = the_link(mailoutbox)
    assert len(mailoutbox) == 6
    assert "Your alert is on" in text(client.post(link))


def test_there_is_room_for_five_alerts_of_an_address(client, mailoutbox):
    for number in range(6):
        asks(client, search=f"q=word{number}")
    outbox.send_all(now=timezone.now())
    links = [re.search(r"http://[^/]+(/alerts/confirm/\S+)", mail.body)[1] for mail in mailoutbox]
    assert [client.post(link).status_code for link in links] == [200] * 5 + [409]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"email": ""}, "Enter your email address"),
        ({"email": "ada"}, "Enter an email address"),
        ({"time_zone": "Mars/Base"}, "Choose a time zone from the list"),
    ],
)
def test_a_visitor_reads_what_is_wrong(client, given, problem):
    answer = asks(client, **given)
    assert answer.status_code == 422
    assert problem in text(answer)
    assert not Alert.objects.exists()


def test_a_link_of_an_alert_that_is_forgotten_says_so(client, mailoutbox):
    asks(client)
    link = the_link(mailoutbox)
    Alert.objects.all().delete()
    assert client.get(link).status_code == client.post(link).status_code == 400


# --- A member's alerts ------------------------------------------------------------------------------------------------------


def sent(user, now):
    """A digest that this member got."""
    alert = an_alert(user, q="officer", name="Officers", now=now - 8 * DAY)
    officers(3, now)
    make_due(now)
    run(now)
    return alert


def test_the_page_of_all_alerts_says_what_each_asks_for_and_when_it_comes(client, member, now):
    an_alert(member, name="Ops", criteria=Criteria(q="operations", geo="spain"), weekday=2, hour=7, now=now)
    page = text(client.get("/account/alerts/"))
    assert "“operations” · Open to Spain" in page
    assert "Every Wednesday at 7:00 AM" in page
    assert re.search(r"Next check: Wed,? .*?0?7:00", page)
    assert "1 of 5 alerts used" in page


def test_a_held_alert_says_that_it_comes_daily_again_with_plus(client, member, now):
    has_plus(member, until=now + HOUR)
    an_alert(member, cadence="daily", now=now)
    has_plus(member, until=now - HOUR)
    page = text(client.get("/account/alerts/"))
    assert "Every Monday at 8:00 AM · Daily with Plus" in page


@pytest.mark.parametrize("count", [1, 5])
def test_all_alerts_take_the_same_queries(client, member, now, count, django_assert_num_queries):
    for number in range(count):
        an_alert(member, q=f"word{number}", now=now)
    client.get("/account/alerts/")
    with django_assert_num_queries(15):
        client.get("/account/alerts/")


def test_pausing_going_on_stopping_and_starting_again(client, member, now):
    alert = an_alert(member, now=now)

    def state_after(act, **given):
        client.post(f"/account/alerts/{alert.pk}/{act}/", given)
        alert.refresh_from_db()
        return alert.state

    assert state_after("pause", days="7") == "paused"
    assert now + 6 * DAY < alert.paused_until < now + 8 * DAY
    assert state_after("resume") == "active"
    assert state_after("pause") == "paused"
    assert alert.paused_until is None
    assert state_after("resume") == "active"
    assert state_after("stop") == "ended"
    assert "1 stopped alert" in text(client.get("/account/alerts/"))
    assert state_after("begin-again") == "active"


def test_an_alert_is_changed_with_what_it_asks_for(client, member, now):
    alert = an_alert(member, q="officer", now=now)
    page = client.get(f"/account/alerts/{alert.pk}/").content.decode()
    assert 'value="officer"' in page
    given = {
        "name": "Spain", "weekday": "4", "hour": "18", "q": "operations", "geo": "spain", "type": ["full-time"],
        "pay": "50k", "currency": "EUR", "period": "year",
    }  # fmt: skip
    answer = client.post(f"/account/alerts/{alert.pk}/", given)
    assert answer.status_code == 302
    alert.refresh_from_db()
    assert (alert.name, alert.weekday, alert.hour) == ("Spain", 4, 18)
    assert alert.search.querystring == "currency=EUR&geo=spain&pay=50000&q=operations&type=full-time"


def test_what_cannot_be_searched_for_is_said_and_nothing_is_changed(client, member, now):
    alert = an_alert(member, q="officer", now=now)
    answer = client.post(f"/account/alerts/{alert.pk}/", {"name": "X", "weekday": "0", "hour": "8", "pay": "lots"})
    assert answer.status_code == 422
    assert "Enter a whole number" in text(answer)
    assert 'value="lots"' in answer.content.decode()
    alert.refresh_from_db()
    assert alert.search.querystring == "q=officer"


def test_an_alert_that_finds_the_same_as_another_is_pointed_at(client, member, now):
    officers(6, now)
    an_alert(member, q="officer", name="Wide", now=now)
    an_alert(member, q="officer operations", name="Narrow", now=now)
    an_alert(member, q="zeppelin", name="Other", now=now)
    page = text(client.get("/account/alerts/"))
    assert page.count("You probably need only one") == 1
    assert "6 of the 6 newest jobs" in page


def test_a_mail_is_read_again_with_what_became_of_its_postings(client, member, now):
    sent(member, now)
    digest = Digest.objects.get(state="sent")
    page = text(client.get("/account/alerts/"))
    assert "3 jobs: Officers" in page
    page = text(client.get(f"/account/alerts/mails/{digest.pk}/"))
    assert page.count("Operations Officer") >= 3
    assert "Matches “officer”" in page
    assert "Closed" not in page


def test_fewer_like_this_mutes_a_word_or_an_employer_and_can_be_taken_back(client, member, now):
    [job] = officers(1, now)
    page = text(client.get(f"/alerts/fewer/{job.pk}/"))
    assert "Mute “operations”" in page
    client.post(f"/alerts/fewer/{job.pk}/", {"word": "operations"})
    client.post(f"/alerts/fewer/{job.pk}/", {"company": "1"})
    assert set(Mute.objects.values_list("kind", "value")) == {("word", "operations"), ("company", job.company.slug)}
    page = text(client.get("/account/alerts/"))
    assert "Titles with “operations”" in page
    assert job.company.name in page
    for mute in Mute.objects.all():
        client.post(f"/account/alerts/mutes/{mute.pk}/")
    assert not Mute.objects.exists()


def test_fewer_like_this_without_an_account_says_what_one_would_do(now):
    [job] = officers(1, now)
    visitor = Client()
    assert "With a free account, you can mute" in text(visitor.get(f"/alerts/fewer/{job.pk}/"))
    assert visitor.post(f"/alerts/fewer/{job.pk}/", {"word": "operations"}).status_code == 404


def test_the_page_says_when_nothing_reaches_the_address(client, member, now):
    from mail import suppression

    an_alert(member, now=now)
    suppression.suppress(member.email, "bounce", now=now)
    assert f"We can't email {member.email}" in text(client.get("/account/alerts/"))


def test_the_overview_of_the_account_has_the_alerts(client, member, now):
    assert "No alerts are on" in text(client.get("/account/"))
    an_alert(member, now=now)
    assert "1 alert is on. Next check:" in text(client.get("/account/"))


def test_whoever_got_hired_gets_no_alerts(client, member, now, stand_in):
    from tests.accounts.support import confirmed

    alert = an_alert(member, now=now)
    confirmed(client, member).post("/account/hired/")
    alert.refresh_from_db()
    assert (alert.state, alert.next_due_at) == ("paused", None)
