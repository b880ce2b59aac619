"""Collects what a question is about, and the numbered sources that the model gets."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.urls import reverse

from advice.answers.values import Request
from advice.answers.values import Task as AnswerTask
from advice.models import Question
from advice.models.question import Task
from advice.questions.findings import findings_of
from advice.questions.leaving_out import without_contacts
from advice.questions.published import figures_about
from advice.sources import Kind, Source, of_guide, of_job, of_resume
from careers.models import Edition
from jobs.models import Job
from resumes.models import Resume

WITH_FIGURES = (Task.QUESTION, Task.EXPLAIN)


@dataclass(frozen=True)
class Subject:
    """What a question is about: a job or a guide, a résumé, or both. ``line``: the key of the line of the résumé that is to be
    rewritten; then only the lines of its entry are sent, and this one first."""

    resume: Resume | None = None
    job: Job | None = None
    edition: Edition | None = None
    line: str = ""

    @property
    def about(self) -> str:
        """Returns what it is about, in words; empty for a résumé alone."""
        if self.job:
            return f"{self.job.title}, {self.job.company.name}"
        return self.edition.title if self.edition else ""


def sources_of(subject: Subject, task: Task, *, now: dt.datetime) -> tuple[Source, ...]:
    """Returns the sources of a question: of the job, of the guide, of the résumé, and published figures; first what the fit
    sheet found, if that is to be explained."""
    found: list[Source] = []
    if task == Task.EXPLAIN and subject.job and subject.resume:
        found += findings_of(job=subject.job, resume=subject.resume, now=now)
    if subject.job:
        found += of_job(subject.job)
    if subject.edition:
        found += of_guide(subject.edition)
    if subject.resume:
        url = reverse("resumes:edit", args=[subject.resume.pk])
        document = subject.resume.document
        lines = without_contacts(of_resume(document, url=url), document.basics)
        found += _of_entry(lines, subject.line) if subject.line else lines
    if task in WITH_FIGURES:
        found += figures_about(job=subject.job, edition=subject.edition, now=now)
    return tuple(found)


def _of_entry(lines: Sequence[Source], key: str) -> list[Source]:
    """Returns the lines of an entry, the one with ``key`` first. None if it isn't there."""
    entry = ".".join(key.split(".")[:2])
    of_entry = [line for line in lines if line.key == entry or line.key.startswith(f"{entry}.")]
    first = [line for line in of_entry if line.key == key]
    return first + [line for line in of_entry if line.key != key] if first else []


def request_of(question: Question) -> Request:
    """Returns what a question asks, with its sources as they were."""
    sources = tuple(Source(**one | {"kind": Kind(one["kind"])}) for one in question.sources)
    return Request(AnswerTask(question.task), sources, question.words, question.is_whole)


def new_request(task: Task, words: str, subject: Subject, *, now: dt.datetime) -> Request:
    is_whole = subject.resume is not None and not subject.line
    return Request(AnswerTask(task), sources_of(subject, task, now=now), words, is_whole)


def packed(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """Returns sources as a question stores them."""
    return [asdict(source) | {"kind": source.kind.value} for source in sources]
