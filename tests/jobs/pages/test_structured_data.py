import json
import re

import pytest
from django.utils import timezone

from jobs import services
from jobs.models import Company, Job, Source
from jobs.pay import Pay
from jobs.screening.claims import Finding
from tests.factories import a_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


def on(client, job, kind="JobPosting"):
    """The JSON-LD of one kind on a job's page, or None."""
    html = client.get(job.get_absolute_url()).content.decode()
    blocks = [json.loads(block) for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    found = [block for block in blocks if block["@type"] == kind]
    assert len(found) <= 1
    return found[0] if found else None


def test_an_open_posting_is_marked_up_as_what_the_page_says(client, now):
    company = services.company_named("Northwind")
    Company.objects.filter(pk=company.pk).update(site="https://northwind.example/")
    job = a_job(now=now, regions=("spain", "europe"), types=("full-time", "freelance", "contract"))
    posting = on(client, job)
    assert posting["@context"] == "https://schema.org"
    assert posting["title"] == "Operations Officer"
    assert posting["description"] == job.description
    assert posting["datePosted"] == job.published_at.isoformat()
    assert posting["validThrough"] == job.expires_at.isoformat()
    assert posting["employmentType"] == ["FULL_TIME", "CONTRACTOR"]
    assert posting["hiringOrganization"] == {
        "@type": "Organization", "name": "Northwind", "sameAs": "https://northwind.example/"
    }  # fmt: skip
    assert posting["identifier"]["value"] == str(job.pk)
    assert posting["jobLocationType"] == "TELECOMMUTE"
    assert posting["applicantLocationRequirements"] == [
        {"@type": "Country", "name": "Spain"}, {"@type": "AdministrativeArea", "name": "Europe"}
    ]  # fmt: skip
    assert posting["directApply"] is False
    assert posting["url"] == f"http://127.0.0.1:8000{job.get_absolute_url()}"


def test_a_posting_from_a_feed_keeps_the_sources_identifier(client, now):
    source = Source.objects.create(name="Remote Harbor", format="rss")
    posting = on(client, a_job(now=now, source=source, external_id="rh-7"))
    assert posting["identifier"] == {"@type": "PropertyValue", "name": "Remote Harbor", "value": "rh-7"}


def test_anywhere_is_the_largest_groups_which_hold_every_country(client, now):
    areas = on(client, a_job(now=now))["applicantLocationRequirements"]
    assert {area["@type"] for area in areas} == {"AdministrativeArea"}
    assert "Asia-Pacific" in [area["name"] for area in areas]


@pytest.mark.parametrize(
    ("pay", "value"),
    [
        (Pay(7_200_000, 8_800_000, "USD", "year"), {"minValue": 72000, "maxValue": 88000, "unitText": "YEAR"}),
        (Pay(1_250, 1_250, "EUR", "hour"), {"value": 12.5, "unitText": "HOUR"}),
        (Pay(None, 900_000, "JPY", "month"), {"maxValue": 900000, "unitText": "MONTH"}),
        (Pay(5_000, None, "GBP", "day"), {"minValue": 50, "unitText": "DAY"}),
    ],
)
def test_pay_is_stated_as_it_is_in_its_currency_and_period(client, now, pay, value):
    assert on(client, a_job(now=now, pay=pay))["baseSalary"] == {
        "@type": "MonetaryAmount",
        "currency": pay.currency,
        "value": {"@type": "QuantitativeValue", **value},
    }


def test_what_the_posting_does_not_say_is_not_marked_up(client, now):
    posting = on(client, a_job(now=now, pay=None, types=(), skills=(), industries=()))
    assert not {"baseSalary", "employmentType", "skills", "industry", "jobLocation"} & set(posting)


def test_a_posting_that_contradicts_its_label_is_not_marked_up(client, now):
    job = a_job(now=now)
    finding = Finding("office-days", "contradiction", "Tuesdays in Berlin.")
    Job.objects.filter(pk=job.pk).update(found=[finding.as_json()])
    assert on(client, job) is None
    assert on(client, job, "BreadcrumbList")


@pytest.mark.parametrize(
    "changes", [{"workplace": "hybrid"}, {"workplace": "onsite"}, {"workplace": ""}, {"regions": ()}]
)
def test_a_posting_that_cannot_honestly_be_called_remote_for_somebody_is_not_marked_up(client, now, changes):
    job = a_job(now=now)
    Job.objects.filter(pk=job.pk).update(**{name: list(v) if v == () else v for name, v in changes.items()})
    assert on(client, job) is None


def test_nothing_in_a_posting_can_end_the_script(client, now):
    title = "</script><script>alert(1)</script> & <!-- Cook"
    job = a_job(now=now, title=title)
    html = client.get(job.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in html
    assert on(client, job)["title"] == title


def test_the_trail_leads_through_the_first_industry(client, now):
    trail = on(client, a_job(now=now), "BreadcrumbList")["itemListElement"]
    assert [step["name"] for step in trail] == ["Remote jobs", "Administration", "Operations Officer"]
    assert trail[1]["item"] == "http://127.0.0.1:8000/jobs/admin/"
