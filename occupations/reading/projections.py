"""Reads Employment Projections with their reasons, US Bureau of Labor Statistics."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from occupations.facts import Factor, Outlook, Pay
from occupations.reading.rows import ProjectionRow
from occupations.reading.tables import amount, decimal, people, read_table, required, soc_code, yes
from occupations.sources import Key

ALL_INDUSTRIES = "TE1000"
COLUMNS = (
    "soc_code",
    "title",
    "occupation_type",
    "change_{first}_{short}_percent",
    "self_employed_{first}_percent",
    "median_wage_{first}_usd",
    "median_wage_top_coded",
    "entry_education",
    "work_experience",
    "on_the_job_training",
)
PEOPLE = {
    "employment": "employment_{first}_thousands",
    "projected": "employment_{last}_thousands",
    "change": "change_{first}_{short}_thousands",
    "openings": "openings_per_year_thousands",
    "exits": "labor_force_exits_per_year_thousands",
    "transfers": "occupational_transfers_per_year_thousands",
}


def read(folder: Path, release: str, facts: dict[str, Any]) -> Iterator[tuple[str, ProjectionRow]]:
    """Yields projections by the Bureau's code: occupations, combinations of occupations, and groups. Thousands become people."""
    years = {"first": facts["first_year"], "last": facts["last_year"], "short": f"{facts['last_year'] % 100:02d}"}
    counts = {name: column.format(**years) for name, column in PEOPLE.items()}
    columns = (*(column.format(**years) for column in COLUMNS), *counts.values())
    lines = _Lines(release, facts["wages"], years, counts, _factors(folder), _covers(folder))
    yield from read_table(folder / "occupations.tsv.gz", columns, lines.row)


@dataclass(frozen=True)
class _Lines:
    """What is the same for each line of the table: release, years, columns, and what other tables say of its codes."""

    release: str
    wages: str
    years: dict[str, Any]
    counts: dict[str, str]
    factors: dict[str, list[Factor]]
    covers: dict[str, list[str]]

    def row(
        self, cell: str, title: str, kind: str, growth: str, self_employed: str, wage: str, top_coded: str,
        education: str, experience: str, training: str, *cells: str,
    ) -> tuple[str, ProjectionRow]:  # fmt: skip
        code = soc_code(cell)
        cited = {"source": Key.PROJECTIONS, "code": code, "title": title}
        outlook = Outlook(
            **cited,
            release=self.release,
            first_year=self.years["first"],
            last_year=self.years["last"],
            **self._people(cells),
            growth=required(growth, "the change in percent"),
            self_employed=decimal(self_employed, "the share of self-employed workers"),
            education=education,
            experience=experience,
            training=training,
            factors=tuple(self.factors[code]),
        )
        pay = self._pay(cited, wage, is_at_least=yes(top_coded, "median_wage_top_coded"))
        return code, ProjectionRow(
            outlook=outlook, is_summary=kind == "Summary", covers=tuple(self.covers[code]), pay=pay
        )

    def _people(self, cells: Iterable[str]) -> dict[str, int]:
        figures = {}
        for (name, column), thousands in zip(self.counts.items(), cells, strict=True):
            number = people(thousands, column)
            if number is None:
                raise ValueError(f"{column} is empty")
            figures[name] = number
        return figures

    def _pay(self, cited: dict[str, Any], wage: str, *, is_at_least: bool) -> Pay | None:
        median = amount(wage, "the median wage")
        if median is None:
            return None
        return Pay(
            **cited,
            release=f"{self.release}, wages of {self.wages}",
            country="US",
            currency="USD",
            median=median,
            top_coded=("median",) if is_at_least else (),
        )


def _factors(folder: Path) -> dict[str, list[Factor]]:
    """Reasons by code; those for all industries come first."""
    found: dict[str, list[tuple[bool, Factor]]] = defaultdict(list)

    def row(code: str, industry: str, name: str, text: str) -> None:
        for_all = industry == ALL_INDUSTRIES
        found[soc_code(code)].append((not for_all, Factor(text=text, industry="" if for_all else name)))

    columns = ("soc_code", "industry_code", "industry_title", "factor")
    for _line in read_table(folder / "factors.tsv.gz", columns, row):
        pass
    sort_key = lambda pair: pair[0]  # noqa: E731
    ordered = {code: [factor for _, factor in sorted(pairs, key=sort_key)] for code, pairs in found.items()}
    return defaultdict(list, ordered)


def _covers(folder: Path) -> dict[str, list[str]]:
    """SOC occupations by the line that has their projection."""
    covers: dict[str, list[str]] = defaultdict(list)

    def row(code: str, line: str, match: str) -> None:
        if match not in ("exact", "broad", "combined", "none"):
            raise ValueError(f"“{match}” isn't a kind of match")
        if match != "none":
            covers[soc_code(line)].append(soc_code(code))

    for _line in read_table(folder / "soc_codes.tsv.gz", ("soc2018_code", "projection_code", "match"), row):
        pass
    return covers
