"""Collects what a question is about, and the numbered sources that the model gets.

The lines of a résumé go without the names, addresses and numbers that they repeat from its head.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.urls import reverse

from advice.answers.values import Request
from advice.answers.values import Task as AnswerTask
from advice.models import Question
from advice.models.question import Task
from advice.questions.findings import findings_of
from advice.questions.published import figures_about
from advice.sources import Kind, Source, of_guide, of_job, of_resume
from careers.models import Edition
from jobs.models import Job
from resumes.document import Basics
from resumes.models import Resume

WITH_FIGURES = (Task.QUESTION, Task.EXPLAIN)
LEFT_OUT = "[left out]"
FEWEST_DIGITS = 6  # of a phone number
OWN_DIGITS = 8  # at its end; those before can be written in other ways, such as +351 or 00351
_EMAIL = re.compile(r"[^\s<>\"',;:()\[\]@]{1,64}@[\w-]+(?:\.[\w-]+)+")


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


def without_contacts(sources: Iterable[Source], basics: Basics) -> list[Source]:
    """Returns the lines of a résumé without the full name, phone number and links of its head, and without email addresses."""
    links = [basics.url, *(value for profile in basics.profiles for value in (profile.url, profile.username))]
    named = [re.escape(one).replace(r"\ ", r"\s+") for one in (basics.name, *links) if len(one) > 3]
    if len(digits := re.findall(r"\d", basics.phone)) >= FEWEST_DIGITS:
        named.append(r"\+?(?:\d[\s().\-/]*){0,8}" + r"[\s().\-/]*".join(digits[-OWN_DIGITS:]))
    patterns = [_EMAIL, *(re.compile(rf"(?<!\w){one}(?!\w)", re.IGNORECASE) for one in named)]
    return [_without(source, patterns) for source in sources]


def _without(source: Source, patterns: Iterable[re.Pattern[str]]) -> Source:
    text = source.text
    for pattern in patterns:
        text = pattern.sub(LEFT_OUT, text)
    return source if text == source.text else replace(source, text=text)


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
