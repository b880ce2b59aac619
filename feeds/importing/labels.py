"""Maps labels and titles to industries, types of work, levels and skills.

A label takes precedence over the title. Nothing is guessed: without a known word, the result is empty.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from django.utils.text import slugify

from jobs.vocabulary import industries
from jobs.vocabulary.kinds import Level, WorkType
from occupations.skills import Kind, find_skills, skill_of

MOST_INDUSTRIES = 3
MOST_SKILLS = 20
_LONGEST_SKILL = 60  # characters
# A language is a demand of its own, and a field of knowledge as a tag ("Design") is what the job is about.
_SKILL_KINDS = (Kind.TECHNOLOGY, Kind.METHOD, Kind.CERTIFICATE)
_INDUSTRIES = Path(__file__).parent / "data" / "industries.txt"
# Labels that feeds use for two of our industries, or for none.
_GROUPS = {"marketing-sales": ("marketing", "seller"), "sales-marketing": ("seller", "marketing"), "all-others": ()}
_READ = 300  # characters of a label or title; no genuine one is longer


def _any_of(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


_TYPES = {
    WorkType.INTERNSHIP: _any_of(
        "interns?", "internships?", "trainee(?:ship)?", "apprentice(?:ship)?", "working student", r"werkstudent\w*", r"praktik\w*"
    ),
    WorkType.PART_TIME: _any_of("part[ -]?time", "minijob", "teilzeit"),
    WorkType.FREELANCE: _any_of(r"freelanc\w*", "gigs?"),
    WorkType.CONTRACT: _any_of("contract(?:ors?|s)?", "temp(?:orary)?", "fixed[ -]?term", "interim", "b2b", "1099"),
    WorkType.FULL_TIME: _any_of("full[ -]?time", "permanent", "regular", "vollzeit"),
}  # fmt: skip
# In a title, "contract" and "temporary" can belong to the work ("Contract Manager") unless a mark sets them apart.
_TITLE_TYPES = {
    **_TYPES,
    WorkType.INTERNSHIP: _any_of("intern", "internship", "apprentice", "working student", r"werkstudent\w*"),
    WorkType.FREELANCE: _any_of(r"freelanc\w*"),
    WorkType.CONTRACT: re.compile(r"[(\[,|/–-]\s*(?:contract(?:or)?|temporary|fixed[ -]term|interim)\b", re.IGNORECASE),
    WorkType.FULL_TIME: _any_of("full[ -]?time"),
}

# The highest level found counts.
_LEVELS = {
    Level.EXECUTIVE: _any_of(
        "[sea]?vp", "vice[ -]president", "president", "c[efotmp]o", "ciso", r"chief (?:\w+ ){1,2}officer", "executive director"
    ),
    Level.DIRECTOR: _any_of("director", "head of", "global head"),
    Level.SENIOR: _any_of(
        "senior(?! (?:living|care|citizen))", "sn?r", "lead(?! (?:generation|gen|qualif))", "principal", "expert", "iii", "iv",
        r"staff (?:\w+ )?(?:engineer|developer|designer|scientist|architect|product manager)",
    ),
    Level.ENTRY: _any_of(
        "junior", "jn?r", "entry[ -]level", "graduate", "interns?", "internship", "trainee", "apprentice", "working student",
        "beginner",
    ),
    Level.MIDWEIGHT: _any_of(
        "mid(?![ -](?:market|size|sized|term|day|west|atlantic))", "mid[ -]?level", "mid[ -]?weight", "intermediate", "ii"
    ),
}  # fmt: skip
# Labels whose words would be misread.
_LEVEL_LABELS = {
    "executive": Level.EXECUTIVE,
    "mid-senior-level": Level.SENIOR,
    "manager": Level.SENIOR,
    "associate": Level.MIDWEIGHT,
    "experienced": Level.MIDWEIGHT,
    "student": Level.ENTRY,
    "entry": Level.ENTRY,
}
# A person who assists a director or president is neither.
_OF_ANOTHER = _any_of(
    r"(?:assistant|aide|reporting) to .*", r"to (?:the |our )?(?:[sea]?vp|c[efotmp]o|director|president).*"
)


def industries_of(labels: Iterable[str], title: str, *, are_departments: bool = False) -> tuple[str, ...]:
    """The industries named by the labels, or that of the title if they name none.

    An employer's departments say less than its titles: the engineers of "Product" are engineers.
    """
    found = [slug for label in labels for slug in _industries_of_label(label[:_READ])]
    named, own = tuple(dict.fromkeys(found))[:MOST_INDUSTRIES], _first_industry(title[:_READ])
    return (own or named) if are_departments else (named or own)


def _industries_of_label(label: str) -> tuple[str, ...]:
    slug = slugify(label).replace("-and-", "-")
    if slug in _GROUPS:
        return _GROUPS[slug]
    known = industries.find(slug) or next(
        (one for one in industries.INDUSTRIES.values() if str(one.name) == label), None
    )
    return (known.slug,) if known else tuple(found for part in label.split("/") for found in _first_industry(part))


def _first_industry(words: str) -> tuple[str, ...]:
    return next(((slug,) for slug, pattern in _industry_words() if pattern.search(words)), ())


@cache
def _industry_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lines = _INDUSTRIES.read_text(encoding="utf-8").splitlines()
    rows = [line.split(": ", 1) for line in lines if line and not line.startswith("#")]
    return tuple((slug, _any_of(*map(_as_pattern, words.split(", ")))) for slug, words in rows)


def _as_pattern(word: str) -> str:
    if word.startswith("="):
        return rf"\A\W*{re.escape(word[1:])}\W*\Z"
    return re.escape(word).replace(r"\*", r"\w*").replace(r"\?", r"\w")


def types_of(labels: Iterable[str], title: str) -> tuple[str, ...]:
    """The kinds of work that the labels name; those of the title if they name none."""
    words = " | ".join(label[:_READ] for label in labels).replace("_", " ")
    title = title[:_READ]
    found = [kind for kind, pattern in _TYPES.items() if pattern.search(words)]
    found = found or [kind for kind, pattern in _TITLE_TYPES.items() if pattern.search(title)]
    return tuple(kind.value for kind in WorkType if kind in found)


def level_of(label: str, title: str) -> str:
    """The level that the label names; that of the title if it names none."""
    label, title = label[:_READ].replace("_", " "), title[:_READ]
    named = _LEVEL_LABELS.get(slugify(label)) or _highest(label) or _highest(_OF_ANOTHER.sub("", title))
    return (named or Level.ANY).value


def _highest(words: str) -> Level | None:
    return next((level for level, pattern in _LEVELS.items() if pattern.search(words)), None)


def skills_of(given: Iterable[str], labels: Iterable[str], *texts: str) -> tuple[str, ...]:
    """The skills of a job in our spelling, at most ``MOST_SKILLS``: those the source gives as skills (known or not), those in
    its other labels, then those named in its texts."""
    found: dict[str, str] = {}
    for label in given:
        word = " ".join(label.split())
        if word and len(word) <= _LONGEST_SKILL:
            known = skill_of(word)
            skill = known.name if known else word
            found.setdefault(skill.casefold(), skill)
    named = (*map(skill_of, labels), *(mention.skill for text in texts for mention in find_skills(text)))
    for one in named:
        if one and one.kind in _SKILL_KINDS:
            found.setdefault(one.name.casefold(), one.name)
    return tuple(found.values())[:MOST_SKILLS]
