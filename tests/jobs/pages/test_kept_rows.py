"""Rows of jobs are kept in the process: each visitor sees their own, and a job that changed is shown as it is."""

import itertools
from dataclasses import fields

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jobs.cards import Row
from jobs.models import Company, Job
from jobs.templatetags import jobs as rows
from tests.factories import a_job, a_user

pytestmark = pytest.mark.django_db
LIST = "/jobs/?all=1"


@pytest.fixture(autouse=True)
def _nothing_kept():
    rows._row.cache_clear()


def rows_of(visitor):
    page = visitor.get(LIST).content.decode()
    return page[page.index('<ol class="job-rows"') : page.index("</ol>", page.index('<ol class="job-rows"'))]


def visitors(job):
    """Visitors who differ in what a row shows of them."""
    made = {"visitor": Client(), "saved in a cookie": Client(), "in Spain": Client(), "in Japan": Client()}
    made["saved in a cookie"].cookies["saved"] = str(job.pk)
    made["in Spain"].cookies["place"] = "ES|Europe/Madrid"
    made["in Japan"].cookies["place"] = "JP|"
    for name in ("member", "saved", "abroad"):
        made[name] = Client()
        made[name].force_login(a_user(f"{name}@example.org", country="BR" if name == "abroad" else ""))
    made["saved"].post(reverse("tracker:save"), {"save": str(job.pk)})
    return made


def test_each_visitor_sees_their_own_rows_whoever_came_before():
    job = a_job(regions=("spain",), now=timezone.now())
    alone = {}
    them = visitors(job)
    for name, visitor in them.items():
        rows._row.cache_clear()
        alone[name] = rows_of(visitor)
    for first, name in itertools.product(them, them):
        rows._row.cache_clear()
        rows_of(them[first])
        assert rows_of(them[name]) == alone[name], (first, name)
    assert alone["saved"] != alone["member"]
    assert alone["saved in a cookie"] != alone["visitor"]
    assert len({alone[name] for name in ("visitor", "in Spain", "in Japan", "abroad")}) == 4


def test_saving_and_removing_a_job_shows_at_once():
    job = a_job(now=timezone.now())
    member = Client()
    member.force_login(a_user())
    before = rows_of(member)
    member.post(reverse("tracker:save"), {"save": str(job.pk)})
    saved = rows_of(member)
    member.post(reverse("tracker:save"), {"unsave": str(job.pk)})
    assert (saved != before, rows_of(member)) == (True, before)


@pytest.mark.parametrize(
    "change",
    [
        lambda job: Job.objects.filter(pk=job.pk).update(title="Lamp Trimmer"),
        lambda job: Job.objects.filter(pk=job.pk).update(pay_max=9_900_000),
        lambda job: Job.objects.filter(pk=job.pk).update(level="senior"),
        lambda job: Company.objects.filter(pk=job.company_id).update(name="Another Name"),
        lambda job: Company.objects.filter(pk=job.company_id).update(logo=b"<svg/>"),
    ],
    ids=["title", "pay", "level", "company", "logo"],
)
def test_a_job_that_changed_is_shown_as_it_is(change):
    job = a_job(now=timezone.now())
    before = rows_of(Client())
    change(job)
    after = rows_of(Client())
    rows._row.cache_clear()
    assert before != after == rows_of(Client())


def test_only_so_many_rows_are_kept():
    assert rows._row.cache_info().maxsize == rows.MOST


def test_a_row_sees_nothing_but_its_values():
    """What a template read of the job itself wouldn't be in the key, so one job's row could be shown for another."""
    assert not {"job", "answer"} & {one.name for one in fields(Row)}
