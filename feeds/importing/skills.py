"""Extracts the skills of a job: those that its source gives, and those that its labels and texts name."""

from collections.abc import Iterable

from occupations.skills import Kind, find_skills, skill_of

MOST = 20
_LABEL = 60
# A language is a demand of its own, and a field of knowledge as a tag ("Design") is what the job is about.
_KINDS = (Kind.TECHNOLOGY, Kind.METHOD, Kind.CERTIFICATE)


def skills_of(given: Iterable[str], labels: Iterable[str], *texts: str) -> tuple[str, ...]:
    """The skills of a job in our spelling, at most ``MOST``: those the source gives as skills (known or not), those in
    its other labels, then those named in its texts."""
    found: dict[str, str] = {}
    for label in given:
        word = " ".join(label.split())
        if word and len(word) <= _LABEL:
            known = skill_of(word)
            skill = known.name if known else word
            found.setdefault(skill.casefold(), skill)
    named = (*map(skill_of, labels), *(mention.skill for text in texts for mention in find_skills(text)))
    for one in named:
        if one and one.kind in _KINDS:
            found.setdefault(one.name.casefold(), one.name)
    return tuple(found.values())[:MOST]
