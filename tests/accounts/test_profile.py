"""A member says how they are addressed, and how they read dates and amounts. Where they live is set in one place only."""

import pytest
from django.test import RequestFactory

from accounts.signals import _adopt_place
from jobs.vocabulary import regions
from tests.factories import NOW, a_user
from toolkit import geography

pytestmark = pytest.mark.django_db
PAGE = "/account/profile/"
GOOD = {"name": "Ada  Lovelace", "locale": "de_AT"}
HOME = {"country": "AT", "timezone": "Europe/Vienna"}
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def member(client):
    user = a_user()
    client.force_login(user)
    return user


def test_a_profile_is_kept(client, member):
    assert client.post(PAGE, GOOD)["Location"] == PAGE
    member.refresh_from_db()
    assert (member.name, member.locale) == ("Ada Lovelace", "de_AT")
    page = client.get(PAGE).content.decode()
    assert '<option value="de_AT" selected>German (Austria)</option>' in page
    assert "Profile saved." in page


def test_everything_may_stay_empty(client, member):
    client.post(PAGE, GOOD)
    client.post(PAGE, dict.fromkeys(GOOD, ""))
    member.refresh_from_db()
    assert (member.name, member.locale) == ("", "")


def test_the_profile_shows_the_place_that_postings_are_read_from_and_leaves_it_alone(client, member):
    client.post("/jobs/place/", HOME, headers=SAME_ORIGIN)
    assert "Austria" in client.get("/jobs/place/").content.decode().partition("Current location:")[2][:30]
    assert "Location: Austria, Vienna (UTC+" in client.get(PAGE).content.decode()
    client.post(PAGE, {**GOOD, "country": "ES", "time_zone": "Europe/Madrid"})
    member.refresh_from_db()
    assert (member.country, member.time_zone) == ("AT", "Europe/Vienna")
    client.post("/jobs/place/", {"country": ""}, headers=SAME_ORIGIN)
    assert "Location: not set." in client.get(PAGE).content.decode()


@pytest.mark.parametrize(("known", "kept"), [("", "AT"), ("ES", "ES")])
def test_a_place_told_before_signing_in_becomes_the_accounts_unless_that_has_one(known, kept):
    user, request = a_user(country=known), RequestFactory().get("/")
    request.COOKIES["place"] = "AT|Europe/Vienna"
    _adopt_place(None, request=request, user=user)
    user.refresh_from_db()
    assert user.country == kept


def test_a_place_without_a_time_zone_leaves_the_accounts_alone():
    user, request = a_user(time_zone="Europe/Madrid"), RequestFactory().get("/")
    request.COOKIES["place"] = "ES|"
    _adopt_place(None, request=request, user=user)
    user.refresh_from_db()
    assert (user.country, user.time_zone) == ("ES", "Europe/Madrid")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("locale", "tlh_XX", "Choose a language and region from the list."),
        ("name", "x" * 151, "Use at most 150 characters. This name has 151."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client, member, field, value, message):
    answer = client.post(PAGE, {**GOOD, field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#id_{field}">{message}</a>' in page
    assert "<title>Error:" in page
    assert "Ada  Lovelace" in page or field == "name"
    member.refresh_from_db()
    assert (member.name, member.locale) == ("", "")


def test_countries_are_those_that_postings_know():
    assert geography.countries() == {code: one.name for code, one in regions.countries().items()}


def test_each_time_zone_stands_under_a_country_and_is_said_with_its_offset():
    groups = dict(geography.zone_groups(NOW, first="IN"))
    assert next(iter(groups.items())) == ("India", [("Asia/Kolkata", "Kolkata (UTC+5:30)")])
    assert ("Atlantic/Azores", "Azores (UTC−1)") in groups["Portugal"]
    assert {zone for zones in groups.values() for zone, _words in zones} <= set(geography.time_zones())


def test_locales_are_such_as_babel_can_write_dates_in():
    from babel import Locale

    languages = geography.locales()
    assert next(iter(languages)) == "English"
    assert languages["English"]["en_IE"] == "English (Ireland)"
    assert languages["Chinese"]["zh_Hans_CN"] == "Chinese (Simplified, China)"
    assert all(str(Locale.parse(one)) == one for regions in languages.values() for one in regions)
