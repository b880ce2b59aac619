"""What a résumé says of a skill: its lines, those about work first."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from advice.fit.experience import Experience, experience_of
from advice.sources import of_resume
from advice.sources.source import Source
from occupations.skills import Kind as SkillKind
from occupations.skills import Skill, find_skills, skill_of
from resumes.document import ResumeDocument

# What a line of each section is worth as proof, most first.
_PROOF = (
    "work",
    "projects",
    "certificates",
    "education",
    "volunteer",
    "publications",
    "awards",
    "languages",
    "skills",
    "basics",
    "interests",
)


@dataclass(frozen=True)
class Known:
    """A skill that a résumé names: as the résumé writes it, and the lines that do."""

    skill: Skill
    name: str
    lines: tuple[Source, ...]


@dataclass(frozen=True)
class Evidence:
    """A résumé as what it says. ``url`` is its address in the editor, or empty."""

    document: ResumeDocument
    url: str
    today: dt.date

    @cached_property
    def lines(self) -> tuple[Source, ...]:
        return of_resume(self.document, url=self.url)

    @cached_property
    def by_key(self) -> dict[str, Source]:
        return {line.key: line for line in self.lines}

    @cached_property
    def skills(self) -> dict[str, Known]:
        """Each skill that the résumé names, by key."""
        found: dict[str, Known] = {}
        for line in sorted(self.lines, key=_place):
            for skill, name in self._named_in(line):
                known = found.get(skill.key)
                lines = () if known is None else known.lines
                if line not in lines:
                    found[skill.key] = Known(skill, known.name if known else name, (*lines, line))
        return found

    def _named_in(self, line: Source) -> Iterator[tuple[Skill, str]]:
        for mention in find_skills(line.text):
            is_phrase = mention.skill.kind is SkillKind.METHOD  # “planned routes” names no skill
            yield mention.skill, mention.skill.name if is_phrase else line.text[mention.start : mention.end]
        section, _, place = line.key.partition(".")
        labels: tuple[str, ...] = ()
        if section == "skills" and place.isdecimal():
            group = self.document.skills[int(place)]
            labels = (group.name, *group.keywords)
        elif section == "languages" and place.isdecimal():
            labels = (self.document.languages[int(place)].language,)
        elif section == "certificates" and place.isdecimal():
            labels = (self.document.certificates[int(place)].name,)
        elif section == "projects" and place.endswith(".keywords"):
            labels = self.document.projects[int(place.partition(".")[0])].keywords
        yield from ((skill, label) for label in labels if (skill := skill_of(label)))

    def lines_about(self, skill: Skill) -> tuple[Source, ...]:
        return self.skills[skill.key].lines if skill.key in self.skills else ()

    @cached_property
    def experience(self) -> Experience:
        return experience_of(self.document.work, today=self.today)


def _place(line: Source) -> int:
    section = line.key.partition(".")[0]
    return _PROOF.index(section) if section in _PROOF else len(_PROOF)
