"""What to do before applying: a checklist from the fit sheet, and questions an interview may ask, each with its source.

Questions are written from templates around a quote, so they invent nothing: what is in quotes stands in the job or the guide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from advice.fit.demands import Demand, Kind, Unread
from advice.fit.needs import is_duty
from advice.fit.sheet import FitSheet, Receipt
from advice.sources.job import passages_of, source_of_passage
from advice.sources.source import Source
from jobs.models import Job

DUTIES, JUDGMENTS, OF_GUIDE = 5, 4, 2  # questions of each kind; of the guide, from each section
_LONGEST_QUOTE = 220  # characters; a longer sentence makes no good question
_OF_SECTIONS: dict[str, Promise] = {
    "responsibilities": _lazy("How would you go about this: “%s”?"),
    "tech_skills": _lazy("Where have you used this: “%s”?"),
    "soft_skills": _lazy("When did you show this: “%s”?"),
    "mistakes": _lazy("How do you avoid this mistake: “%s”?"),
}


@dataclass(frozen=True)
class Step:
    """A step before applying. ``source`` is why; ``lines`` are what the résumé says already."""

    text: str
    is_done: bool
    source: Source | None = None
    lines: tuple[Source, ...] = ()
    fix: str = ""


@dataclass(frozen=True)
class InterviewQuestion:
    """A question that an interview may ask. ``lines`` of the résumé are what to answer with."""

    text: str
    source: Source
    lines: tuple[Source, ...] = ()


def steps(sheet: FitSheet) -> tuple[Step, ...]:
    """Returns the checklist: what is missing first, must-haves before the rest, then what to judge, then what is there."""
    return (
        *map(_fix, (*sheet.missing, *sheet.partly)),
        *map(_judge, sheet.unread),
        *map(_done, sheet.had[len(sheet.partly) :]),
    )


def _fix(receipt: Receipt) -> Step:
    demand = receipt.demand
    said = {"name": demand.name}
    if receipt.is_partly:
        text = _("Make this clear: %(name)s") % said
    elif demand.kind is Kind.YEARS:
        text = _("Check your dates: they ask for %(name)s") % said
    else:
        text = _("Add %(name)s if you have it") % said
    return Step(text, False, demand.source, receipt.lines, receipt.fix)


def _judge(unread: Unread) -> Step:
    return Step(_("Have an example ready for this"), False, unread.source)


def _done(receipt: Receipt) -> Step:
    return Step(_("On your résumé: %s") % receipt.demand.name, True, receipt.demand.source, receipt.lines)


# --- Questions ----------------------------------------------------------------------------------------------------------


def questions_of_job(job: Job, sheet: FitSheet, *, page: str = "") -> tuple[InterviewQuestion, ...]:
    """Returns questions from the job's own sentences: what it asks, what it leaves to judge, and what you'd do."""
    judged = (_of_unread(one) for one in sheet.unread if len(one.source.text) <= _LONGEST_QUOTE)
    duties = (
        InterviewQuestion(
            _("How would you go about this: “%s”?") % _bare(passage.text), source_of_passage(job, passage, page=page)
        )
        for passage in passages_of(job.description)
        if not passage.is_heading and len(passage.text) <= _LONGEST_QUOTE and is_duty(passage.text, passage.headings)
    )
    return (*_of_receipts(sheet.receipts), *islice(judged, JUDGMENTS), *islice(duties, DUTIES))


def _of_receipts(receipts: tuple[Receipt, ...]) -> Iterator[InterviewQuestion]:
    asked = set()
    for receipt in receipts:
        text = _of_demand(receipt.demand)
        if text not in asked:
            asked.add(text)
            yield InterviewQuestion(text, receipt.demand.source, receipt.lines)


def _of_demand(demand: Demand) -> str:
    said = {"name": demand.name}
    match demand.kind:
        case Kind.LANGUAGE:
            return _("Can we do a part of this interview in %(name)s?") % said
        case Kind.CERTIFICATE:
            return _("How do you use what you learned for this certificate: %(name)s?") % said
        case Kind.YEARS:
            return _("Which of your past jobs prepared you best for this one, and why?")
        case Kind.DEGREE:
            return _("What did you study, and what of it do you use at work?")
        case _:
            return _("How have you used %(name)s? Tell us about one project, and what came of it.") % said


def _of_unread(unread: Unread) -> InterviewQuestion:
    return InterviewQuestion(_("Can you give an example of this: “%s”?") % _bare(unread.source.text), unread.source)


def questions_of_guide(guide: tuple[Source, ...]) -> tuple[InterviewQuestion, ...]:
    """Returns questions from the sections of the guide to the job's occupation."""
    found = []
    for section, template in _OF_SECTIONS.items():
        lines = (one for one in guide if one.key.partition(".")[0] == section and len(one.text) <= _LONGEST_QUOTE)
        found += [InterviewQuestion(str(template) % _bare(one.text), one) for one in islice(lines, OF_GUIDE)]
    return tuple(found)


def _bare(text: str) -> str:
    """Returns a sentence to stand in quotes before a question mark."""
    return text.strip().rstrip(".;,:")
