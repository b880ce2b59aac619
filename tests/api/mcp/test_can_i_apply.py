"""``can_i_apply`` gives the verdict of the job's page, on every labelled job."""

import datetime as dt
import re
from collections import Counter

import pytest
from django.utils import timezone

from api.documents.eligibility import describe_eligibility
from api.mcp.tools import TOOLS, lookups
from api.mcp.tools.lookups import find_place
from feeds.importing import normalization
from feeds.sources.base import FeedItem
from jobs import services
from jobs.cards import cards
from jobs.models import Company, Job, Source
from jobs.visitor_location import Place, Viewer
from tests.factories import a_job
from tests.jobs.screening.measure import CLOCKS, _as_html, cases
from toolkit.country_parts import parts_of

pytestmark = pytest.mark.django_db
ZONES = {
    "ES": "Europe/Madrid", "US": "America/New_York", "IN": "Asia/Kolkata", "CA": "America/Toronto", "GB": "Europe/London",
    "DE": "Europe/Berlin", "BR": "America/Sao_Paulo",
}  # fmt: skip


def _job_of(case, company, source):
    """The job of a labelled case, read as an import reads it; None for one that imports leave out."""
    item = FeedItem(
        external_id=case.id, title=case.title, company=company.name, url=f"https://jobs.example/{case.id}",
        description="".join(map(_as_html, case.text.split("\n\n"))), place=case.label, workplace=case.workplace, tags=case.tags,
    )  # fmt: skip
    if normalization.left_out_because(item, source):
        return None
    job = Job(company=company, first_seen_at=timezone.now(), **normalization.read_job(item, source).posting.columns())
    job.found = [finding.as_json() for finding in services.examine(job)]
    return job


def test_the_verdict_is_the_pages_on_every_labelled_job():
    now = timezone.now()
    company = Company.objects.create(name="Example", slug="example", name_key="example")
    source = Source(name="Example", format=Source.Format.JOBICY)
    labelled = [case for case in cases("jobs") if case.id.startswith("second-en")]
    jobs = [job for case in labelled if (job := _job_of(case, company, source))]
    for job in jobs:  # held ones too: a moderator may publish them
        job.status, job.published_at, job.expires_at = "published", now, now + dt.timedelta(days=9)
    saved = Job.objects.bulk_create(jobs)
    assert len(saved) > 25
    verdicts = Counter()
    for at, job in enumerate(saved):
        for country in CLOCKS:
            zone = ZONES[country] if at % 2 else ""
            [card] = cards([job], Viewer(location=Place(country, zone)), now=now)
            answer = describe_eligibility(job, find_place(country, "", zone), now=now)
            shown = (card.answer.verdict, str(card.answer.reason), card.answer.quote)
            assert (answer.verdict, answer.reason, answer.quote) == shown
            verdicts[answer.verdict] += 1
        whole = TOOLS["can_i_apply"].run({"job": job.pk, "country": country, "time_zone": zone}, now=now)
        assert whole["answer"] == answer.model_dump()
    assert verdicts.total() == len(saved) * len(CLOCKS)
    assert min(verdicts[verdict] for verdict in ("yes", "no", "unclear")) > 5


@pytest.mark.parametrize(
    ("regions", "description", "country", "region", "verdict"),
    [
        (("anywhere",), "You work from home.", "Spain", "", "yes"),
        (("germany",), "You work from home.", "ES", "", "no"),
        (("united-states",), "You must be based in Texas.", "US", "", "partly"),
        (("united-states",), "You must be based in Texas.", "usa", "texas", "yes"),
        (("united-states",), "You must be based in Texas.", "united-states", "Ohio", "no"),
        ((), "You work from home.", "Spain", "", "unclear"),
    ],
)
def test_the_page_says_the_same(told, client, regions, description, country, region, verdict):
    job = a_job(now=timezone.now(), regions=regions, place="", description=f"<p>{description}</p>")
    answer = told("can_i_apply", job=job.pk, country=country, region=region)["answer"]
    code = {"Spain": "ES", "usa": "US", "united-states": "US"}.get(country, country)
    client.cookies["place"] = f"{code}||{region.lower()}" if region else f"{code}|"
    page = client.get(job.get_absolute_url()).content.decode()
    assert answer["verdict"] == verdict
    assert re.search(r'class="can (\w+)"', page)[1] == verdict


@pytest.mark.parametrize(
    ("country", "regions", "place"),
    [
        ("US", ("TX", "tx", "US-TX", "Texas", "texas"), "Texas"),
        ("US", ("DC", "Washington D.C.", "District of Columbia", "Washington, DC"), "Washington DC"),
        ("Canada", ("QC", "Québec", "CA-QC", "Quebec"), "Quebec"),
        ("UK", ("SCT", "GB-SCT", "Scotland", "Schottland"), "Scotland"),
        ("DE", ("BY", "Bayern", "Bavaria", "DE-BY"), "Bavaria"),
    ],
)
def test_a_region_is_known_by_its_name_or_code(told, country, regions, place):
    job = a_job(now=timezone.now())
    for region in regions:
        answer = told("can_i_apply", job=job.pk, country=country, region=region)["answer"]
        assert place in answer["place"], region
        found = told("resolve_taxonomy", value=region, taxonomy="parts")["matches"]
        assert place in [one["name"] for one in found if one["exact"]], region


def test_each_code_of_a_part_is_one_of_a_part():
    for country, codes in lookups._CODES.items():
        assert sorted(codes.values()) == sorted(parts_of(country))


def test_where_somebody_lives_is_named_if_it_is_unknown(refused, told):
    job = a_job(now=timezone.now())
    assert "Did you mean Spain" in refused("can_i_apply", job=job.pk, country="Spane")
    assert "We don't know the country “Europe”" in refused("can_i_apply", job=job.pk, country="Europe")
    assert "Did you mean Texas" in refused("can_i_apply", job=job.pk, country="US", region="Texass")
    assert refused("can_i_apply", job=job.pk, country="US", time_zone="Mars/Base").startswith("time_zone: ")
    read = told("can_i_apply", job=job.pk, country="Spain", region="Catalonia")
    assert "for the whole country" in read["note"]


def test_a_closed_job_is_said_to_be_closed(told):
    job = services.fill(job=a_job(now=timezone.now()), now=timezone.now())
    assert told("can_i_apply", job=job.pk, country="ES")["note"] == "The job is closed, so nobody can apply anymore."
