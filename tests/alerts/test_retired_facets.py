"""A search whose facet is gone says so wherever it is shown, finds nothing beyond what it found before, and is kept until it is edited."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from alerts import emails, saved_searches, services, tokens
from alerts.models import Alert, Search
from jobs.search.criteria import Criteria, parse
from tests.alerts.support import MONDAY, an_alert, listed, run, text_of
from tests.factories import a_user

pytestmark = pytest.mark.django_db
RETIRED = [
    ("geo=germany&industry=retired-industry", "The industry “retired-industry” is no longer available."),
    ("geo=atlantis", "The location “atlantis” is no longer available."),
    ("level=wizard", "The level “wizard” is no longer available."),
    ("type=gig", "The job type “gig” is no longer available."),
    ("tz=Mars%2FBase&q=officer", "The time zone “Mars/Base” is no longer available."),
    ("currency=XYZ&pay=1000&period=year", "“XYZ” is no longer available."),
]


def retire(alert, querystring, now):
    """As after a release whose vocabulary has lost a value."""
    search = Search(digest=saved_searches.digest_of(querystring), querystring=querystring, created_at=now)
    saved_searches.compile_rows([search], now=now)
    search.save()
    Alert.objects.filter(pk=alert.pk).update(search=search)
    alert.refresh_from_db()
    return alert


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def member(client):
    user = a_user()
    client.force_login(user)
    return user


@pytest.mark.parametrize(("querystring", "words"), RETIRED)
def test_the_list_and_the_edit_page_say_what_happened(client, member, now, querystring, words):
    alert = retire(an_alert(member, q="zeppelin", now=now), querystring, now)
    for page in ("/account/alerts/", f"/account/alerts/{alert.pk}/"):
        said = client.get(page).content.decode()
        assert words in said
        assert "This alert finds no jobs until you edit its search." in said
        assert "Edit search" in said
        assert "All remote jobs" not in said


@pytest.mark.parametrize(("querystring", "_words"), RETIRED)
def test_a_new_name_keeps_the_search_as_it_is(client, member, now, querystring, _words):
    alert = retire(an_alert(member, q="zeppelin", now=now), querystring, now)
    given = QueryDict(querystring, mutable=True)
    given.update({"name": "Another name", "weekday": "0", "hour": "8"})
    answer = client.post(
        f"/account/alerts/{alert.pk}/", given.urlencode(), content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 302
    alert.refresh_from_db()
    assert (alert.name, alert.search.querystring) == ("Another name", querystring)


def test_what_is_gone_is_unticked_to_change_the_search(client, member, now):
    alert = retire(an_alert(member, q="zeppelin", now=now), RETIRED[0][0], now)
    page = client.get(f"/account/alerts/{alert.pk}/").content.decode()
    assert 'name="industry" value="retired-industry"' in " ".join(page.split())
    given = {"name": "X", "weekday": "0", "hour": "8", "geo": "spain"}
    answer = client.post(f"/account/alerts/{alert.pk}/", {**given, "industry": "retired-industry"})
    assert answer.status_code == 422  # half of it cannot be kept
    alert.refresh_from_db()
    assert alert.search.querystring == RETIRED[0][0]
    assert client.post(f"/account/alerts/{alert.pk}/", given).status_code == 302
    alert.refresh_from_db()
    assert alert.search.querystring == "geo=spain"


@pytest.mark.parametrize(("querystring", "_words"), RETIRED)
def test_it_finds_nothing(querystring, _words, mailoutbox):
    alert = an_alert(a_user(), q="zeppelin")
    retire(alert, querystring, MONDAY)
    listed(3, at=MONDAY)
    run(MONDAY)
    assert not mailoutbox


def test_alternatives_that_are_left_go_on_as_before():
    assert saved_searches.criteria_of(Search(querystring="industry=retired&industry=marketing")) == Criteria(
        industry=("marketing",)
    )
    assert saved_searches.criteria_of(Search(querystring="industry=retired")) is None
    assert saved_searches.criteria_of(Search(querystring="geo=atlantis&industry=marketing")) is None


def test_a_digest_tells_of_an_alert_that_finds_nothing_any_more(mailoutbox):
    user = a_user()
    gone = retire(an_alert(user, q="zeppelin", name="Old industry"), RETIRED[0][0], MONDAY)
    an_alert(user, q="officer", name="Officers")
    listed(2, at=MONDAY)
    run(MONDAY)
    said = " ".join(text_of(mailoutbox[0]).split())
    assert "“Old industry”: The industry “retired-industry” is no longer available. This alert finds no jobs" in said
    assert f"/account/alerts/{gone.pk}/" in said


def test_the_page_that_confirms_says_so_and_so_does_the_mail_before_it(client, now):
    alert = services.create_for_address(email="ada@example.com", criteria=Criteria(q="x"), name="Mine", now=now)
    retire(alert, RETIRED[0][0], now)
    page = client.get(f"/alerts/confirm/{tokens.make_token('confirm', [(alert.pk, 1)])}/").content.decode()
    assert RETIRED[0][1] in page
    body = emails.confirmation(Alert.objects.get()).body
    assert "retired-industry" not in body
    assert "All remote jobs" not in body


def test_a_company_that_is_gone_is_named_too(client, member, now):
    an_alert(member, criteria=Criteria(company="gone-inc"), now=now)
    assert "The company “gone-inc” is no longer listed here." in client.get("/account/alerts/").content.decode()


# --- Addresses ----------------------------------------------------------------------------------------------------------------


def test_nothing_is_saved_of_an_address_that_was_not_understood(client, member):
    given = {"search": "industry=junk&geo=germany", "name": "X", "weekday": "0", "hour": "8"}
    for data in (given, {"search": given["search"], "at_once": "1"}):
        answer = client.post("/alerts/new/", data)
        assert answer.status_code == 422
        assert "recognize “junk”" in answer.content.decode()
    assert not Alert.objects.exists()


@pytest.mark.parametrize("path", ["/jobs/?industry=junk", "/jobs/in/spain/?industry=junk"])
def test_the_way_from_a_search_to_an_alert_takes_along_what_was_not_understood(client, path):
    page = client.get(path).content.decode()
    assert "recognize “junk”" in page
    assert "industry=junk" in page.split("/alerts/new/?")[1].split('"')[0]


def test_a_feed_of_what_is_not_known_is_refused(client):
    assert client.get("/jobs/feed/?industry=junk").status_code == 400


def test_what_was_not_understood_stands_in_the_canonical_form():
    asked = parse(QueryDict("industry=b&industry=a&geo=germany&pay=lots"))
    assert asked.querystring == "geo=germany&industry=a&industry=b&pay=lots"
    assert not asked.is_narrowed
    assert asked.has_same_unknown(parse(QueryDict("pay=lots&industry=a,b")))
