"""Tools that say whether somebody can apply, and what we know about a job beyond its text."""

import datetime as dt

from pydantic import BaseModel, Field

from api.documents.eligibility import EligibilityDocument, describe_eligibility
from api.documents.job_history import HistoryDocument, describe_history
from api.documents.jobs import FindingDocument, JobSummary, describe_finding, summarize_job
from api.mcp.tool import Named, Words, tool
from api.mcp.tools.jobs import NOTICE, AskedJob
from api.mcp.tools.lookups import find_job, find_place
from jobs import deduplication, history
from jobs.models import Job
from jobs.pay_comparison import Comparison, compare_pay
from toolkit import web_addresses
from toolkit.country_parts import parts_of


class AskedEligibility(AskedJob):
    country: Named = Field(description="The country where the person lives: its name or ISO code.")
    region: Words = Field("", description="Their state (US, DE), province (CA) or nation (GB), if they say it.")
    time_zone: Words = Field(
        "", description="Their IANA time zone, such as Europe/Madrid. Decides where the job asks for working hours."
    )


class CanApply(BaseModel):
    """The verdict for a job. ``note`` says what of the question couldn't be taken into account."""

    notice: str
    job: JobSummary
    answer: EligibilityDocument
    note: str


@tool("Can I apply?")
def can_i_apply(asked: AskedEligibility, *, now: dt.datetime) -> CanApply:
    """Says whether somebody who lives in a country, or a part of it, can apply for a job: yes, partly, no or unclear.

    Gives the reason and the sentence or field of the job that decides, verbatim. The verdict comes from rules that read the
    job's label and its whole text; it's the same as on the job's page. Ask the person where they live instead of guessing. A
    closed job is answered too: look at is_open.
    """
    job = find_job(asked.job, now=now)
    place = find_place(asked.country, asked.region, asked.time_zone)
    notes = []
    if not job.is_visible(now):
        notes.append("The job is closed, so nobody can apply anymore.")
    if asked.region and not parts_of(place.country):
        notes.append("We don't know the parts of this country, so the answer is for the whole country.")
    return CanApply(
        notice=NOTICE,
        job=summarize_job(job, now=now),
        answer=describe_eligibility(job, place, now=now),
        note=" ".join(notes),
    )


class SourceDocument(BaseModel):
    """A source that lists the job. ``is_employer``: whether it's the employer's own site."""

    name: str
    url: str
    is_employer: bool


class PayBeside(BaseModel):
    """Yearly pay of ``sample`` open jobs of the same industry and level in one currency: half of them pay ``low`` to
    ``high``."""

    low: str
    high: str
    sample: int
    industry: str
    level: str


class ExplainedJob(BaseModel):
    """What we know about a job. ``contradictions`` are sentences that deny its label, ``limits`` what narrows who can apply,
    ``scam_signs`` what fraud looks like, ``not_understood`` what our rules can't read."""

    notice: str
    job: JobSummary
    contradictions: list[FindingDocument]
    limits: list[FindingDocument]
    scam_signs: list[FindingDocument]
    not_understood: list[FindingDocument]
    history: HistoryDocument
    sources: list[SourceDocument]
    pay_of_similar_jobs: PayBeside | None


@tool("Explain a job")
def explain_job(asked: AskedJob, *, now: dt.datetime) -> ExplainedJob:
    """Explains how far a job can be trusted: what our rules found in its text, each with the sentence verbatim; its history
    (first seen, changed, reposted, closed and why); which sources list it; and how its pay compares with similar open jobs.
    """
    job = find_job(asked.job, now=now)
    kinds = {kind: _found(job, kind) for kind in ("contradiction", "limit", "scam", "unread")}
    compared = compare_pay(job, now=now)
    return ExplainedJob(
        notice=NOTICE,
        job=summarize_job(job, now=now),
        contradictions=kinds["contradiction"],
        limits=kinds["limit"],
        scam_signs=kinds["scam"],
        not_understood=kinds["unread"],
        history=describe_history(history.history_of(job, now=now)),
        sources=[_source(one) for one in deduplication.sources_of(job, now=now) if one.source],
        pay_of_similar_jobs=_beside(compared) if compared else None,
    )


def _found(job: Job, kind: str) -> list[FindingDocument]:
    return [describe_finding(finding) for finding in job.findings if finding.kind == kind]


def _source(job: Job) -> SourceDocument:
    source = job.source
    return SourceDocument(
        name=source.name if source else "",
        url=job.source_url if web_addresses.host_of(job.source_url) else "",
        is_employer=source is not None and source.company_id == job.company_id,
    )


def _beside(compared: Comparison) -> PayBeside:
    return PayBeside(
        low=compared.low, high=compared.high, sample=compared.sample, industry=compared.industry, level=compared.level
    )


TOOLS = (can_i_apply, explain_job)
