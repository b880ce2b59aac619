"""The fit sheet: each thing a job asks beside what the résumé says of it, both quoted. It compares text and decides nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advice.fit.degrees import counts_as_field, held_degree
from advice.fit.demands import Demand, Demands, Kind, Named, Unread
from advice.fit.evidence import Evidence
from advice.fit.experience import Experience
from advice.fit.implied import skills_that_include
from advice.sources.source import Source
from occupations.skills import Kind as SkillKind
from occupations.skills import Skill, find_skills
from resumes.document import Education
from resumes.partial_dates import parts_of

SHOWN_LINES = 2  # lines of the résumé beside a demand
SHOWN_EXTRA = 24
MOST_WORDS_OF_A_NAME = 2
# The section of the editor where what is missing belongs.
_PLACES = {Kind.LANGUAGE: "languages", Kind.CERTIFICATE: "certificates", Kind.DEGREE: "education"}


class Verdict(StrEnum):
    HAD = "had"
    PARTLY = "partly"
    MISSING = "missing"


@dataclass(frozen=True)
class Receipt:
    """A demand with the lines of the résumé that are about it. ``note`` says what was counted, or what to look at yourself;
    ``fix`` is the section of the editor where a missing line belongs; ``guide`` is what the guide of the occupation says."""

    demand: Demand
    verdict: Verdict
    lines: tuple[Source, ...] = ()
    note: str = ""
    fix: str = "work"
    guide: Source | None = None

    @property
    def is_missing(self) -> bool:
        return self.verdict is Verdict.MISSING

    @property
    def is_partly(self) -> bool:
        return self.verdict is Verdict.PARTLY


@dataclass(frozen=True)
class Extra:
    """A skill of the résumé that the job doesn't ask for, as the résumé writes it."""

    skill: Skill
    name: str
    line: Source


@dataclass(frozen=True)
class NamedSkill:
    """A skill that the job names without asking for it, and the résumé's line about it if there is one."""

    named: Named
    line: Source | None


@dataclass(frozen=True)
class FitSheet:
    """``unread`` are demands that rules can't compare. The numbers count only what ``receipts`` show."""

    receipts: tuple[Receipt, ...]
    unread: tuple[Unread, ...]
    named: tuple[NamedSkill, ...]
    extra: tuple[Extra, ...]

    @cached_property
    def missing(self) -> tuple[Receipt, ...]:
        return self._of(Verdict.MISSING)

    @cached_property
    def had(self) -> tuple[Receipt, ...]:
        """What the résumé has, in full or in part."""
        return (*self._of(Verdict.PARTLY), *self._of(Verdict.HAD))

    @cached_property
    def partly(self) -> tuple[Receipt, ...]:
        return self._of(Verdict.PARTLY)

    def _of(self, verdict: Verdict) -> tuple[Receipt, ...]:
        return tuple(receipt for receipt in self.receipts if receipt.verdict is verdict)

    @property
    def asked(self) -> int:
        return len(self.receipts)

    @cached_property
    def clear(self) -> int:
        """How many demands the résumé has in full."""
        return len(self._of(Verdict.HAD))

    @property
    def score(self) -> str:
        """What the résumé has of what is asked: “7 of 9”."""
        return _("%(had)d of %(asked)d") % {"had": self.clear, "asked": self.asked}

    @property
    def headline(self) -> str:
        said = {"had": self.clear, "asked": self.asked}
        if not self.asked:
            return _("We found nothing to compare in this job")
        words = ngettext(
            "You have %(had)d of the %(asked)d thing they ask for",
            "You have %(had)d of the %(asked)d things they ask for",
            self.asked,
        )
        return words % said

    @property
    def consists_of(self) -> str:
        """What the score is made of: “6 clear, 1 partly, 2 not found”."""
        parts = [
            _("%d clear") % self.clear,
            _("%d partly") % len(self.partly) if self.partly else "",
            _("%d not found") % len(self.missing) if self.missing else "",
        ]
        return ", ".join(filter(None, parts))

    @property
    def musts(self) -> tuple[int, int]:
        """How many must-haves the résumé has in full, and how many there are."""
        musts = [receipt for receipt in self.receipts if receipt.demand.is_must]
        return sum(receipt.verdict is Verdict.HAD for receipt in musts), len(musts)

    @property
    def cells(self) -> tuple[Verdict, ...]:
        """The strip: what is there first, then what is there in part, then what is missing."""
        counts = ((Verdict.HAD, self.clear), (Verdict.PARTLY, len(self.partly)), (Verdict.MISSING, len(self.missing)))
        return tuple(verdict for verdict, count in counts for _cell in range(count))


def fit_sheet(demands: Demands, evidence: Evidence, guide: tuple[Source, ...] = ()) -> FitSheet:
    """Compares a job's demands with a résumé. ``guide`` are sources of the guide to the job's occupation. No queries."""
    receipts = tuple(_receipt(demand, evidence) for demand in demands.asked)
    asked = {option.key for demand in demands.asked for option in demand.options}
    wider = {one.key for demand in demands.asked for option in demand.options for one in skills_that_include(option)}
    named = tuple(NamedSkill(one, next(iter(evidence.lines_about(one.skill)), None)) for one in demands.named)
    known = asked | wider | {one.named.skill.key for one in named}
    return FitSheet(
        tuple(_with_guide(receipt, guide) for receipt in receipts),
        demands.unread,
        named,
        tuple(_extra(evidence, known))[:SHOWN_EXTRA],
    )


def _extra(evidence: Evidence, known: set[str]) -> Iterator[Extra]:
    """Yields the skills of the résumé that aren't asked for, those with most lines first."""
    for one in sorted(evidence.skills.values(), key=lambda one: -len(one.lines)):
        if one.skill.key not in known and one.skill.kind is not SkillKind.KNOWLEDGE:
            yield Extra(one.skill, one.name, one.lines[0])


def _with_guide(receipt: Receipt, guide: tuple[Source, ...]) -> Receipt:
    """Adds what the guide says of a skill that is missing."""
    keys = {option.key for option in receipt.demand.options}
    if not receipt.is_missing or not keys:
        return receipt
    about = (
        one for one in guide if _says_more(one) and any(found.skill.key in keys for found in find_skills(one.text))
    )
    return replace(receipt, guide=next(about, None))


def _says_more(source: Source) -> bool:
    """Whether a line says something of a skill, not just its name."""
    return len(source.text.split()) > MOST_WORDS_OF_A_NAME


# --- A demand -----------------------------------------------------------------------------------------------------------


def _receipt(demand: Demand, evidence: Evidence) -> Receipt:
    match demand.kind:
        case Kind.YEARS:
            return _years(demand, evidence)
        case Kind.DEGREE:
            return _degree(demand, evidence)
        case _:
            return _skill(demand, evidence)


def _skill(demand: Demand, evidence: Evidence) -> Receipt:
    """A skill counts if a line names it, or one that surely includes it; the note then says so."""
    fix = _PLACES.get(demand.kind, "work")
    note = _("Compare the level yourself.") if demand.kind is Kind.LANGUAGE else ""
    named = [line for option in demand.options for line in evidence.lines_about(option)]
    if named:
        return Receipt(demand, Verdict.HAD, _first(named), note, fix)
    for option in demand.options:
        for narrower in skills_that_include(option):
            if lines := evidence.lines_about(narrower):
                counts = _("%(have)s counts as %(asked)s.") % {"have": narrower.name, "asked": option.name}
                return Receipt(demand, Verdict.HAD, _first(lines), counts, fix)
    return Receipt(demand, Verdict.MISSING, fix=fix)


def _first(lines: list[Source] | tuple[Source, ...]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(lines))[:SHOWN_LINES]


def _years(demand: Demand, evidence: Evidence) -> Receipt:
    """Years count if the dated jobs surely add up to them. Of what kind the years are, rules can't tell."""
    known = evidence.experience
    lines = tuple(evidence.by_key[key] for place in known.counted if (key := f"work.{place}") in evidence.by_key)
    asked = demand.years * 12
    if not known.counted:
        return Receipt(demand, Verdict.MISSING, note=_("We found no job with dates in your résumé."))
    total = added_up(known)
    undated = ngettext("%d job has no start date.", "%d jobs have no start date.", known.undated) % known.undated
    note = f"{total} {undated}" if known.undated else total
    if known.least >= asked:
        judge = _("You judge whether they're the right kind.")
        return Receipt(demand, Verdict.HAD, lines, f"{note} {judge}")
    if known.most >= asked:
        return Receipt(demand, Verdict.PARTLY, lines, f"{note} {_('Add months to be sure.')}")
    return Receipt(demand, Verdict.MISSING, lines, note)


def added_up(experience: Experience) -> str:
    """Says what the dated jobs of a résumé add up to."""
    if experience.is_exact:
        return _("Your dated jobs add up to %s.") % span_words(experience.least)
    both = {"least": span_words(experience.least), "most": span_words(experience.most)}
    return _("By the years you give, your jobs add up to at least %(least)s, at most %(most)s.") % both


def span_words(months: int) -> str:
    """Returns months in words: “7 years and 3 months”."""
    years, rest = divmod(months, 12)
    said = [
        ngettext("%d year", "%d years", years) % years if years else "",
        ngettext("%d month", "%d months", rest) % rest if rest or not years else "",
    ]
    return _(" and ").join(filter(None, said))


def _degree(demand: Demand, evidence: Evidence) -> Receipt:
    held = [
        (degree, place, school)
        for place, school in enumerate(evidence.document.education)
        if (degree := held_degree(school.study_type)) or school.study_type
    ]
    enough = [one for one in held if one[0] and demand.degree and one[0] >= demand.degree]
    if enough:
        _held, place, school = max(enough, key=lambda one: (_is_of_field(one[2], demand), one[0] or 0))
        return _held_degree(demand, evidence, place, school)
    unclear = [line for degree, place, _school in held if degree is None for line in _line(evidence, place)]
    if unclear:
        note = _("We can't tell which degree this is.")
        return Receipt(demand, Verdict.PARTLY, tuple(unclear[:1]), note, "education")
    if demand.or_experience and evidence.experience.counted:
        counted = tuple(
            evidence.by_key[key] for one in evidence.experience.counted if (key := f"work.{one}") in evidence.by_key
        )
        note = f"{_('They also take experience.')} {added_up(evidence.experience)}"
        return Receipt(demand, Verdict.PARTLY, counted[:SHOWN_LINES], note, "education")
    lines = tuple(line for _degree, place, _school in held for line in _line(evidence, place))
    return Receipt(demand, Verdict.MISSING, lines[:SHOWN_LINES], fix="education")


def _held_degree(demand: Demand, evidence: Evidence, place: int, school: Education) -> Receipt:
    lines = _line(evidence, place)
    end = parts_of(school.end_date)
    if end and end.first_month > evidence.today.year * 12 + evidence.today.month - 1:
        return Receipt(demand, Verdict.PARTLY, lines, _("It ends in the future by your dates."), "education")
    if _is_of_field(school, demand):
        return Receipt(demand, Verdict.HAD, lines, fix="education")
    return Receipt(demand, Verdict.PARTLY, lines, _("You judge whether your field counts."), "education")


def _is_of_field(school: Education, demand: Demand) -> bool:
    """Whether the demand names no field, or that of the résumé."""
    return all(counts_as_field(school.area, source.text) for source in demand.sources)


def _line(evidence: Evidence, place: int) -> tuple[Source, ...]:
    line = evidence.by_key.get(f"education.{place}")
    return (line,) if line else ()
