"""Pages kept for members: what is a reader's own is filled in for each of them, and never kept."""

import datetime as dt
import itertools

import pytest
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from careers import services
from tests.factories import a_document, a_job, a_published_guide, a_user
from toolkit import page_cache, read_counter
from toolkit.member_pages import same_for_members

pytestmark = pytest.mark.django_db
GUIDE = "/careers/lighthouse-keeper/"
PAGES = (GUIDE, "/careers/", "/careers/field/operations/")


@pytest.fixture
def published():
    return a_published_guide(now=timezone.now() - dt.timedelta(days=1))


def signed_in(**about):
    reader = Client()
    reader.force_login(a_user(**about))
    return reader


@pytest.mark.parametrize("path", PAGES)
def test_a_kept_page_takes_one_query_that_loads_the_member(published, django_assert_num_queries, path):
    signed_in(email="first@example.org").get(path)
    member = signed_in(email="second@example.org")
    member.get(path)
    with django_assert_num_queries(1):
        assert member.get(path).status_code == 200


def test_each_reader_sees_the_same_page_whoever_read_it_before(published):
    """Readers who differ in what a page shows of them: every one's page made from what others left equals the page
    made for them alone."""
    readers = {
        "member": signed_in(email="member@example.org"),
        "staff": signed_in(email="staff@example.org", is_staff=True),
        "german": signed_in(email="german@example.org", locale="de-DE", time_zone="Europe/Berlin"),
        "in the dark": signed_in(email="dark@example.org"),
        "saved": signed_in(email="place@example.org", country="ES"),
        "visitor": Client(),
        "expired session": Client(),
    }
    readers["in the dark"].cookies["theme"] = "dark"
    readers["expired session"].cookies["sessionid"] = "a" * 32
    alone = {}
    for name, path in itertools.product(readers, PAGES):
        page_cache._valkey().flushdb()
        alone[name, path] = readers[name].get(path).content
    page_cache._valkey().flushdb()
    for first in readers:
        page_cache._valkey().flushdb()
        for name, path in itertools.product((first, *readers), PAGES):
            assert readers[name].get(path).content == alone[name, path], (first, name, path)
    assert len({alone[name, GUIDE] for name in readers}) >= 5


def test_messages_are_shown_once_and_only_to_their_reader(published):
    reader, other = signed_in(email="a@example.org"), signed_in(email="b@example.org")
    other.get(GUIDE)
    reader.post(reverse("tracker:save"), {"save": str(a_job().pk), "next": GUIDE})
    shown = [reader.get(GUIDE).content, reader.get(GUIDE).content, other.get(GUIDE).content]
    assert [b'class="notices"' in page for page in shown] == [True, False, False]


def test_a_publication_shows_at_once(published, django_capture_on_commit_callbacks):
    member = signed_in()
    member.get(GUIDE)
    services.import_document(document=a_document(summary="A brighter light."), update=True, by=None, now=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        services.publish(guide=published, by=None, now=timezone.now())
    assert b"A brighter light." in member.get(GUIDE).content


def test_a_members_page_is_private_and_its_reads_are_counted(published):
    member = Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0")
    member.force_login(a_user())
    read_counter.reads.flush()
    read_counter.take_reads()  # of other tests in this process
    pages = [member.get(GUIDE) for _ in range(3)]
    assert {page["Cache-Control"] for page in pages} == {"private, no-cache, no-store"}  # they have an ad
    assert all("Cookie" in page["Vary"] for page in pages)
    read_counter.reads.flush()
    assert read_counter.take_reads() == {"lighthouse-keeper": 3}


def test_what_does_not_exist_or_has_moved_is_answered_as_before(published):
    member = signed_in()
    assert member.get("/careers/nothing-here/").status_code == 404
    assert member.get("/careers/field/nothing/").status_code == 404


@pytest.mark.parametrize("kind", ["not marked", "with a form", "with a cookie"])
def test_a_page_that_is_not_the_same_for_all_is_not_kept(kind):
    """Even a view that is decorated by mistake shows nobody what it made for another."""
    user = a_user(email="me@example.org")

    @same_for_members
    def view(request):
        response = HttpResponse(f"{request.user}{get_token(request) if kind == 'with a form' else ''}")
        if kind == "with a cookie":
            response.set_cookie("mine", "1")
        return response if kind == "not marked" else page_cache.share(response)

    request = RequestFactory().get("/anything/")
    request.COOKIES["sessionid"] = "a" * 32
    request.user = user
    request.session = {}
    assert str(user) in view(request).content.decode()
    assert not list(page_cache._valkey().scan_iter("*page:*"))
