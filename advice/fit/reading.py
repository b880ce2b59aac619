"""Reads what a fit sheet needs from the database: the job, the résumé, the guide to the job's occupation, figures."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from advice.fit import circumstances
from advice.fit.circumstances import Circumstance
from advice.fit.demands import Demands, demands_of
from advice.fit.evidence import Evidence
from advice.fit.pay import PayBeside, pay_beside
from advice.fit.sheet import FitSheet, fit_sheet
from advice.sources import of_guide
from advice.sources.job import NOWHERE, passages_of
from advice.sources.source import Source
from careers.models import Edition
from jobs.models import Job
from jobs.screening.phrasebook import languages_of, phrasebooks, plain
from jobs.tracker.models import Application
from jobs.visitor_location import Place
from occupations.names import words
from resumes.models import Resume


@dataclass(frozen=True)
class Fit:
    """A job beside a résumé. ``page`` shows the job's text: its own page, the member's copy of it, or none (``#``)."""

    job: Job
    resume: Resume
    place: Place | None
    page: str
    guide: Edition | None
    now: dt.datetime

    @cached_property
    def evidence(self) -> Evidence:
        today = self.now.date()
        return Evidence(self.resume.document, self.resume.get_absolute_url(), today)

    @cached_property
    def demands(self) -> Demands:
        return demands_of(self.job, page=self.page)

    @cached_property
    def guide_sources(self) -> tuple[Source, ...]:
        return of_guide(self.guide) if self.guide else ()

    @cached_property
    def is_partly_foreign(self) -> bool:
        """Whether the job's text is in another language than English, at least in parts: our phrases are English."""
        text = " ".join(passage.text for passage in passages_of(self.job.description))
        others = [book.code for book in languages_of(plain(text)) if book.code != "en"]
        return 0 < len(others) < len(phrasebooks()) - 1  # all of them: it has no words that tell

    @cached_property
    def sheet(self) -> FitSheet:
        return fit_sheet(self.demands, self.evidence, self.guide_sources)

    @property
    def is_closed_to_you(self) -> bool:
        """Whether the sheet says that the member can't apply from where they are."""
        return self.circumstances[0].state == "no"

    @cached_property
    def circumstances(self) -> tuple[Circumstance, ...]:
        answer = circumstances.answer_for(self.job, self.place, now=self.now)
        found = (
            circumstances.can_apply(self.job, self.place, answer, page=self.page),
            circumstances.hours(self.job, self.place, now=self.now, page=self.page),
            circumstances.level(self.job, self.evidence, page=self.page),
            circumstances.stated_pay(self.job, page=self.page),
        )
        return tuple(one for one in found if one)

    @cached_property
    def pay(self) -> PayBeside:
        return pay_beside(self.job, now=self.now)


def fit_of(*, job: Job, resume: Resume, place: Place | None, now: dt.datetime) -> Fit:
    """Returns how a résumé fits a job. The guide, and a copy of a closed job, take a query each."""
    return Fit(job, resume, place, page_of(job, resume.user, now=now), guide_for(job, now=now), now)


def page_of(job: Job, user: User, *, now: dt.datetime) -> str:
    """Returns the address that shows the job's text to a member: a closed job's only if they keep a copy of it, else ``#``."""
    if job.is_visible(now):
        return job.get_absolute_url()
    kept = Application.objects.of(user).filter(job=job, snapshot__isnull=False).first()
    return reverse("tracker:snapshot", args=[kept.pk]) if kept else NOWHERE


def guide_for(job: Job, *, now: dt.datetime) -> Edition | None:
    """Returns the live guide to the job's occupation; None if there is none, or the occupation isn't sure.

    Of several, the one whose title is part of the job's; else one about just this occupation.
    """
    if job.occupation is None or not job.occupation_is_sure:
        return None
    of_occupation = Q(document_data__occupation__code=job.occupation.soc)
    about = Q(document_data__occupation__match__in=["exact", "broad"])
    guides = Edition.objects.live(now).filter(of_occupation & about).order_by("title")
    called = set(words(job.title))
    return max(
        guides,
        key=lambda guide: (called.issuperset(words(guide.title)), _is_exact(guide)),
        default=None,
    )


def _is_exact(guide: Edition) -> bool:
    occupation = guide.document.occupation
    return occupation is not None and occupation.match == "exact"
