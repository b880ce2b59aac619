"""Sources and their health on the staff site."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from jobs.models import ImportRun, Source
from tests.factories import a_user
from tests.feeds.importing.support import a_source, entry, import_feed, waiting

pytestmark = pytest.mark.django_db
HEALTH = "/admin/jobs/source/health/"
ADD = "/admin/jobs/source/add/"


@pytest.fixture
def staff(client):
    client.force_login(a_user("sam@example.com", is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def reader(client):
    """Somebody who may look at sources and no more."""
    user = a_user("rea@example.com", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_source", content_type__app_label="jobs"))
    client.force_login(user)
    return client


def typed(**changes):
    return {
        "name": "Board",
        "format": "lever",
        "url": "https://api.lever.co/v0/postings/northwind?mode=json",
        "hosts": "",
        "company": "",
        "is_active": "on",
        "every_minutes": "360",
        **changes,
    }


def errors(response):
    return {name: list(found) for name, found in response.context["adminform"].form.errors.items()}


def a_run(source, outcome=ImportRun.Outcome.GOOD, **fields):
    at = timezone.now()
    return ImportRun.objects.create(source=source, started_at=at, finished_at=at, outcome=outcome, **fields)


# --- Adding ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "hosts"),
    [
        ({}, ["api.lever.co", "api.eu.lever.co"]),
        ({"format": "rss", "url": "https://board.example/feed.xml"}, ["board.example"]),
        ({"format": "recruitee", "url": "https://northwind.recruitee.com/api/offers/"}, ["*.recruitee.com"]),
        ({"format": "recruitee", "url": "https://jobs.northwind.example/api/offers/"}, ["jobs.northwind.example"]),
        ({"hosts": "API.lever.co , cdn.lever.co"}, ["api.lever.co", "cdn.lever.co"]),
        ({"url": ""}, []),
    ],
)
def test_hosts_left_empty_are_those_of_the_format_or_of_the_address(staff, changes, hosts):
    assert staff.post(ADD, typed(**changes)).status_code == 302
    assert Source.objects.get().hosts == hosts


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"url": "http://api.lever.co/v0"}, "url", "starts with https://"),
        ({"hosts": "api.eu.lever.co"}, "hosts", "Add api.lever.co, the host of"),
        ({"hosts": "https://api.lever.co/"}, "hosts", "“https://api.lever.co/” isn't a host"),
        ({"hosts": "*"}, "hosts", "“*” isn't a host"),
        ({"every_minutes": "5"}, "every_minutes", "greater than or equal to 15"),
        ({"url": "not an address"}, "url", "Enter a valid URL"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(staff, changes, field, message):
    response = staff.post(ADD, typed(**changes))
    assert message in errors(response)[field][0]
    assert not Source.objects.exists()


# --- Health ---------------------------------------------------------------------------------------------------------


def test_the_board_says_how_each_source_is_doing_those_in_trouble_first(staff):
    good = a_source(name="Alpha", health="good", url="https://a.example/", hosts=["a.example"])
    dead = a_source(name="Beta", health="dead", url="https://b.example/", hosts=["b.example"])
    a_run(good, seen=10, added=3)
    a_run(good, seen=12)
    a_run(dead, ImportRun.Outcome.FAILED, error="b.example did not answer within 30 seconds.")
    page = staff.get(HEALTH).content.decode()
    assert page.index("Beta") < page.index("Alpha")
    assert "b.example did not answer within 30 seconds." in page
    assert "Jobs seen by recent imports, oldest first: 10, 12" in page
    assert "Failing" in page
    assert page.count("<rect") == 3


def test_the_board_counts_open_postings(staff):
    source = a_source(name="Alpha")
    import_feed(source, entry(1), entry(2))
    source.jobs.update(expires_at=timezone.now() + dt.timedelta(days=1), published_at=timezone.now())
    page = staff.get(HEALTH).content.decode()
    assert re.search(r"Open jobs</dt>\s*<dd>\s*2\s*</dd>", page)


def test_the_board_takes_the_same_queries_for_any_number_of_sources(staff, django_assert_max_num_queries):
    def one_more():
        source = a_source(url="https://a.example/", hosts=["a.example"])
        a_run(source, seen=1)
        a_run(source, ImportRun.Outcome.FAILED, error="No answer.")

    one_more()
    staff.get(HEALTH)
    with django_assert_max_num_queries(8) as first:
        staff.get(HEALTH)
    for _ in range(6):
        one_more()
    with django_assert_max_num_queries(len(first.captured_queries)):
        staff.get(HEALTH)


def test_a_board_without_sources_offers_to_add_one(staff):
    assert ADD in staff.get(HEALTH).content.decode()


def test_a_run_shows_its_broken_items_escaped(staff):
    problems = [
        {"position": 2, "name": "<b>Clerk</b>", "reason": "jobTitle is missing.", "is_kept": False},
        {"position": 4, "name": "Cook", "reason": "pay: ignored", "is_kept": True},
    ]
    run = a_run(a_source(), broken=1, problems=problems)
    page = staff.get(reverse("admin:jobs_importrun_change", args=[run.pk])).content.decode()
    assert "&lt;b&gt;Clerk&lt;/b&gt;" in page
    assert "jobTitle is missing." in page
    assert page.index('value="2"') < page.index('value="4"')
    assert "Imported without this" in page


# --- Import now -----------------------------------------------------------------------------------------------------


def test_import_now_makes_the_source_due_and_tells_the_workers(staff):
    later = timezone.now() + dt.timedelta(hours=5)
    source = a_source(url="https://a.example/", hosts=["a.example"], next_due_at=later)
    before = len(waiting("import_due_sources"))
    response = staff.post(reverse("admin:jobs_source_import", args=[source.pk]), follow=True)
    assert "Importing 1 source." in response.content.decode()
    source.refresh_from_db()
    assert source.next_due_at <= timezone.now()
    assert len(waiting("import_due_sources")) > before


def test_the_action_of_the_list_asks_those_that_can_be_asked(staff):
    on = a_source(url="https://a.example/", hosts=["a.example"])
    off = a_source(url="https://b.example/", hosts=["b.example"], is_active=False)
    chosen = {"action": "import_now", "_selected_action": [on.pk, off.pk]}
    page = staff.post("/admin/jobs/source/", chosen, follow=True).content.decode()
    assert "Importing 1 source." in page
    assert "1 source is inactive or has no feed URL, so it wasn&#x27;t imported." in page


def test_nothing_is_imported_by_looking(staff):
    source = a_source(url="https://a.example/", hosts=["a.example"])
    assert staff.get(reverse("admin:jobs_source_import", args=[source.pk])).status_code == 405


def test_who_may_only_look_cannot_import(reader):
    source = a_source(url="https://a.example/", hosts=["a.example"])
    page = reader.get(HEALTH)
    assert page.status_code == 200
    assert "Import now" not in page.content.decode()
    assert reader.post(reverse("admin:jobs_source_import", args=[source.pk])).status_code == 403


def test_the_board_is_for_staff_who_may_see_sources(client):
    assert client.get(HEALTH).status_code == 302
    client.force_login(a_user("else@example.com", is_staff=True))
    assert client.get(HEALTH).status_code == 403
