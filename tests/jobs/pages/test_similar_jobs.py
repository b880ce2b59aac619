import datetime as dt
import re

import pytest
from django.utils import timezone

from jobs import services, similar
from jobs.models import Job, Source
from tests.factories import NOW, a_job

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def titles(job, *, now=NOW):
    return [found.title for found in similar.similar_jobs(Job.objects.get(pk=job.pk), now=now)]


def other(title, **changes):
    """A job that shares nothing with ``a_job()`` but what ``changes`` say."""
    alike = {"industries": ("legal",), "types": ("contract",), "level": "senior", "regions": ("japan",)}
    return a_job(title=title, company=f"{title} Company", **{**alike, **changes})


def test_what_is_shared_weighs_as_much_as_it_should():
    job = a_job(title="Operations Officer")
    other("Clerk one", industries=("admin",))  # 3
    other("Clerk two", industries=("admin",), regions=("anywhere",))  # 4
    other("Clerk three", industries=("admin",), types=("full-time",))  # 5
    other("Officer four", industries=("admin",), level="midweight", regions=("anywhere",))  # 8
    other("Operations Officer five")  # 4
    other("Operations Officer six", industries=("admin",))  # 7
    assert titles(job) == [
        "Officer four",
        "Operations Officer six",
        "Clerk three",
        "Operations Officer five",
        "Clerk two",
        "Clerk one",
    ]


def test_of_equally_alike_ones_the_newest_come_first_and_six_are_shown():
    job = a_job()
    for at in range(9):
        a_job(title=f"Clerk {at}", company=f"Company {at}", published_at=NOW - at * HOUR)
    assert titles(job) == [f"Clerk {at}" for at in range(6)]


def test_a_shared_level_or_place_alone_is_not_alike():
    job = a_job()
    other("Judge", level="midweight")
    other("Consul", regions=("anywhere",), level="midweight")
    assert titles(job) == []


def test_words_of_rank_in_titles_do_not_count():
    job = a_job(title="Senior Lead Clerk", industries=())
    other("Senior Lead Gardener")
    other("Clerk of the Court", types=("full-time",))
    assert titles(job) == ["Clerk of the Court"]


def test_a_title_word_is_a_whole_word():
    job = a_job(title="Art Buyer", industries=("marketing",))
    other("Party Buyerless", industries=("marketing",))
    other("Art Teacher", industries=("marketing",))
    assert titles(job) == ["Art Teacher", "Party Buyerless"]


def test_neither_the_posting_nor_another_of_the_same_opening_is_like_itself():
    first = Source.objects.create(name="One", format="rss")
    second = Source.objects.create(name="Two", format="rss")
    lead = a_job(source=first, external_id="1")
    copy = a_job(source=second, external_id="2")
    elsewhere = a_job(source=second, external_id="3", regions=("japan",))  # the same opening for other people
    assert titles(lead) == titles(copy) == titles(elsewhere) == []


def test_only_postings_that_are_open_at_the_time_are_shown():
    job = a_job()
    closed = a_job(title="Clerk", company="One")
    services.fill(job=closed, now=NOW)
    a_job(title="Typist", company="Two", expires_at=NOW + HOUR)
    assert titles(job) == ["Typist"]
    assert titles(job, now=NOW + HOUR) == []


def test_a_listing_that_is_behind_shows_nothing_closed():
    job = a_job()
    closed = a_job(title="Clerk", company="One")
    Job.objects.filter(pk=closed.pk).update(status="filled")
    assert titles(job) == []


def test_a_posting_without_industry_and_title_words_is_like_nothing():
    job = a_job(title="Lead", industries=())
    a_job(title="Lead", company="Two")
    assert titles(job) == []


@pytest.mark.parametrize(
    "title", ["C++ | & ! Developer", "O'Brien \\ 'quoted'", "Ops: *, (a <-> b)", "%s %(x)s operations"]
)
def test_signs_in_a_title_are_only_signs(title):
    job = a_job(title=title)
    a_job(title="Clerk", company="Two")
    assert titles(job) == ["Clerk"]


def test_jobs_closed_to_where_the_visitor_lives_are_left_out(client):
    job = a_job(now=timezone.now(), regions=("anywhere",), place="Anywhere")
    for at, region in enumerate(("japan", "anywhere", "european-union", "spain")):
        a_job(
            now=timezone.now(),
            title=f"Clerk in {region}",
            company=f"Company {at}",
            regions=(region,),
            place=region.title(),
        )

    def shown():
        page = client.get(job.get_absolute_url()).content.decode()
        return set(re.findall(r"Clerk in ([\w-]+)</a>", page))

    assert shown() == {"japan", "anywhere", "european-union", "spain"}
    client.cookies["place"] = "ES|Europe/Madrid"
    assert shown() == {"anywhere", "european-union", "spain"}


def test_it_is_one_query(django_assert_num_queries):
    job = a_job()
    for at in range(8):
        a_job(title=f"Clerk {at}", company=f"Company {at}")
    job = Job.objects.get(pk=job.pk)
    with django_assert_num_queries(1):
        for found in similar.similar_jobs(job, now=NOW):
            assert found.company.name
