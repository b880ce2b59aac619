import datetime as dt

import pytest
from defusedxml import ElementTree
from django.contrib.sitemaps.views import sitemap
from django.core.cache import cache
from django.core.paginator import EmptyPage
from django.test import RequestFactory
from django.utils import timezone

from jobs import services
from jobs.machine_readers import sitemaps
from jobs.models import Job, Source
from tests.factories import a_job, a_posting

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SITEMAPS = {
    "jobs": sitemaps.JobSitemap,
    "companies": sitemaps.CompanySitemap,
    "landing": sitemaps.LandingSitemap,
}
NAMES = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture
def now():
    cache.clear()
    return timezone.now()


def read(section, page=None):
    """What a sitemap file says: path to lastmod (None where it says none)."""
    request = RequestFactory().get("/sitemap.xml", {"p": page} if page else {})
    response = sitemap(request, SITEMAPS, section=section).render()
    root = ElementTree.fromstring(response.content)
    return {
        url.findtext("loc", namespaces=NAMES).removeprefix("http://testserver"): url.findtext(
            "lastmod", namespaces=NAMES
        )
        for url in root
    }


# --- Jobs -----------------------------------------------------------------------------------------------------------


def test_open_postings_are_listed_one_for_each_opening(now):
    lead = a_job(now=now, source=Source.objects.create(name="One", format="rss"), external_id="1")
    a_job(now=now, source=Source.objects.create(name="Two", format="rss"), external_id="2")
    services.fill(job=a_job(now=now, title="Filled"), now=now)
    a_job(now=now - 9 * DAY, title="Over", expires_at=now - DAY, published_at=now - 9 * DAY)
    services.duplicate(job=lead, by=None, now=now)
    assert list(read("jobs")) == [lead.get_absolute_url()]


def test_a_posting_was_last_changed_when_its_words_were_and_not_when_it_was_last_seen(now):
    job = a_job(now=now - 9 * DAY, published_at=now - 9 * DAY)
    published = str((now - 9 * DAY).date())
    assert read("jobs") == {job.get_absolute_url(): published}
    services.verify(job_ids=[job.pk], now=now)
    assert read("jobs") == {job.get_absolute_url(): published}
    services.revise(job=job, posting=a_posting(level="senior"), now=now - 2 * DAY)
    assert read("jobs") == {job.get_absolute_url(): str((now - 2 * DAY).date())}


def test_files_hold_a_range_of_ids_each_and_none_is_left_out_or_empty(now, monkeypatch):
    monkeypatch.setattr(sitemaps, "BLOCK", 4)
    jobs = [a_job(now=now, title=f"Cook {at}") for at in range(15)]
    Job.objects.filter(pk__in=[job.pk for job in jobs[4:11]]).delete()
    left = set(Job.objects.values_list("pk", flat=True))
    blocks = {pk // 4 for pk in left}
    found = sitemaps.JobSitemap()
    assert found.paginator.num_pages == len(blocks)
    files = [read("jobs", page) for page in range(1, len(blocks) + 1)]
    assert all(files)
    assert sorted(url for file in files for url in file) == sorted(job.get_absolute_url() for job in Job.objects.all())
    with pytest.raises(EmptyPage):
        found.paginator.page(len(blocks) + 1)


def test_the_last_file_costs_what_the_first_does(now, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sitemaps, "BLOCK", 4)
    for at in range(15):
        a_job(now=now, title=f"Cook {at}")
    paginator = sitemaps.JobSitemap().paginator
    last = paginator.num_pages
    for page in (1, last):
        with django_assert_num_queries(1):
            assert paginator.page(page).object_list


def test_a_board_without_postings_has_an_empty_file(now):
    assert read("jobs") == {}
    assert sitemaps.JobSitemap().get_latest_lastmod() is None


def test_the_newest_posting_dates_the_whole(now):
    a_job(now=now - DAY)
    a_job(now=now, title="Cook")
    assert sitemaps.JobSitemap().get_latest_lastmod() == now


def test_the_index_names_every_file(client, now, monkeypatch):
    monkeypatch.setattr(sitemaps, "BLOCK", 4)
    for at in range(9):
        a_job(now=now, title=f"Cook {at}")
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)
    files = [file.findtext("loc", namespaces=NAMES).removeprefix("http://testserver") for file in index]
    assert len([name for name in files if name.startswith("/sitemap-jobs.xml")]) >= 3
    pages = [client.get(name) for name in files]
    assert {page.status_code for page in pages} == {200}
    assert sum(page.content.count(b"-cook-") for page in pages) == 9


# --- Companies and landing pages ----------------------------------------------------------------------------------------


def test_only_companies_that_hire_are_listed(now):
    a_job(now=now)
    services.fill(job=a_job(now=now, company="Gone"), now=now)
    assert list(read("companies")) == ["/companies/northwind/"]


def test_landing_pages_are_those_of_industries_and_places_that_open_postings_name(now):
    for at in range(3):
        a_job(now=now, title=f"Cook {at}", industries=("hr",), regions=("spain",))
    for at in range(2):
        a_job(now=now, title=f"Clerk {at}", industries=("legal",), regions=("spain", "europe"))
    a_job(now=now, title="Free", industries=("seo",), regions=())
    a_job(now=now, title="Nothing", industries=(), regions=("japan",))
    services.fill(job=a_job(now=now, title="Filled", industries=("admin",), regions=("chile",)), now=now)
    assert list(read("landing")) == [
        "/jobs/", "/companies/",
        "/jobs/hr/", "/jobs/hr/in/spain/", "/jobs/in/europe/", "/jobs/in/japan/", "/jobs/in/spain/",
        "/jobs/legal/", "/jobs/seo/",
    ]  # fmt: skip


def test_industries_and_places_nobody_knows_any_more_are_left_out(now):
    job = a_job(now=now)
    Job.objects.filter(pk=job.pk).update(industries=["alchemy"], regions=["atlantis"])
    assert list(read("landing")) == ["/jobs/", "/companies/"]


def test_landing_pages_are_counted_once_an_hour_by_one_query(now, django_assert_num_queries):
    a_job(now=now)
    with django_assert_num_queries(1):
        read("landing")
    with django_assert_num_queries(0):
        read("landing")
