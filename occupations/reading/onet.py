"""Reads the O*NET database, US Department of Labor: tasks, skills, tools, interests, education, titles, related occupations."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from occupations.facts import Description, Interest, OnetFacts, Rated, Related, Share, Shares, Task, Tool
from occupations.reading.rows import OnetRow
from occupations.reading.tables import read_table, required, whole, yes
from occupations.sources import Key

SUMMARY = "https://www.onetonline.org/link/summary/{code}"
CODE = "O*NET-SOC Code"
TASK_TYPES = {"Core": True, "Supplemental": False, "": None}
TIERS = {"Primary-Short": 1, "Primary-Long": 2, "Supplemental": 3}
LETTERS = "RIASEC"
INTERESTS = {f"1.B.1.{part}": letter for part, letter in zip("abcdef", LETTERS, strict=True)}
HIGH_POINTS = ("1.B.1.g", "1.B.1.h", "1.B.1.i")
REQUIRED_EDUCATION = "RL"

ByCode = dict[str, list[Any]]


def read(folder: Path, release: str, facts: dict[str, Any]) -> Iterator[tuple[str, OnetRow]]:
    """Yields occupations by O*NET-SOC code. What O*NET recommends to suppress is left out, and so is a level that isn't
    relevant."""
    tasks = _grouped(folder, "task_statements", ("Task", "Task Type", "Date"), _task)
    skills = _rated(folder, "skills")
    knowledge = _rated(folder, "knowledge")
    work_styles = _work_styles(folder)
    tool_columns = ("Example", "Commodity Title", "Hot Technology", "In Demand")
    tools = _grouped(folder, "technology_skills", tool_columns, _tool)
    interests, high_points = _interests(folder)
    zones = _grouped(folder, "job_zones", ("Job Zone",), lambda zone: whole(required(zone, "Job Zone"), "Job Zone"))
    titles = _grouped(folder, "alternate_titles", ("Alternate Title", "Short Title"), lambda *names: names)
    reported = _grouped(folder, "sample_of_reported_titles", ("Reported Job Title",), str)
    related_columns = ("Related O*NET-SOC Code", "Relatedness Tier", "Index")
    related = _grouped(folder, "related_occupations", related_columns, _related)
    education = _education(folder)

    def row(code: str, title: str, text: str) -> tuple[str, OnetRow]:
        cited = {"source": Key.ONET, "release": release, "code": code, "title": title}
        own = sorted(tasks.get(code, ()), key=lambda pair: _TASK_ORDER[pair[0].core])
        onet = OnetFacts(
            **cited,
            tasks=tuple(task for task, _ in own),
            skills=_by_importance(skills.get(code, ())),
            knowledge=_by_importance(knowledge.get(code, ())),
            work_styles=_by_importance(work_styles.get(code, ())),
            tools=tuple(sorted(tools.get(code, ()), key=lambda tool: (not tool.in_demand, not tool.hot, tool.name))),
            interests=tuple(sorted(interests.get(code, ()), key=lambda interest: LETTERS.index(interest.letter))),
            high_points="".join(letter for _, letter in sorted(high_points.get(code, ()))),
            job_zone=next(iter(zones.get(code, ())), None),
            titles=tuple(dict.fromkeys(name for names in titles.get(code, ()) for name in names if name)),
            reported_titles=tuple(dict.fromkeys(reported.get(code, ()))),
            related=tuple(sorted(related.get(code, ()), key=lambda other: other.rank)),
            collected=max((date for _, date in own), key=_month_first, default=""),
        )
        shares, sample, collected = education.get(code, ((), None, ""))
        return code, OnetRow(
            definition=Description(**cited, url=SUMMARY.format(code=code), text=text),
            onet=onet,
            education=Shares(**cited, shares=shares, sample=sample, collected=collected) if shares else None,
        )

    yield from read_table(folder / "occupation_data.tsv.gz", (CODE, "Title", "Description"), row)


_TASK_ORDER = {True: 0, False: 1, None: 2}


def _month_first(date: str) -> tuple[str, str]:
    """``08/2023`` as something to sort by."""
    month, _, year = date.partition("/")
    return year, month


def _by_importance(rated: Any) -> tuple[Rated, ...]:
    return tuple(sorted(rated, key=lambda item: (-item.importance, item.name)))


def _grouped(folder: Path, table: str, columns: tuple[str, ...], parse: Callable[..., Any]) -> ByCode:
    """What ``parse`` makes of each line, by occupation; None is left out."""
    found: ByCode = defaultdict(list)

    def row(code: str, *cells: str) -> None:
        value = parse(*cells)
        if value is not None:
            found[code].append(value)

    for _line in read_table(folder / f"{table}.tsv.gz", (CODE, *columns), row):
        pass
    return found


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


def _rated(folder: Path, table: str) -> ByCode:
    def row(
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

    columns = (
        "Element ID", "Element Name", "Importance", "Level", "Importance Recommend Suppress",
        "Level Recommend Suppress", "Level Not Relevant",
    )  # fmt: skip
    return _grouped(folder, table, columns, row)


def _work_styles(folder: Path) -> ByCode:
    def row(element: str, name: str, value: str, suppressed: str) -> Rated | None:
        if yes(suppressed, "Recommend Suppress"):
            return None
        return Rated(id=element, name=name, importance=required(value, "Data Value"))

    columns = ("Element ID", "Element Name", "Data Value", "Recommend Suppress")
    return _grouped(folder, "work_styles", columns, row)


def _interests(folder: Path) -> tuple[ByCode, ByCode]:
    """Scores (scale OI), and the letters of the strongest interests (scale IH: 1 to 6, 0 for none) with their rank."""
    high_points: ByCode = defaultdict(list)

    def row(code: str, element: str, scale: str, value: str) -> tuple[str, Interest] | None:
        number = required(value, "Data Value")
        if scale == "OI":
            return code, Interest.model_validate({"letter": INTERESTS[element], "score": number})
        if scale != "IH":
            raise ValueError(f"“{scale}” isn't a scale of interests")
        if letter := whole(number, "Data Value"):
            high_points[code].append((HIGH_POINTS.index(element), LETTERS[letter - 1]))
        return None

    scores: ByCode = defaultdict(list)
    columns = (CODE, "Element ID", "Scale ID", "Data Value")
    for found in read_table(folder / "interests.tsv.gz", columns, row):
        if found:
            scores[found[0]].append(found[1])
    return scores, high_points


def _education(folder: Path) -> dict[str, tuple[tuple[Share, ...], int | None, str]]:
    """Shares of workers by the education their job requires, with the number of workers asked and the month."""

    def category(scale: str, number: str, name: str) -> tuple[tuple[str, str], str]:
        return (scale, number), name

    category_columns = ("Scale ID", "Category", "Category Description")
    names = dict(read_table(folder / "education_training_experience_categories.tsv.gz", category_columns, category))

    def row(
        scale: str, number: str, value: str, sample: str, suppressed: str, date: str
    ) -> tuple[Share, int | None, str] | None:
        if scale != REQUIRED_EDUCATION or yes(suppressed, "Recommend Suppress"):
            return None
        if (scale, number) not in names:
            raise ValueError(f"“{number}” isn't a category of {scale}")
        share = Share(name=names[scale, number], percent=required(value, "Data Value"))
        return share, int(sample) if sample else None, date

    columns = ("Scale ID", "Category", "Data Value", "N", "Recommend Suppress", "Date")
    found = _grouped(folder, "education_training_experience", columns, row)
    return {code: (tuple(share for share, _, _ in lines), lines[0][1], lines[0][2]) for code, lines in found.items()}
