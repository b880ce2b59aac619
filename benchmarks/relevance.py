"""How right the first answers of a search are: precision at 10 and reciprocal rank, by kind of query.

Bars: precision at 10 at least 0.95 (of the jobs that can be there: where fewer than ten are right, of so many), and the
reciprocal rank of the first right one at least 0.98. What is right is decided from what a demo job was generated from
(`relevance.toml`). A search is answered as the page answers it, in the order in which it opens.
"""

import argparse
import datetime as dt
import json
import statistics
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from search_data import DEMO, boards

if TYPE_CHECKING:
    from jobs.models import Job

FIRST = 10
PRECISION, RANK = 0.95, 0.98
SHOWN = 12  # queries that are printed as the worst
_BEFORE = ("Senior ", "Lead ", "Principal ", "Junior ", "Associate ")


@dataclass(frozen=True)
class Query:
    """``right``: the patterns of which one must fit a job's facts."""

    kind: str
    typed: str
    right: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    query: Query
    precision: float
    rank: float
    first: tuple[str, ...]


def main() -> int:
    options = _options()
    with boards(options.keep, as_it_is=options.as_is) as made:
        now = made.prepare(options.size, corpus=False) if options.size else made.prepare_demo()
        with made.default(options.size or DEMO):
            if options.rebuild:
                _rebuild(now)
            answers = _answers(_queries(), now)
    return _print(answers, options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, help="jobs of a generated board (default: the demo's board)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the board there and use it again next time")
    parser.add_argument("--as-is", action="store_true", help="use a kept board even if what makes it has changed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every answer there")
    parser.add_argument("--rebuild", action="store_true", help="migrate a kept board and rebuild its listing first")
    parser.add_argument("--all", action="store_true", help="print every query that misses something")
    return parser.parse_args()


def _rebuild(now: dt.datetime) -> None:
    """Brings a kept board to the code of today: its tables, and what search reads."""
    from django.core.management import call_command

    from jobs.search import indexing, spelling

    call_command("migrate", verbosity=0)
    indexing.rebuild(now)
    spelling.refresh(now)


# --- What is asked, and what is right -----------------------------------------------------------------------------------


def _queries() -> list[Query]:
    from demo.jobs.material import material

    data = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    queries = [
        Query("title", role.title.lower(), (role.title, *data["also"].get(role.title, ()))) for role in material().roles
    ]
    for row in data["queries"]:
        queries += [Query(row["kind"], typed, tuple(row["right"])) for typed in row["typed"]]
    queries += [Query("skill", typed.lower(), (f"#{typed}",)) for typed in data["skills"]["typed"]]
    queries += [Query("skill, other name", typed, (f"#{is_}",)) for typed, is_ in data["skills"]["other_names"].items()]
    for kind, name in (("typing error", "typos"), ("with a filter", "filters")):
        queries += [Query(kind, typed, tuple(right)) for typed, right in data[name].items()]
    return queries


def _role_of(title: str) -> str:
    """The role of a generated title: without what stands before it and after it."""
    for word in _BEFORE:
        title = title.removeprefix(word)
    return title.partition(", ")[0].removesuffix(" Intern")


def _facts(job: "Job", trades: dict[str, str]) -> set[str]:
    """What a job was generated from, written as the patterns are."""
    role = _role_of(job.title)
    facts = {role, job.title.partition(", ")[0].replace("Lead ", "Senior ").replace("Principal ", "Senior ")}
    facts |= {f"@{industry}" for industry in (trades.get(role), *job.industries) if industry}
    return facts | {f"#{skill}" for skill in job.skills} | {f"%{kind}" for kind in job.types}


def _is_right(query: Query) -> Callable[[set[str]], bool]:
    return lambda facts: any(fnmatchcase(fact, pattern) for pattern in query.right for fact in facts)


# --- Measuring ----------------------------------------------------------------------------------------------------------


def _answers(queries: Sequence[Query], now: dt.datetime) -> list[Answer]:
    from demo.jobs.material import material
    from jobs.models import Job
    from jobs.search import results
    from jobs.search.criteria import parse

    trades = {role.title: role.trade.industry for role in material().roles}
    listed = Job.objects.visible(now).leading().only("title", "industries", "skills", "types")
    facts = [_facts(job, trades) for job in listed.iterator()]
    answers = []
    for query in queries:
        is_right = _is_right(query)
        right_jobs = sum(map(is_right, facts))
        if not right_jobs:
            print(f"no job of the board is right for “{query.typed}”: left out")
            continue
        found = results.search(parse({"q": query.typed}).criteria, now=now).jobs
        marks = [is_right(_facts(job, trades)) for job in found]
        possible = min(FIRST, right_jobs)
        rank = next((1 / at for at, mark in enumerate(marks, 1) if mark), 0.0)
        titles = tuple(f"{'+' if mark else '-'} {job.title}" for mark, job in zip(marks, found, strict=True))
        answers.append(Answer(query, min(1.0, sum(marks[:possible]) / possible), rank, titles[:FIRST]))
    return answers


def _print(answers: Sequence[Answer], options: argparse.Namespace) -> int:
    print(f"\n{'kind of query':22}{'queries':>8}{'precision':>11}{'rank':>8}")
    kinds = dict.fromkeys(answer.query.kind for answer in answers)
    for kind in (*kinds, "all"):
        of_kind = [one for one in answers if kind in (one.query.kind, "all")]
        print(
            f"{kind:22}{len(of_kind):8}{_mean(one.precision for one in of_kind):11.3f}{_mean(one.rank for one in of_kind):8.3f}"
        )
    worst = sorted((one for one in answers if one.precision < 1), key=lambda one: one.precision)
    print()
    for one in worst if options.all else worst[:SHOWN]:
        print(f"{one.precision:.2f} {one.query.kind}: {one.query.typed}: {'; '.join(one.first[:6])}")
    if options.json:
        rows = [
            {**vars(one.query), "precision": one.precision, "rank": one.rank, "first": one.first} for one in answers
        ]
        options.json.write_text(json.dumps(rows, indent=1))
    precision, rank = _mean(one.precision for one in answers), _mean(one.rank for one in answers)
    is_met = precision >= PRECISION and rank >= RANK
    print(f"\nprecision at {FIRST}: {precision:.3f} (at least {PRECISION}), reciprocal rank: {rank:.3f} (at least {RANK}): "
          f"{'met' if is_met else 'MISSED'}")  # fmt: skip
    return 0 if is_met else 1


def _mean(values: Iterable[float] | Iterator[float]) -> float:
    return statistics.fmean(values)


if __name__ == "__main__":
    sys.exit(main())
