"""Assembles the facts of an occupation from the rows of several releases."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self, TypeVar

from occupations.facts import EDUCATION, Cited, Description, Group, OccupationFacts, Outlook, Pay
from occupations.reading import OnetRow, PayRow, ProfileRow, ProjectionRow, crosswalks
from occupations.sources import Key

C = TypeVar("C", bound=Cited)
ALL_OCCUPATIONS = "00-0000"


@dataclass(frozen=True)
class Rows:
    """Rows of the releases that facts are made of, by code; O*NET's occupations come one by one."""

    wages: Mapping[str, PayRow] = field(default_factory=dict)
    projections: Mapping[str, ProjectionRow] = field(default_factory=dict)
    profiles: Mapping[str, ProfileRow] = field(default_factory=dict)
    uk_pay: Mapping[str, PayRow] = field(default_factory=dict)
    canada_pay: Mapping[str, PayRow] = field(default_factory=dict)
    uk: Mapping[str, crosswalks.Match] = field(default_factory=dict)
    canada: Mapping[str, crosswalks.Match] = field(default_factory=dict)

    @classmethod
    def of(cls, read: Callable[[Key], Mapping[str, Any]]) -> Self:
        """``read`` returns the rows of a source by code; the crosswalks are ours."""
        return cls(
            wages=read(Key.WAGES),
            projections=read(Key.PROJECTIONS),
            profiles=read(Key.HANDBOOK),
            uk_pay=read(Key.UK_PAY),
            canada_pay=read(Key.CANADA_PAY),
            uk=crosswalks.read("uk"),
            canada=crosswalks.read("canada"),
        )

    @cached_property
    def lines(self) -> dict[str, str]:
        """The projection line by SOC occupation."""
        return {soc: code for code, row in self.projections.items() for soc in row.covers}

    def facts_of(self, code: str, row: OnetRow) -> OccupationFacts:
        """Returns everything published about an O*NET occupation. Figures of a code that covers more are ``wider``."""
        soc = code[:7]
        is_part = not code.endswith(
            ".00"
        )  # O*NET's division of an SOC occupation; other publishers know the whole only
        outlook = self._outlook(soc, is_part)
        return OccupationFacts(
            code=code,
            title=row.onet.title,
            definition=row.definition,
            handbook=self._handbook(soc, is_part),
            pay=tuple(self._pay(soc, is_part)),
            outlook=outlook,
            groups=self._groups(soc) if outlook else (),
            onet=row.onet,
            education=row.education,
        )

    def _codes(self, soc: str) -> tuple[str, ...]:
        """The codes that can have figures of ``soc``, the closest first."""
        return tuple(dict.fromkeys((soc, self.lines.get(soc, soc))))

    def _outlook(self, soc: str, is_part: bool) -> Outlook | None:
        line = self.lines.get(soc)
        return _cited(self.projections[line].outlook, is_part or line != soc) if line else None

    def _handbook(self, soc: str, is_part: bool) -> Description | None:
        for code in self._codes(soc):
            if row := self.profiles.get(code):
                return _cited(row.description, is_part or row.is_shared or code != soc)
        return None

    def _pay(self, soc: str, is_part: bool) -> Iterator[Pay]:
        if pay := self._us_pay(soc):
            yield _cited(pay, is_part or pay.code != soc)
        for rows, matches in ((self.uk_pay, self.uk), (self.canada_pay, self.canada)):
            match = matches.get(soc)
            if match and (row := rows.get(match.code)) and has_figures(row.pay):
                yield _cited(row.pay, is_part or match.is_wider)

    def _us_pay(self, soc: str) -> Pay | None:
        """Wages; where there is no row of them, the median of the projections, which says its year."""
        for code in self._codes(soc):
            if row := self.wages.get(code):
                return row.pay if has_figures(row.pay) else None
        line = self.lines.get(soc)
        return self.projections[line].pay if line else None

    def _groups(self, soc: str) -> tuple[Group, ...]:
        """The growth of the major group and of all occupations."""
        found = (self.projections.get(code) for code in (f"{soc[:2]}-0000", ALL_OCCUPATIONS))
        return tuple(
            Group(code=row.outlook.code, title=row.outlook.title, growth=row.outlook.growth) for row in found if row
        )


def _cited(value: C, wider: bool) -> C:
    return value.model_copy(update={"wider": True}) if wider else value


FIGURES = ("p10", "p25", "median", "p75", "p90", "mean", "low", "high")


def has_figures(pay: Pay) -> bool:
    return any(getattr(pay, name) is not None for name in FIGURES) or bool(pay.top_coded)


def columns_of(facts: OccupationFacts) -> dict[str, Any]:
    """Returns the columns of ``Occupation`` that repeat what lists filter and sort by."""
    pay = facts.pay_in("US")
    outlook, onet = facts.outlook, facts.onet
    education = outlook.education if outlook else ""
    return {
        "title": facts.title,
        "is_listed": bool(onet.tasks),
        "soc": facts.code[:7],
        "major_group": f"{facts.code[:2]}-0000",
        "summary": facts.definition.text,
        "median_pay": pay.median if pay else None,
        "pay_is_at_least": bool(pay and "median" in pay.top_coded),
        "growth": outlook.growth if outlook else None,
        "openings": outlook.openings if outlook else None,
        "employment": outlook.employment if outlook else None,
        "education": EDUCATION.index(education) + 1 if education in EDUCATION else None,
        "job_zone": onet.job_zone,
        "high_points": onet.high_points,
        "interests": [float(interest.score) for interest in onet.interests],
        "skills": {skill.id: float(skill.importance) for skill in onet.skills},
        "tools": [tool.name for tool in onet.tools if tool.hot or tool.in_demand],
    }
