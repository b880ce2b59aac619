"""What programs are told about a job."""

import json

import pytest
from django.conf import settings
from django.utils import timezone

from api.documents.jobs import describe_job, summarize_job
from jobs.models import Job
from jobs.pay import Pay
from tests.factories import NOW, a_job

pytestmark = pytest.mark.django_db


def read(job):
    return Job.objects.with_origin().get(pk=job.pk)


def test_a_job_is_told_as_its_page_tells_it(django_assert_num_queries):
    made = a_job(
        title="Data engineer", regions=("spain", "european-union"), level="senior", timezone=(-60, 120),
        pay=Pay(60_000_00, 75_500_50, "EUR", "year"), industries=("engineering",), skills=("SQL",),
        description="<p>You build <strong>tables</strong>.</p>",
    )  # fmt: skip
    job = read(made)
    with django_assert_num_queries(0):
        told = describe_job(job, now=NOW).model_dump(mode="json")
    assert told["url"] == settings.SITE_URL + made.get_absolute_url()
    assert told["places"] == [
        {"slug": "spain", "name": "Spain", "code": "ES"},
        {"slug": "european-union", "name": "European Union", "code": None},
    ]
    assert told["pay"] == {"low": 60_000, "high": 75_500.5, "currency": "EUR", "period": "year"}
    assert told["hours"] == {"earliest": -60, "latest": 120}
    assert told["industries"] == [{"slug": "engineering", "name": "Engineering"}]
    assert (told["level"], told["types"], told["skills"]) == ("senior", ["full-time"], ["SQL"])
    assert told["description"] == "<p>You build <strong>tables</strong>.</p>"
    assert told["is_open"] is True
    assert told["company"]["logo"].startswith(f"{settings.SITE_URL}/marks/")


@pytest.mark.parametrize(
    ("fields", "leads"),
    [
        ({"apply_url": "https://northwind.example/apply"}, True),
        ({"apply_email": "jobs@northwind.example"}, True),
        ({"source_url": "https://board.example/1"}, True),
        ({}, False),
        ({"source_url": "javascript:alert(1)"}, False),
        ({"apply_url": "not an address", "source_url": "https://board.example/1"}, False),
    ],
)
def test_the_address_to_apply_at_leads_somewhere_or_is_empty(client, fields, leads):
    job = a_job(apply_url="", now=timezone.now())
    Job.objects.filter(pk=job.pk).update(**{"apply_url": "", "apply_email": "", "source_url": "", **fields})
    job = read(job)
    told = describe_job(job, now=timezone.now()).apply_url
    page = client.get(f"/jobs/{job.pk}/apply/")
    assert (page.status_code != 404) is leads
    assert told == (f"{settings.SITE_URL}/jobs/{job.pk}/apply/" if leads else "")
    asked = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "get_job", "arguments": {"job": job.pk}},
    }
    answer = client.post("/mcp", json.dumps(asked), content_type="application/json").json()
    assert answer["result"]["structuredContent"]["apply_url"] == told


def test_what_nobody_states_is_null():
    job = read(a_job(level="any", pay=None, pay_text="Competitive"))
    told = summarize_job(job, now=NOW)
    assert (told.level, told.pay, told.hours, told.pay_as_written) == (None, None, None, "Competitive")


def test_findings_quote_the_sentence_they_rest_on():
    job = read(a_job(description="<p>You must be based in Texas.</p>", regions=("united-states",)))
    [finding] = describe_job(job, now=NOW).findings
    assert (finding.kind, finding.quote) == ("limit", "You must be based in Texas.")
    assert finding.says
