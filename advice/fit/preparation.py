"""What to do before applying: a checklist from the fit sheet, and questions an interview may ask, each with its source.

Questions are written from templates around a quote, so they invent nothing: what is in quotes is in the job or the guide.
"""

import re
from collections.abc import Callable, Hashable, Iterable, Sequence
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
from occupations.skills import Kind as SkillKind
from occupations.skills import find_skills

ASKED, JUDGMENTS, DUTIES, OF_GUIDE = 4, 2, 2, 1  # questions of each kind; of the guide, from each section
_MOST_NAMES = 3  # in one question: a list of labels may be long
_ABOUT_A_PERSON = re.compile(r"we\b", re.IGNORECASE)  # "We need somebody who enjoys the subject"
_LONGEST_QUOTE = 220  # characters; a longer sentence makes no good question
_OF_SECTIONS: dict[str, Promise] = {
    "responsibilities": _lazy("How would you go about this: “%s”?"),
    "tech_skills": _lazy("Where have you used this: “%s”?"),
    "soft_skills": _lazy("When did you show this: “%s”?"),
    "mistakes": _lazy("How do you avoid this mistake: “%s”?"),
}
# The kinds of demands, and what is asked about each. A question is about the first kind here that a sentence has.
_OF_KINDS: dict[Kind, Promise] = {
    Kind.SKILL: _lazy("What's your best example of working with %(names)s, and what came of it?"),
    Kind.YEARS: _lazy("Which of your past jobs prepared you best for this one, and why?"),
    Kind.CERTIFICATE: _lazy("What did you learn for %(names)s, and how do you use it at work?"),
    Kind.LANGUAGE: _lazy("How do you use %(names)s at work, in writing and in calls?"),
    Kind.DEGREE: _lazy("What did you study, and what of it do you use at work?"),
}


@dataclass(frozen=True)
class Step:
    """A step before applying. ``source`` is why; ``lines`` are what the résumé says already."""

    text: str
    is_done: bool
    source: Source | None = None
    lines: tuple[Source, ...] = ()
    fix: str = ""
    needs_source: bool = False  # the text alone doesn't say what it's about


@dataclass(frozen=True)
class InterviewQuestion:
    """A question that an interview may ask. ``lines`` of the résumé are what to answer with."""

    text: str
    source: Source
    lines: tuple[Source, ...] = ()


def steps(sheet: FitSheet) -> tuple[Step, ...]:
    """Returns the checklist: what is missing first, must-haves before the rest, then what to judge, then what is there.

    What one sentence asks, and is to be done in one place, is one step.
    """
    return (
        *map(_fix, _together((*sheet.missing, *sheet.partly), by=_place_of_fix)),
        *map(_judge, sheet.unread),
        *map(_done, _together(sheet.had[len(sheet.partly) :], by=_sentence)),
    )


def _together(receipts: Iterable[Receipt], *, by: Callable[[Receipt], Hashable]) -> list[list[Receipt]]:
    """Returns receipts in groups, in the order of each group's first."""
    groups: dict[Hashable, list[Receipt]] = {}
    for receipt in receipts:
        groups.setdefault(by(receipt), []).append(receipt)
    return list(groups.values())


def _sentence(receipt: Receipt) -> Hashable:
    return receipt.demand.source


def _place_of_fix(receipt: Receipt) -> Hashable:
    return receipt.demand.source, receipt.fix, receipt.is_partly, receipt.demand.kind is Kind.YEARS


def _fix(receipts: Sequence[Receipt]) -> Step:
    first = receipts[0]
    said = {"name": _listed([receipt.demand.name for receipt in receipts])}
    if first.is_partly:
        text = _("Make this clear: %(name)s") % said
    elif first.demand.kind is Kind.YEARS:
        text = _("Check your dates: they ask for %(name)s") % said
    elif len(receipts) > 1:
        text = _("Add %(name)s if you have them") % said
    else:
        text = _("Add %(name)s if you have it") % said
    return Step(text, False, first.demand.source, _lines(receipts), first.fix)


def _lines(receipts: Iterable[Receipt]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(line for receipt in receipts for line in receipt.lines))


def _listed(names: Sequence[str]) -> str:
    """Returns names as a list in words: “Jira, SQL and Excel”."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _judge(unread: Unread) -> Step:
    return Step(_("Have an example ready for this"), False, unread.source, needs_source=True)


def _done(receipts: Sequence[Receipt]) -> Step:
    names = _listed([receipt.demand.name for receipt in receipts])
    return Step(_("On your résumé: %s") % names, True, receipts[0].demand.source, _lines(receipts))


# --- Questions ----------------------------------------------------------------------------------------------------------


def questions_of_job(job: Job, sheet: FitSheet, *, page: str = "") -> tuple[InterviewQuestion, ...]:
    """Returns questions from the job's own sentences: what it asks, what it leaves to judge, and what you'd do. At most one for
    each sentence."""
    judged = (_of_unread(one) for one in sheet.unread if len(one.source.text) <= _LONGEST_QUOTE)
    duties = (
        InterviewQuestion(
            _("How would you go about this: “%s”?") % _bare(passage.text), source_of_passage(job, passage, page=page)
        )
        for passage in passages_of(job.description)
        if not passage.is_heading and len(passage.text) <= _LONGEST_QUOTE and is_duty(passage.text, passage.headings)
    )
    return (*_of_receipts(sheet.receipts)[:ASKED], *islice(judged, JUDGMENTS), *islice(duties, DUTIES))


def _of_receipts(receipts: Iterable[Receipt]) -> tuple[InterviewQuestion, ...]:
    """Returns a question for each sentence, about what is asked first of the kind that a question is best made of."""
    asked: dict[str, InterviewQuestion] = {}
    for group in _together(receipts, by=_sentence):
        kind = min((receipt.demand.kind for receipt in group), key=list(_OF_KINDS).index)
        about = [receipt for receipt in group if receipt.demand.kind is kind][:_MOST_NAMES]
        names = _listed([_as_written(receipt.demand) for receipt in about])
        question = InterviewQuestion(str(_OF_KINDS[kind]) % {"names": names}, group[0].demand.source, _lines(about))
        asked.setdefault(question.text, question)
    return tuple(asked.values())


def _as_written(demand: Demand) -> str:
    """Returns the name of a demand as it stands within a sentence: “accounts payable”, but “SQL”."""
    if demand.kind is not Kind.SKILL:
        return demand.name
    text = demand.source.text
    written = {one.skill: text[one.start : one.end] for one in find_skills(text)}
    names = []
    for option in demand.options:
        name = written.get(option, option.name)
        is_plain = option.kind in (SkillKind.METHOD, SkillKind.KNOWLEDGE) and name[1:].islower()
        names.append(name[:1].lower() + name[1:] if is_plain else name)
    return _("%(first)s or %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]} if names[1:] else names[0]


def _of_unread(unread: Unread) -> InterviewQuestion:
    text = _bare(unread.source.text)
    if _ABOUT_A_PERSON.match(text):
        return InterviewQuestion(_("What makes you this person: “%s”?") % text, unread.source)
    return InterviewQuestion(_("Can you give an example of this: “%s”?") % text, unread.source)


def questions_of_guide(guide: tuple[Source, ...]) -> tuple[InterviewQuestion, ...]:
    """Returns questions from the sections of the guide to the job's occupation."""
    found = []
    for section, template in _OF_SECTIONS.items():
        lines = (one for one in guide if one.key.partition(".")[0] == section and len(one.text) <= _LONGEST_QUOTE)
        found += [InterviewQuestion(str(template) % _bare(one.text), one) for one in islice(lines, OF_GUIDE)]
    return tuple(found)


def _bare(text: str) -> str:
    """Returns a sentence as it's quoted before a question mark."""
    return text.strip().rstrip(".;,:")
