"""Builds job cards for lists. All texts are prepared here, because lists have many rows and templates are slow."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from jobs.display import PayParts, age, pay_parts, place_words, window_words
from jobs.fit.reasons import Fit
from jobs.models import Job
from jobs.pay import Pay
from jobs.screening import eligibility
from jobs.screening.claims import Finding
from jobs.screening.eligibility import Answer
from jobs.visitor_location import Place, Viewer
from jobs.vocabulary.kinds import Level, Stage, WorkType

NEW_FOR = dt.timedelta(hours=24)  # for a visitor without an earlier visit; static/js/rows.js marks the others
QUOTE = 160
VERDICTS: dict[str, Promise] = {
    "yes": _("Open to %(place)s"),
    "partly": _("Open to parts of %(place)s"),
    "no": _("Not open to %(place)s"),
    "unclear": _("Possibly open to %(place)s"),
}
HEADLINES: dict[str, Promise] = {
    "yes": _("You can apply from %(place)s"),
    "partly": _("You can apply from parts of %(place)s"),
    "no": _("You can't apply from %(place)s"),
    "unclear": _("You may be able to apply from %(place)s"),
}


class Employer(NamedTuple):
    """What a row says of a company."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a list shows of a job, in plain values: rows with equal values look the same. ``stage`` is the stage in the member's
    tracker ("" if none); ``can_apply`` is the verdict ("" while the visitor's location is unknown).

    ``has_menu``: members can hide the job or its company. ``fit``: how it fits the member, where jobs are sorted by that.

    The other fields are texts for the row: ``where`` is the place with the working hours, ``facts`` are type and level,
    ``doubt`` is the sentence of the job that contradicts its label, ``reason`` says why the verdict isn't simply what the
    place says.
    """

    pk: int
    title: str
    company: Employer
    has_logo: bool
    published_at: dt.datetime | None
    stage: str
    url: str
    place: str
    where: str
    facts: str
    pay: PayParts | None
    pay_note: str
    age: str
    is_new: bool
    via: str
    doubt: str
    can_apply: str
    verdict: str
    location: str
    reason: str = ""
    is_viewed: bool = False
    has_menu: bool = False
    why: str = ""
    fit: Fit | None = None

    @property
    def key(self) -> str:
        """The job's id as text, because templates localize numbers, which is slow."""
        return str(self.pk)

    @property
    def save_url(self) -> str:
        return _url("tracker:save")

    @property
    def hide_url(self) -> str:
        return _url("tracker:hide", 0).replace("/0/", f"/{self.pk}/")

    @property
    def mute_url(self) -> str:
        return _url("alerts:mute-company", "slug").replace("/slug/", f"/{self.company.slug}/")

    @property
    def is_saved(self) -> bool:
        return self.stage == Stage.INTERESTED

    @property
    def is_tracked(self) -> bool:
        """Whether the member has gone further than saving the job."""
        return bool(self.stage) and not self.is_saved

    @property
    def save_button(self) -> dict[str, str]:
        """What the button does, its class and its word."""
        if self.stage:
            return {"does": "unsave", "class": "icon-saved saved", "word": gettext("Saved")}
        return {"does": "save", "class": "icon-save", "word": gettext("Save")}

    @property
    def stage_label(self) -> str:
        return str(Stage(self.stage).label)


@dataclass(frozen=True, kw_only=True)
class Card(Row):
    """A row together with its job. ``answer`` is None while the visitor's location is unknown."""

    job: Job
    answer: Answer | None

    @property
    def headline(self) -> str:
        """The answer as the heading of the job's page."""
        return str(HEADLINES[self.can_apply]) % {"place": self.location} if self.can_apply else ""


row_values = attrgetter(*(one.name for one in fields(Row)))


def row_of(values: Iterable[Any]) -> Row:
    """Returns the row with the values that `row_values` read of a card."""
    return Row(**{one.name: value for one, value in zip(fields(Row), values, strict=True)})


@cache
def _url(name: str, *values: int | str) -> str:
    """``reverse`` is too slow for every row, so a row's own values replace the given ones."""
    return reverse(name, args=values)


def cards(
    jobs: Iterable[Job],
    viewer: Viewer,
    *,
    now: dt.datetime,
    least_pay: Pay | None = None,
    why: Callable[[Job], str] = lambda job: "",
    fit: Callable[[Job], Fit | None] = lambda job: None,
) -> list[Card]:
    """Returns cards for jobs read with ``for_cards()``. A pay range that starts below ``least_pay``, the minimum that a
    search asks for, gets a note. ``why``: says why a job matches; ``fit``: how it fits."""
    at = _Here(
        viewer.location.name if viewer.location else "",
        viewer.location.offset(now) if viewer.location else None,
        get_language(),
    )
    return [_card(job, viewer, at, least_pay, why(job), fit(job), now=now) for job in jobs]


class _Here(NamedTuple):
    """What is the same for all cards of a list. ``place`` is the name of the visitor's location."""

    place: str
    offset: int | None
    language: str | None


def _card(
    job: Job, viewer: Viewer, at: _Here, least_pay: Pay | None, why: str, fit: Fit | None, *, now: dt.datetime
) -> Card:
    place, answer = viewer.location, None
    if place:
        answer = eligibility.answer(
            regions=job.regions, timezone=job.timezone, findings=job.findings, country=place.country, offset=at.offset,
            part=place.part,
        )  # fmt: skip
    where = place_words(job.regions, job.parts)
    return Card(
        job=job,
        answer=answer,
        pk=job.pk,
        title=job.title,
        company=Employer(job.company.slug, job.company.name),
        has_logo=bool(getattr(job, "has_logo", False)),  # annotated where a list shows it
        published_at=job.published_at,
        stage=viewer.saved.get(job.pk, ""),
        url=job.get_absolute_url(),
        place=where,
        where=f"{where} · {window_words(job.timezone)}" if job.timezone else where,
        facts=_facts(tuple(job.types), job.level, at.language),
        pay=pay_parts(job.pay, job.pay_text),
        pay_note=gettext("Starts below your minimum") if job.pay and job.pay.starts_below(least_pay) else "",
        age=age(job.published_at, now) if job.published_at else "",
        is_new=job.published_at is not None and now - job.published_at < NEW_FOR,
        via=_via(job.source.name, job.source.company_id == job.company_id, at.language) if job.source else "",
        doubt=_doubt(job),
        is_viewed=job.pk in viewer.viewed,
        has_menu=viewer.is_member,
        can_apply=answer.verdict if answer else "",
        verdict=_verdict(answer.verdict, at.place, at.language) if answer else "",
        location=at.place,
        reason=str(reason_of(answer, job.findings)) if answer else "",
        why=why,
        fit=fit,
    )


def verdict_words(answer: Answer, place: Place) -> str:
    """Returns, for example, ``Open to Brazil``."""
    return _verdict(answer.verdict, place.name, get_language())


# These few words repeat in every row, and translating them takes longer than the rest of a card.


@lru_cache(maxsize=2048)
def _verdict(verdict: str, place: str, language: str | None) -> str:
    return str(VERDICTS[verdict]) % {"place": place}


@lru_cache(maxsize=2048)
def _facts(types: tuple[str, ...], level: str, language: str | None) -> str:
    labels = [WorkType(kind).label for kind in types if kind in WorkType.values]
    if level != Level.ANY:
        labels.append(Level(level).label)
    return " · ".join(str(label) for label in labels)


@lru_cache(maxsize=2048)
def _via(source: str, is_employer: bool, language: str | None) -> str:
    return gettext("from the employer") if is_employer else gettext("via %s") % source


def reason_of(answer: Answer, findings: Iterable[Finding]) -> Promise | str:
    """Returns the reason of an answer, but not of a yes that only repeats the place."""
    is_of_text = any(finding.quote == answer.quote for finding in findings)
    return answer.reason if answer.verdict != "yes" or is_of_text else ""


def _doubt(job: Job) -> str:
    quote = next((finding.quote for finding in job.contradictions), "") if job.found else ""
    return quote if len(quote) <= QUOTE else quote[: QUOTE - 1].rstrip() + "…"
