"""What a résumé says of a skill: its lines, those about work first."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from advice.fit.experience import Experience, experience_of
from advice.sources import of_resume
from advice.sources.source import Source
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
    def skills(self) -> dict[str, tuple[Skill, tuple[Source, ...]]]:
        """Each skill that the résumé names, by key, with the lines that name it."""
        found: dict[str, tuple[Skill, dict[Source, None]]] = {}
        for line in sorted(self.lines, key=_place):
            for skill in self._named_in(line):
                found.setdefault(skill.key, (skill, {}))[1][line] = None
        return {key: (skill, tuple(lines)) for key, (skill, lines) in found.items()}

    def _named_in(self, line: Source) -> Iterable[Skill]:
        yield from (mention.skill for mention in find_skills(line.text))
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
        yield from (skill for label in labels if (skill := skill_of(label)))

    def lines_about(self, skill: Skill) -> tuple[Source, ...]:
        return self.skills[skill.key][1] if skill.key in self.skills else ()

    @cached_property
    def experience(self) -> Experience:
        return experience_of(self.document.work, today=self.today)


def _place(line: Source) -> int:
    section = line.key.partition(".")[0]
    return _PROOF.index(section) if section in _PROOF else len(_PROOF)
