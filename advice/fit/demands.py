"""Finds what a job asks: skills, languages, certificates, years of work and degrees, each with the sentence that asks it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advice.fit.degrees import DEGREES, Degree, asked_degree, field_span
from advice.fit.needs import Need, need_of
from advice.sources.job import job_labels, passages_of, source_of_passage
from advice.sources.source import Source
from jobs.models import Job
from occupations.skills import Kind as SkillKind
from occupations.skills import Mention, Skill, find_skills, skill_of

MOST_YEARS = 40
_EXAMPLES = r"(?:such as|for example|for instance|e\.g\.,?|like)\s*\(?"
_ONE_OF = re.compile(rf"(?:{_EXAMPLES}|any of|one of|either)\s*$", re.IGNORECASE)
_SIMILAR = re.compile(
    r"[\s,)]*(?:and/)?or (?:an?other|similar|something|other|equivalent|comparable"
    r"|an? (?:\w+ )?(?:one|tool|system|software|standard|platform))\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(rf"\s*(?:,|/|,?\s*(?:and/)?or)\s*|[^.;,:]{{0,30}}?[,( ]{_EXAMPLES}\s*", re.IGNORECASE)
_CHOICE = re.compile(rf"\bor\b|\b{_EXAMPLES}", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:,|/|&|\+|,?\s*\b(?:and|or)\b)\s*", re.IGNORECASE)
# A line about the skill doesn't show a certificate in it.
_CERTIFIED = re.compile(
    r"\b(?:certificat(?:e|ion)s?|diplomas?|licen[sc]es?) (?:in|for|of) (?:\w+ ){0,2}$", re.IGNORECASE
)
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_YEARS = re.compile(
    rf"(?<![\w.,$€£])(?P<years>\d{{1,2}}|{'|'.join(_NUMBERS)})(?: ?\+| ?[-–] ?\d{{1,2}}\+?| to \d{{1,2}})?"
    r" ?(?:or more |plus |full )?(?:years?|yrs?)\b(?! (?:old|ago|later|or older|of age|from now))",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"(?:last|past|next|within|every|each|first|under|over the|after|in)(?: the)?(?: last| next| past)? ?$",
    re.IGNORECASE,
)


class Kind(StrEnum):
    SKILL = "skill"
    CERTIFICATE = "certificate"
    LANGUAGE = "language"
    YEARS = "years"
    DEGREE = "degree"


_OF_SKILLS = {SkillKind.CERTIFICATE: Kind.CERTIFICATE, SkillKind.LANGUAGE: Kind.LANGUAGE}


@dataclass(frozen=True)
class Demand:
    """Something that a job asks. ``need``: None if the job doesn't say whether it may be missing, as with a label.

    ``sources`` are the job's sentences or labels, the deciding one first. Of ``options``, one is enough. ``years`` and
    ``degree`` are set for demands of that kind; ``or_experience``: work counts instead of the degree.
    """

    kind: Kind
    key: str
    name: str
    need: Need | None
    sources: tuple[Source, ...]
    options: tuple[Skill, ...] = ()
    years: int = 0
    degree: Degree | None = None
    or_experience: bool = False
    or_similar: bool = False  # something of the kind that the job doesn't name will do

    @property
    def source(self) -> Source:
        return self.sources[0]

    @property
    def is_must(self) -> bool:
        return self.need is Need.MUST


@dataclass(frozen=True)
class Unread:
    """A sentence that asks something which rules can't compare: "Comfortable with ambiguity"."""

    need: Need
    source: Source


@dataclass(frozen=True)
class Named:
    """A skill that the job names without asking for it, such as in what you'd do."""

    skill: Skill
    source: Source


@dataclass(frozen=True)
class Demands:
    asked: tuple[Demand, ...]
    unread: tuple[Unread, ...]
    named: tuple[Named, ...]


@dataclass
class _Found:
    asked: dict[str, Demand] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    named: dict[str, Named] = field(default_factory=dict)

    def add(self, demand: Demand) -> None:
        """Adds a demand. Of several sentences, the one that says "must" decides; then one that says it's welcome."""
        known = self.asked.get(demand.key)
        if known is None:
            self.asked[demand.key] = demand
        elif _weight(demand.need) > _weight(known.need):
            self.asked[demand.key] = replace(demand, sources=(*demand.sources, *known.sources))
        else:
            self.asked[demand.key] = replace(known, sources=(*known.sources, *demand.sources))


def _weight(need: Need | None) -> int:
    return {Need.MUST: 2, Need.NICE: 1, None: 0}[need]


def demands_of(job: Job, *, page: str = "") -> Demands:
    """Returns what a job asks, must-haves first, each in the order of the text. ``page`` shows the job, if not its own page."""
    found = _Found()
    company = job.company.name or "\n"  # a sentence has no line break
    for passage in passages_of(job.description):
        need = None if passage.is_heading else need_of(passage.text, passage.headings)
        source = source_of_passage(job, passage, page=page)
        if need:
            of_sentence = list(_asked(source, need))
            for demand in of_sentence:
                found.add(demand)
            if not of_sentence:
                found.unread.append(Unread(need, source))
        elif not passage.is_heading:
            for mention in find_skills(passage.text):
                is_product = passage.text[: mention.start].rstrip().endswith(company)  # "Marrowstone Vault"
                if mention.skill.kind in (SkillKind.TECHNOLOGY, SkillKind.METHOD) and not is_product:
                    found.named.setdefault(mention.skill.key, Named(mention.skill, source))
    for demand in _labelled(job, page):
        found.add(demand)
    asked = _without_parts(found.asked.values())
    in_asked = {option.key for demand in asked for option in demand.options}
    return Demands(
        tuple(sorted(asked, key=lambda demand: -_weight(demand.need))),
        tuple(sorted(found.unread, key=lambda one: -_weight(one.need))),
        tuple(one for key, one in found.named.items() if key not in in_asked),
    )


def _without_parts(asked: Iterable[Demand]) -> list[Demand]:
    """Returns demands without labels that a choice already has: "Python" beside "Python or Go"."""
    found = list(asked)
    in_choices = {option.key for demand in found if len(demand.options) > 1 for option in demand.options}
    return [
        demand
        for demand in found
        if not (demand.need is None and len(demand.options) == 1 and demand.options[0].key in in_choices)
    ]


# --- A sentence ---------------------------------------------------------------------------------------------------------


def _asked(source: Source, need: Need) -> Iterator[Demand]:
    """Yields what a sentence asks that can be compared with a résumé."""
    years = years_in(source.text)
    if years:
        name = ngettext("%d year of experience", "%d years of experience", years) % years
        yield Demand(Kind.YEARS, f"years:{years}", name, need, (source,), years=years)
    if degree := asked_degree(source.text):
        name = str(DEGREES[degree.degree])
        yield Demand(
            Kind.DEGREE, f"degree:{degree.degree}", name, need, (source,), degree=degree.degree,
            or_experience=degree.or_experience,
        )  # fmt: skip
    first, last = field_span(source.text)
    mentions = [
        one
        for one in find_skills(source.text)
        if not first <= one.start < last and not _CERTIFIED.search(source.text, 0, one.start)
    ]
    similar = [one.skill for one in mentions if _SIMILAR.match(source.text, one.end)]
    for options in _choices(source.text, mentions) or _bare(source.text):
        yield replace(_skill_demand(options, need, source), or_similar=any(skill in options for skill in similar))


def _bare(text: str) -> list[tuple[Skill, ...]]:
    """Returns the skills of a line that has nothing but their names ("Portuguese or Spanish"), which alone could mean others."""
    parts = [part for part in _PARTS.split(text.strip(" .")) if part]
    skills = [skill for part in parts if (skill := skill_of(part))]
    if len(skills) < len(parts):
        return []
    return [tuple(skills)] if len(skills) > 1 and _CHOICE.search(text) else [(skill,) for skill in skills]


def _skill_demand(options: tuple[Skill, ...], need: Need | None, source: Source) -> Demand:
    kind = _OF_SKILLS.get(options[0].kind, Kind.SKILL)
    names = [option.name for option in options]
    name = _("%(first)s or %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]} if names[1:] else names[0]
    key = f"{kind}:{'|'.join(sorted(option.key for option in options))}"
    return Demand(kind, key, name, need, (source,), options)


def _choices(text: str, mentions: Iterable[Mention]) -> list[tuple[Skill, ...]]:
    """Returns the skills of a sentence; those of which one is enough together ("Portuguese or Spanish", "such as dbt")."""
    choices: list[tuple[Skill, ...]] = []
    run: list[Mention] = []
    found = list(mentions)
    for mention, following in [*pairwise(found), *((last, None) for last in found[-1:])]:
        run.append(mention)
        gap = text[mention.end : following.start] if following else ""
        if following and _is_kin(mention, following) and _BETWEEN.fullmatch(gap):
            continue
        choices += _split(text, run)
        run = []
    return choices


def _is_kin(one: Mention, other: Mention) -> bool:
    return _OF_SKILLS.get(one.skill.kind) == _OF_SKILLS.get(other.skill.kind)


def _split(text: str, run: list[Mention]) -> Iterator[tuple[Skill, ...]]:
    """Yields a list of skills as one choice if it says "or" or lists examples, else each for itself."""
    between = text[run[0].end : run[-1].start]
    skills = tuple(dict.fromkeys(mention.skill for mention in run))
    is_open = bool(_SIMILAR.match(text, run[-1].end))
    if len(skills) > 1 and (is_open or _CHOICE.search(between) or _ONE_OF.search(text[: run[0].start])):
        yield skills
    else:
        yield from ((skill,) for skill in skills)


def years_in(text: str) -> int:
    """Returns the years of experience that a sentence asks; 0 if none. Of "3–5 years" the first counts."""
    for match in _YEARS.finditer(text):
        said = match["years"].lower()
        years = _NUMBERS.get(said) or int(said)
        if years <= MOST_YEARS and not _SPAN.search(text[max(0, match.start() - 20) : match.start()]):
            return years
    return 0


# --- Labels -------------------------------------------------------------------------------------------------------------


def _labelled(job: Job, page: str) -> Iterator[Demand]:
    """Yields skills of the job's title and labels. Whether they may be missing, a label doesn't say."""
    labels = {source.key: source for source in job_labels(job, page=page)}
    if title := labels.get("title"):
        for mention in find_skills(title.text):
            if mention.skill.kind is SkillKind.TECHNOLOGY:
                yield _skill_demand((mention.skill,), None, title)
    if skills := labels.get("skills"):
        for label in job.skills:
            if skill := skill_of(label):
                yield _skill_demand((skill,), None, skills)
