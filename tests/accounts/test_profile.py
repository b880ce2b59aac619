"""A member says how they are addressed, where they live, and how they read dates and amounts."""

import pytest

from jobs.vocabulary import regions
from tests.factories import NOW, a_user
from toolkit import geography

pytestmark = pytest.mark.django_db
PAGE = "/account/profile/"
GOOD = {"name": "Ada  Lovelace", "country": "AT", "time_zone": "Europe/Vienna", "locale": "de_AT"}


@pytest.fixture
def member(client):
    user = a_user()
    client.force_login(user)
    return user


def test_a_profile_is_kept(client, member):
    assert client.post(PAGE, GOOD)["Location"] == PAGE
    member.refresh_from_db()
    assert (member.name, member.country, member.time_zone, member.locale) == (
        "Ada Lovelace",
        "AT",
        "Europe/Vienna",
        "de_AT",
    )
    page = client.get(PAGE).content.decode()
    assert '<option value="de_AT" selected>German (Austria)</option>' in page
    assert "Profile saved." in page


def test_everything_may_stay_empty(client, member):
    client.post(PAGE, GOOD)
    client.post(PAGE, dict.fromkeys(GOOD, ""))
    member.refresh_from_db()
    assert (member.name, member.country, member.time_zone, member.locale) == ("", "", "", "")


def test_the_place_that_postings_are_read_from_follows_the_profile(client, member):
    client.post(
        "/jobs/place/", {"country": "ES", "timezone": "Europe/Madrid"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert "Spain" in client.get("/jobs/place/").content.decode().partition("Current location:")[2][:30]
    client.post(PAGE, GOOD)
    assert client.cookies["place"].value == "AT|Europe/Vienna"
    assert "Austria" in client.get("/jobs/place/").content.decode().partition("Current location:")[2][:30]
    client.post(PAGE, {**GOOD, "country": ""})
    assert "Current location:" not in client.get("/jobs/place/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("country", "XX", "Choose a country from the list."),
        ("time_zone", "Mars/Olympus", "Choose a time zone from the list."),
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
    assert member.country == ""


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
