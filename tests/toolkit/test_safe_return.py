"""A return address leads to a page of this site or is not followed, wherever one is taken."""

import ast
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from tests.factories import a_job, a_user
from toolkit.web_addresses import LONGEST, safe_return

SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
HOSTILE = [
    "abc",
    "theme",
    "jobs:search",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example/",
    "https://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://testserver:80@evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " /jobs/",
    "/jobs/\r\nSet-Cookie: a=b",
    "/jobs/\x00",
    "/caf\u00e9/",
    "/\u2028/evil.example",
    "/" + "a" * LONGEST,
    "http://[",
    "//[::1",
    "?q=a",
    "#plus",
    ".",
]
OWN = [
    "/",
    "/jobs/?q=a&geo=europe",
    "/pricing/#plus",
    "/accounts/login/?next=//evil.example",
    "http://testserver/about/",
]


def returned(address, method="post", **how):
    factory = RequestFactory()
    request = (
        factory.post("/theme/", {"next": address})
        if method == "post"
        else factory.get(f"/theme/?next={quote(address)}")
    )
    return safe_return(request, fallback="/fallback/", **how)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", HOSTILE)
def test_a_hostile_address_is_not_followed(address, method):
    assert returned(address, method) == "/fallback/"


@pytest.mark.parametrize("address", OWN)
def test_an_address_of_this_site_is_followed_as_a_path(address):
    assert returned(address) == address.removeprefix("http://testserver")


@given(st.one_of(st.text(max_size=60), st.text("/\\:.@?#[]%\t\n\x00 aehlpst", max_size=30)))
@example("/.//evil.example")
@example("/%2f/evil.example")
def test_whatever_is_asked_for_a_browser_stays_on_the_site(address):
    path = returned(address)
    assert urlsplit(urljoin("http://testserver/theme/", path)).netloc == "testserver"
    assert path.startswith("/")
    assert path.isascii()
    assert not set(path) & set("\\\t\r\n \x00")


def test_the_page_one_comes_from_counts_only_where_it_is_asked_for():
    request = RequestFactory().post("/x/", headers={"referer": "http://testserver/jobs/?q=a"})
    assert safe_return(request, fallback="/f/", use_referer=True) == "/jobs/?q=a"
    assert safe_return(request, fallback="/f/") == "/f/"


POSTED = [address for address in HOSTILE if "\x00" not in address]  # a form with NUL is refused before any view


# --- Every page that takes one ------------------------------------------------------------------------------------------


def stays(answer):
    """A page or a redirect within the site; no error of ours."""
    where = answer.headers.get("Location", "/")
    return answer.status_code < 500 and urlsplit(urljoin("http://testserver/a/b/", where)).netloc == "testserver"


@pytest.mark.django_db
@pytest.mark.parametrize("address", POSTED)
def test_pages_for_visitors_answer_a_hostile_address_with_their_own(client, address):
    theme = client.post("/theme/", {"theme": "dark", "next": address}, **SAME_ORIGIN)
    assert (theme.status_code, theme["Location"]) == (302, "/")
    place = client.post("/jobs/place/", {"country": "DE", "timezone": "Europe/Berlin", "next": address}, **SAME_ORIGIN)
    assert (place.status_code, place["Location"]) == (302, "/jobs/")
    assert stays(client.get("/jobs/place/", {"next": address}))
    assert stays(client.get("/accounts/login/", {"next": address}))
    assert stays(client.get("/accounts/signup/", {"next": address}))


@pytest.mark.django_db
@pytest.mark.parametrize("address", POSTED)
def test_saving_leads_to_the_saved_jobs_when_it_is_told_to_lead_elsewhere(client, address):
    job = a_job(now=timezone.now())
    referer = {"headers": {"referer": address}} if "\n" not in address and address.isascii() else {}
    answer = client.post("/jobs/save/", {"job": job.pk, "next": address}, **referer)
    assert (answer.status_code, answer["Location"]) == (302, "/account/bookmarks/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", POSTED)
def test_signing_in_and_out_leads_to_our_own_pages(client, address):
    user = a_user()
    answer = client.post(
        "/accounts/login/", {"login": user.email, "password": "correct horse battery", "next": address}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    for path in ("/admin/login/", "/accounts/login/", "/accounts/reauthenticate/"):
        assert stays(client.get(path, {"next": address})), path
    assert stays(client.post("/accounts/logout/", {"next": address}))
    assert stays(client.post("/admin/logout/", {"next": address}))


# --- No other way -------------------------------------------------------------------------------------------------------

FROM_OUTSIDE = {"POST", "GET", "headers", "META", "COOKIES", "body"}


def foreign_redirects(tree):
    """Calls of ``redirect`` and its like with a value of the request that did not pass through ``safe_return``."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or getattr(call.func, "id", "") not in (
            "redirect", "redirect_to_login", "HttpResponseRedirect", "HttpResponsePermanentRedirect", "SeeOther"
        ):  # fmt: skip
            continue
        for part in ast.walk(call):
            if (
                isinstance(part, ast.Attribute)
                and part.attr in FROM_OUTSIDE
                and getattr(part.value, "id", "") == "request"
            ):
                yield call.lineno


def test_return_addresses_are_read_in_one_place_only():
    wrong = []
    for app in ("jobboard", "accounts", "billing", "jobs", "careers", "alerts"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            source = path.read_text()
            name = str(path.relative_to(settings.BASE_DIR))
            if name == "toolkit/web_addresses.py" or name.startswith("local/"):
                continue
            wrong += [f"{name}:{line}" for line in foreign_redirects(ast.parse(source))]
            forbidden = ("url_has_allowed_host_and_scheme", "HTTP_REFERER", '"Referer"', 'get("next"', "HX-Current-URL")
            wrong += [f"{name}: {word}" for word in forbidden if word in source]
    assert wrong == []
