"""The example of a fit sheet: an invented résumé and an invented job, compared by the same code as everybody's."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from advice.fit.demands import demands_of
from advice.fit.evidence import Evidence
from advice.fit.sheet import FitSheet, fit_sheet
from advice.sources.job import NOWHERE
from advice.sources.source import Source
from jobs.models import Company, Job
from resumes.document import ResumeDocument
from toolkit import rich_text

DATA = Path(__file__).parent / "data" / "example.toml"
TODAY = dt.date(2026, 11, 1)  # the example stays as it is


@dataclass(frozen=True)
class Example:
    """``description`` is the job's text, ``lines`` are those of the résumé."""

    job: Job
    name: str
    sheet: FitSheet
    description: SafeString
    lines: tuple[Source, ...]

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]


@cache
def example() -> Example:
    """Returns the example. No queries."""
    data = tomllib.loads(DATA.read_text(encoding="utf-8"))
    description = rich_text.clean(data["job"]["description"])
    job = Job(
        company=Company(name=data["job"]["company"]),
        title=data["job"]["title"],
        description=description,
        skills=data["job"]["skills"],
        level=data["job"]["level"],
    )
    document = ResumeDocument.from_json(data["resume"])
    evidence = Evidence(document, "", TODAY)
    sheet = fit_sheet(demands_of(job, page=NOWHERE), evidence)
    return Example(job, document.basics.name, sheet, mark_safe(description), evidence.lines)  # noqa: S308 - just cleaned
