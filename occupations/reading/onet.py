"""Reads the O*NET database, US Department of Labor: tasks, skills, tools, interests, education, titles, related occupations."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

from occupations.facts import Description, Interest, OnetFacts, Rated, Related, Share, Shares, Task, Tool
from occupations.reading.rows import OnetRow
from occupations.reading.tables import BadTable, read_table, required, whole, yes
from occupations.sources import Key

SUMMARY = "https://www.onetonline.org/link/summary/{code}"
CODE = "O*NET-SOC Code"
TASK_TYPES = {"Core": True, "Supplemental": False, "": None}
TIERS = {"Primary-Short": 1, "Primary-Long": 2, "Supplemental": 3}
LETTERS = "RIASEC"
INTERESTS = {f"1.B.1.{part}": letter for part, letter in zip("abcdef", LETTERS, strict=True)}
HIGH_POINTS = ("1.B.1.g", "1.B.1.h", "1.B.1.i")
REQUIRED_EDUCATION = "RL"
ASKED = {"Incumbent": "incumbents", "Occupational Expert": "experts"}
ESTIMATED = {"Machine Learning": True, "Occupational Expert": False, "Incumbent": False}

T = TypeVar("T")


class ByCode(Generic[T]):
    """Lines of a table, taken one occupation after the other, so that no table is in memory as a whole. Its codes must be in the
    order of ``occupation_data``, as O*NET has them; ``parse`` returns None for a line to leave out."""

    def __init__(self, folder: Path, name: str, columns: tuple[str, ...], parse: Callable[..., T | None]) -> None:
        self.path = folder / f"{name}.tsv.gz"
        self.lines = read_table(self.path, (CODE, *columns), lambda code, *cells: (code, parse(*cells)))
        self.ahead = next(self.lines, None)

    def take(self, code: str) -> list[T]:
        found = []
        while self.ahead and self.ahead[0] == code:
            if self.ahead[1] is not None:
                found.append(self.ahead[1])
            self.ahead = next(self.lines, None)
        return found

    def end(self) -> None:
        if self.ahead:
            raise BadTable(f"{self.path.name}: {self.ahead[0]} isn't in the order of occupation_data, or not in it")


def read(folder: Path, release: str, facts: dict[str, Any]) -> Iterator[tuple[str, OnetRow]]:
    """Yields occupations by O*NET-SOC code. What O*NET recommends to suppress is left out, and so is a level that isn't
    relevant."""
    tables = _Tables(folder)

    def row(code: str, title: str, text: str) -> tuple[str, OnetRow]:
        cited = {"source": Key.ONET, "release": release, "code": code, "title": title}
        definition = Description(**cited, url=SUMMARY.format(code=code), text=text)
        return code, OnetRow(definition=definition, onet=tables.facts_of(cited), education=tables.shares_of(cited))

    yield from read_table(folder / "occupation_data.tsv.gz", (CODE, "Title", "Description"), row)
    tables.end()


class _Tables:
    """The tables of O*NET, read side by side."""

    def __init__(self, folder: Path) -> None:
        self.all: list[ByCode[Any]] = []

        def table(name: str, parse: Callable[..., T | None], *columns: str) -> ByCode[T]:
            opened = ByCode(folder, name, columns, parse)
            self.all.append(opened)
            return opened

        self.tasks = table("task_statements", _task, "Task", "Task Type", "Date")
        self.skills, self.knowledge = (table(name, _rated, *RATED) for name in ("skills", "knowledge"))
        self.work_styles = table(
            "work_styles", _style, "Element ID", "Element Name", "Data Value", "Recommend Suppress"
        )
        self.tools = table("technology_skills", _tool, "Example", "Commodity Title", "Hot Technology", "In Demand")
        self.interests = table("interests", _interest, "Element ID", "Scale ID", "Data Value", "Domain Source")
        self.zones = table("job_zones", lambda zone: whole(required(zone, "Job Zone"), "Job Zone"), "Job Zone")
        self.titles = table("alternate_titles", lambda *names: names, "Alternate Title", "Short Title")
        self.reported = table("sample_of_reported_titles", lambda title: title, "Reported Job Title")
        self.related = table("related_occupations", _related, "Related O*NET-SOC Code", "Relatedness Tier", "Index")
        self.education = table("education_training_experience", _education(folder), *EDUCATION)

    def facts_of(self, cited: dict[str, Any]) -> OnetFacts:
        code = cited["code"]
        tasks = sorted(self.tasks.take(code), key=lambda pair: _TASK_ORDER[pair[0].core])
        return OnetFacts(
            **cited,
            tasks=tuple(task for task, _ in tasks),
            skills=_by_importance(self.skills.take(code)),
            knowledge=_by_importance(self.knowledge.take(code)),
            work_styles=_by_importance(self.work_styles.take(code)),
            tools=tuple(sorted(self.tools.take(code), key=lambda tool: (not tool.in_demand, not tool.hot, tool.name))),
            **self._interests_of(code),
            job_zone=next(iter(self.zones.take(code)), None),
            titles=tuple(dict.fromkeys(name for names in self.titles.take(code) for name in names if name)),
            reported_titles=tuple(dict.fromkeys(self.reported.take(code))),
            related=tuple(sorted(self.related.take(code), key=lambda other: other.rank)),
            collected=max((date for _, date in tasks), key=_month_first, default=""),
        )

    def _interests_of(self, code: str) -> dict[str, Any]:
        rated = self.interests.take(code)
        scores = [score for score, _is_estimated in rated if isinstance(score, Interest)]
        ranked = [score for score, _is_estimated in rated if isinstance(score, tuple)]
        return {
            "interests": tuple(sorted(scores, key=lambda interest: LETTERS.index(interest.letter))),
            "high_points": "".join(letter for _rank, letter in sorted(ranked)),
            "interests_are_estimated": any(is_estimated for _score, is_estimated in rated),
        }

    def shares_of(self, cited: dict[str, Any]) -> Shares | None:
        """Returns what education the job requires, by the people asked; None if nobody was."""
        answers = self.education.take(cited["code"])
        return Shares(**cited, shares=tuple(share for share, _ in answers), **answers[0][1]) if answers else None

    def end(self) -> None:
        for one in self.all:
            one.end()


_TASK_ORDER = {True: 0, False: 1, None: 2}


def _month_first(date: str) -> tuple[str, str]:
    """``08/2023`` as something to sort by."""
    month, _, year = date.partition("/")
    return year, month


def _by_importance(rated: list[Rated]) -> tuple[Rated, ...]:
    return tuple(sorted(rated, key=lambda item: (-item.importance, item.name)))


def _task(text: str, kind: str, date: str) -> tuple[Task, str]:
    if kind not in TASK_TYPES:
        raise ValueError(f"“{kind}” isn't a task type")
    return Task(text=text, core=TASK_TYPES[kind]), date


def _tool(name: str, kind: str, hot: str, in_demand: str) -> Tool:
    return Tool(name=name, kind=kind, hot=yes(hot, "Hot Technology"), in_demand=yes(in_demand, "In Demand"))


def _related(code: str, tier: str, rank: str) -> Related:
    if tier not in TIERS:
        raise ValueError(f"“{tier}” isn't a tier of related occupations")
    return Related.model_validate({"code": code, "tier": TIERS[tier], "rank": whole(required(rank, "Index"), "Index")})


RATED = (
    "Element ID", "Element Name", "Importance", "Level", "Importance Recommend Suppress", "Level Recommend Suppress",
    "Level Not Relevant",
)  # fmt: skip


def _rated(
    element: str, name: str, importance: str, level: str, suppressed: str, level_suppressed: str, irrelevant: str
) -> Rated | None:
    if yes(suppressed, "Importance Recommend Suppress"):
        return None
    no_level = yes(level_suppressed, "Level Recommend Suppress") or yes(irrelevant, "Level Not Relevant")
    return Rated(
        id=element,
        name=name,
        importance=required(importance, "Importance"),
        level=None if no_level else required(level, "Level"),
    )


def _style(element: str, name: str, value: str, suppressed: str) -> Rated | None:
    if yes(suppressed, "Recommend Suppress"):
        return None
    return Rated(id=element, name=name, importance=required(value, "Data Value"))


def _interest(element: str, scale: str, value: str, source: str) -> tuple[Interest | tuple[int, str], bool] | None:
    """A score (scale OI); or the rank and letter of a strongest interest (scale IH: 1 to 6, 0 for none). With either: whether
    it's estimated."""
    number = required(value, "Data Value")
    is_estimated = _known(ESTIMATED, source)
    if scale == "OI":
        return Interest.model_validate({"letter": INTERESTS[element], "score": number}), is_estimated
    if scale != "IH":
        raise ValueError(f"“{scale}” isn't a scale of interests")
    letter = whole(number, "Data Value")
    return ((HIGH_POINTS.index(element), LETTERS[letter - 1]), is_estimated) if letter else None


def _known(sources: dict[str, T], source: str) -> T:
    if source not in sources:
        raise ValueError(f"“{source}” isn't a Domain Source")
    return sources[source]


EDUCATION = ("Scale ID", "Category", "Data Value", "N", "Recommend Suppress", "Date", "Domain Source")


def _education(folder: Path) -> Callable[..., tuple[Share, dict[str, Any]] | None]:
    """Returns a parser for the shares of answers by the education that the job requires, with who was asked, how many of them and
    in which month."""

    def category(scale: str, number: str, name: str) -> tuple[tuple[str, str], str]:
        return (scale, number), name

    columns = ("Scale ID", "Category", "Category Description")
    names = dict(read_table(folder / "education_training_experience_categories.tsv.gz", columns, category))

    def share(
        scale: str, number: str, value: str, sample: str, suppressed: str, date: str, source: str
    ) -> tuple[Share, dict[str, Any]] | None:
        if scale != REQUIRED_EDUCATION or yes(suppressed, "Recommend Suppress"):
            return None
        if (scale, number) not in names:
            raise ValueError(f"“{number}” isn't a category of {scale}")
        found = Share(name=names[scale, number], percent=required(value, "Data Value"))
        asked = {"asked": _known(ASKED, source), "sample": int(sample) if sample else None, "collected": date}
        return found, asked

    return share
