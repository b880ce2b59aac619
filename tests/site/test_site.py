import pytest
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import User
from careers.models import Edition
from careers.publish_checks import publish_checks
from jobboard.urls import FIXED_PAGES
from jobboard.views import server_error
from jobs.models import Job
from occupations.models import Occupation
from toolkit.client import client_address
from toolkit.request_ids import Work, working

SAME_ORIGIN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", FIXED_PAGES)
def test_every_fixed_page_is_a_real_page(client, name):
    page = client.get(f"/{name}/")
    assert page.status_code == 200
    assert len(page.content) > 3000


@pytest.mark.django_db
def test_health_is_ready_when_database_and_cache_answer(client):
    assert client.get("/health/live").content == b"ok"
    assert client.get("/health/ready").json() == {"ready": True}


@pytest.mark.django_db
def test_health_names_a_cache_that_is_away(client, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert set(answer.json()) == {"ready", "cache"}


def test_robots_may_not_read_the_admin_or_previews(client, settings):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text


@pytest.mark.django_db
def test_a_theme_is_kept_in_a_cookie_and_can_be_given_back_to_the_system(client):
    chosen = client.post("/theme/", {"theme": "dark", "next": "/about/"}, **SAME_ORIGIN)
    assert (chosen.status_code, chosen["Location"]) == (302, "/about/")
    assert client.cookies["theme"].value == "dark"
    assert b'data-theme="dark"' in client.get("/about/").content
    client.post("/theme/", {"theme": ""}, **SAME_ORIGIN)
    assert b"data-theme=" not in client.get("/about/").content


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_the_theme_form_never_leads_off_the_site(client, target):
    assert client.post("/theme/", {"theme": "dark", "next": target}, **SAME_ORIGIN)["Location"] == "/"


@pytest.mark.django_db
def test_the_theme_form_refuses_other_sites_and_get(client):
    assert client.post("/theme/", {"theme": "dark"}, HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    for origin in ("https://other.example", "http://[", "null"):
        assert client.post("/theme/", {"theme": "dark"}, HTTP_ORIGIN=origin).status_code == 403
    assert client.get("/theme/").status_code == 405


@pytest.mark.django_db
def test_a_form_open_too_long_gets_a_page_that_says_so():
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/admin/login/", {"username": "a", "password": "b"})
    assert page.status_code == 403
    assert b"This page has expired" in page.content


def test_the_500_page_needs_no_database():
    """No database mark: a query would raise."""
    with working(Work("0123456789abcdef0123456789abcdef")):
        page = server_error(RequestFactory().get("/"))
    assert page.status_code == 500
    assert b"<h1" in page.content
    assert b'class="brand"' in page.content
    assert (
        b'<a href="/contact/">contact us</a> and include this ID: <code>0123456789abcdef0123456789abcdef</code>'
        in page.content
    )


# --- Whose request it is


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (0, "6.6.6.6", "10.0.0.9"),
        (1, "6.6.6.6, 8.8.8.8", "8.8.8.8"),
        (2, "6.6.6.6, 8.8.8.8, 10.0.0.1", "8.8.8.8"),
        (2, "8.8.8.8", "10.0.0.9"),
        (1, "", "10.0.0.9"),
    ],
)
def test_the_address_is_the_one_our_own_proxy_saw(settings, trusted, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = trusted
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


# --- Demo content


def test_the_demo_holds_every_guide_complete_and_loads_once(settings, all_occupations, django_assert_max_num_queries):
    call_command("load_demo")
    editions = list(Edition.objects.live(timezone.now()))
    assert len(editions) == len(list((settings.BASE_DIR / "careers" / "content").glob("*.md"))) >= 12
    for edition in editions:
        assert publish_checks(edition.document) == [], edition.title
        assert edition.document.words > 2800, edition.title
    people = User.objects.filter(email__startswith="person-")
    assert people.count() == 60, "in the directory of résumés"
    assert set(User.objects.exclude(pk__in=people).values_list("email", flat=True)) == {
        f"{name}@example.com"
        for name in ("admin", "editor", "moderator", "support", "consultant", "plus", "free", "marta.kowal")
    }
    assert Job.objects.count() >= 600
    with django_assert_max_num_queries(7):
        call_command("load_demo")


def test_demo_logins_exist_in_local_mode_only_and_occupations_everywhere(settings, occupations):
    """A handful of them: their releases stay, so that the command only puts together what is read already."""
    Occupation.objects.all().delete()
    settings.LOCAL = False
    call_command("load_demo")
    assert not User.objects.exists()
    assert set(Occupation.objects.values_list("code", flat=True)) == set(occupations)
