"""Where the visitor lives: told once, kept, changed and forgotten by the visitor alone."""

import datetime as dt

import pytest
from django.test import RequestFactory

from accounts.models import User
from jobs import visitor_location as places
from jobs.visitor_location import Place
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db
SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def tell(client):
    def tell(**answer):
        return client.post("/jobs/place/", answer, **SAME_ORIGIN)

    return tell


def request_with(cookie):
    request = RequestFactory().get("/")
    request.COOKIES["place"] = cookie
    return request


def test_what_a_visitor_tells_is_kept_in_a_cookie_for_a_year(client, tell):
    answer = tell(country="ES", timezone="Europe/Madrid")
    cookie = answer.cookies["place"]
    assert cookie.value == "ES|Europe/Madrid"
    assert cookie["max-age"] == 365 * 24 * 60 * 60
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "Current location: Spain, Madrid" in client.get("/jobs/place/").content.decode()


def test_a_member_keeps_it_in_the_account(client, tell):
    member = a_user()
    client.force_login(member)
    tell(country="PT", timezone="Europe/Lisbon")
    client.cookies.pop("place")
    member.refresh_from_db()
    assert (member.country, member.time_zone) == ("PT", "Europe/Lisbon")
    assert "Current location: Portugal" in client.get("/jobs/place/").content.decode()


def test_the_account_counts_before_the_cookie():
    request = request_with("ES|Europe/Madrid")
    request.user = User(email="a@example.com", country="JP", time_zone="Asia/Tokyo")
    assert places.visitor_location_of(request) == Place("JP", "Asia/Tokyo")


def test_it_is_forgotten_on_request(client, tell):
    member = a_user(country="ES", time_zone="Europe/Madrid")
    client.force_login(member)
    answer = tell(country="ES", timezone="Europe/Madrid", forget="1")
    member.refresh_from_db()
    assert (member.country, member.time_zone) == ("", "")
    assert answer.cookies["place"].value == ""


def test_choosing_no_country_forgets_it_too(client, tell):
    tell(country="ES")
    assert tell(country="").cookies["place"].value == ""


@pytest.mark.parametrize(
    ("cookie", "place"),
    [
        ("ES|Europe/Madrid", Place("ES", "Europe/Madrid")),
        ("ES", Place("ES")),
        ("ES|Nowhere/City", Place("ES")),
        ("ES|../../etc/passwd", Place("ES")),
        ("XX|Europe/Madrid", None),
        ("es|Europe/Madrid", None),
        ("|Europe/Madrid", None),
        ("<script>", None),
        ("", None),
        ("E" * 5000, None),
    ],
)
def test_a_cookie_says_only_what_we_know(cookie, place):
    assert places.visitor_location_of(request_with(cookie)) == place


def test_a_country_with_one_time_zone_leaves_no_question(tell):
    assert tell(country="IT").cookies["place"].value == "IT|Europe/Rome"
    assert tell(country="ES").cookies["place"].value == "ES|"


@pytest.mark.parametrize(
    ("answer", "field", "message"),
    [
        ({"country": "XX"}, "country", "Choose a country from the list."),
        ({"country": "", "timezone": "Europe/Madrid"}, "country", "A time zone alone doesn't tell us"),
        ({"country": "ES", "timezone": "Moon/Crater"}, "timezone", "Choose a time zone from the list."),
    ],
)
def test_an_answer_that_cannot_be_kept_says_which_field_to_correct(tell, answer, field, message):
    page = tell(**answer)
    assert page.status_code == 422
    assert message in page.context["problems"][field]
    assert f'href="#place-{field}"' in page.content.decode()
    assert "place" not in page.cookies


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_it_never_leads_to_another_site(tell, target):
    assert tell(country="ES", next=target).url == "/jobs/"


def test_it_leads_back_to_the_page_that_asked(client, tell):
    assert tell(country="ES", next="/jobs/?q=operations").url == "/jobs/?q=operations"
    page = client.get("/jobs/place/", {"next": "/jobs/?q=operations"}).content.decode()
    assert '<input type="hidden" name="next" value="/jobs/?q=operations">' in page


def test_the_search_of_the_home_page_sets_the_location_that_the_header_shows(client, tell):
    answer = tell(q="ops & more", country="ES")
    assert (answer.url, answer.cookies["place"].value) == ("/jobs/?q=ops+%26+more", "ES|")
    page = client.get("/").content.decode()
    assert '<span class="vh">Your location: </span>Spain</span>' in page
    assert '<option value="ES" selected>' in page
    assert "Location set to Spain" in page
    again = tell(q="", country="ES")
    assert (again.url, again.cookies["place"].value) == ("/jobs/", "ES|")
    assert "Location set" not in client.get("/").content.decode()
    assert tell(q="ops", country="").cookies["place"].value == ""


def test_the_search_of_the_home_page_keeps_the_part_and_time_zone_of_the_country(client, tell):
    tell(country="US", timezone="America/Chicago", part="texas")
    assert tell(q="ops", country="US").cookies["place"].value == "US|America/Chicago|texas"


def test_a_search_without_a_location_says_nothing_about_locations(client, tell):
    assert tell(q="ops", country="").url == "/jobs/?q=ops"
    assert "Location removed" not in client.get("/jobs/").content.decode()


def test_a_form_of_another_site_is_refused(client):
    for header in ({"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://elsewhere.example"}, {}):
        answer = client.post("/jobs/place/", {"country": "ES"}, **header)
        assert answer.status_code == 403
        assert "place" not in answer.cookies


def test_reading_the_page_changes_nothing(client):
    answer = client.get("/jobs/place/", {"country": "ES", "timezone": "Europe/Madrid", "forget": "1"})
    assert "place" not in answer.cookies


def test_the_time_zones_of_the_chosen_country_come_first(client, tell):
    tell(country="NZ", timezone="Pacific/Chatham")
    page = client.get("/jobs/place/").content.decode()
    assert '<option value="Pacific/Chatham" selected>' in page
    assert page.index("Pacific/Auckland") < page.index("Asia/Kabul")


def test_an_offset_follows_daylight_saving():
    madrid = Place("ES", "Europe/Madrid")
    assert madrid.offset(NOW) == 60
    assert madrid.offset(NOW - dt.timedelta(days=120)) == 120
    assert Place("NP", "Asia/Kathmandu").offset(NOW) == 345
    assert Place("ES").offset(NOW) is None


@pytest.mark.parametrize(
    ("country", "name"), [("ES", "Spain"), ("NL", "the Netherlands"), ("KY", "the Cayman Islands")]
)
def test_a_country_is_named_as_sentences_name_it(country, name):
    assert Place(country).name == name


# --- A part of a country, and the control in the header --------------------------------------------------------------------


def test_a_part_of_the_country_is_kept_with_it(client, tell):
    answer = tell(country="US", timezone="America/Chicago", part="texas")
    assert answer.cookies["place"].value == "US|America/Chicago|texas"
    page = client.get("/jobs/place/").content.decode()
    assert "Current location: Texas, Chicago" in page
    assert '<option value="texas" selected>Texas</option>' in page
    member = a_user()
    client.force_login(member)
    tell(country="DE", timezone="Europe/Berlin", part="bavaria")
    member.refresh_from_db()
    assert (member.country, member.part) == ("DE", "bavaria")


def test_a_part_or_time_zone_of_the_country_before_is_dropped(tell):
    tell(country="US", timezone="America/Chicago", part="texas")
    assert tell(country="CA", timezone="America/Chicago", part="texas").cookies["place"].value == "CA|"


@pytest.mark.parametrize(
    ("cookie", "place"),
    [
        ("US||texas", Place("US", "", "texas")),
        ("US||bavaria", Place("US")),
        ("US||<script>", Place("US")),
        ("ES|Europe/Madrid|texas|x", Place("ES", "Europe/Madrid")),
    ],
)
def test_a_cookie_says_only_parts_we_know(cookie, place):
    assert places.visitor_location_of(request_with(cookie)) == place


def test_every_page_has_the_control_and_leads_back(client, tell):
    tell(country="US", part="georgia", timezone="America/New_York")
    page = client.get("/about/?x=1").content.decode()
    assert '<span class="vh">Your location: </span>Georgia, United States</span>' in page
    assert 'href="/jobs/place/?next=%2Fabout%2F%3Fx%3D1"' in page
    form = client.get("/jobs/place/", {"panel": "1", "next": "/about/?x=1"}).content.decode()
    assert form.strip().startswith("<form")
    assert 'name="next" value="/about/?x=1">' in form
    assert '<option value="US" selected>United States</option>' in form
    assert '<option value="georgia" selected>Georgia</option>' in form
    assert '<option value="America/New_York" selected>' in form


def test_the_form_follows_the_country_that_is_being_chosen(client, tell):
    tell(country="US", part="georgia", timezone="America/New_York")
    form = client.get("/jobs/place/", {"panel": "1", "country": "CA"}).content.decode()
    assert '<option value="CA" selected>Canada</option>' in form
    assert '<option value="ontario">Ontario</option>' in form
    assert "georgia" not in form
    assert form.count(" selected>") == 1


def test_a_shared_page_is_kept_once_for_each_known_location(client, tell):
    def shows(cookie):
        if cookie:
            client.cookies["place"] = cookie
        page = client.get("/about/")
        return page["ETag"], "Spain</span>" in page.content.decode()

    nowhere = shows("")
    spain = shows("ES|")
    assert not nowhere[1]
    assert spain[1]
    assert shows("ES|") == spain
    assert shows("XX|made-up") == nowhere


def test_a_former_name_of_a_time_zone_is_read_as_todays(tell):
    assert tell(country="IN", timezone="Asia/Calcutta").cookies["place"].value == "IN|Asia/Kolkata"
