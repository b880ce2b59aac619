"""How right the first answers of a search are: precision at 10 and reciprocal rank, by kind of query.

Bars: precision at 10 at least 0.95 (of the jobs that can be there: where fewer than ten are right, of so many), and the
reciprocal rank of the first right one at least 0.98. What is right is decided from what a demo job was generated from
(`relevance.toml`). A search is answered as the page answers it, in the order in which it opens. Measured on the demo's board
of 5,000, and with ``--size 100000`` on a generated board too.
"""

import argparse
import datetime as dt
import json
import statistics
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import islice
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
    queries: tuple[Query, ...] = ()
    met: list[bool] = []
    with boards(options.keep, as_it_is=options.as_is) as made:
        for board in (DEMO, options.size) if options.size else (DEMO,):
            now = made.prepare_demo() if board == DEMO else made.prepare(board, corpus=False)
            queries = queries or tuple(_queries())
            with made.default(board):
                if options.rebuild and board == DEMO:  # the texts of a generated board are in its listing only
                    _rebuild(now)
                answers = _answers(queries, now)
            met.append(_print(board, answers, options))
    return 0 if all(met) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, help="jobs of a generated board that is measured too")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the board there and use it again next time")
    parser.add_argument("--as-is", action="store_true", help="use a kept board even if what makes it has changed")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="write every answer there, each board to a file of its own"
    )
    parser.add_argument("--rebuild", action="store_true", help="migrate the kept demo and rebuild its listing first")
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


def _right_facts(query: Query, facts: Iterable[str]) -> set[str]:
    return {fact for fact in facts if any(fnmatchcase(fact, pattern) for pattern in query.right)}


# --- Measuring ----------------------------------------------------------------------------------------------------------


def _answers(queries: Sequence[Query], now: dt.datetime) -> list[Answer]:
    from demo.jobs.material import material
    from jobs.models import Job
    from jobs.search import results
    from jobs.search.criteria import parse

    trades = {role.title: role.trade.industry for role in material().roles}
    listed = Job.objects.visible(now).leading().only("title", "industries", "skills", "types")
    facts = [_facts(job, trades) for job in listed.iterator()]
    known = set().union(*facts)
    answers = []
    for query in queries:
        right = _right_facts(query, known)
        possible = len(list(islice((one for one in facts if not right.isdisjoint(one)), FIRST)))
        if not possible:
            print(f"no job of the board is right for “{query.typed}”: left out")
            continue
        found = results.search(parse({"q": query.typed}).criteria, now=now).jobs
        marks = [not right.isdisjoint(_facts(job, trades)) for job in found]
        rank = next((1 / at for at, mark in enumerate(marks, 1) if mark), 0.0)
        titles = tuple(f"{'+' if mark else '-'} {job.title}" for mark, job in zip(marks, found, strict=True))
        answers.append(Answer(query, min(1.0, sum(marks[:possible]) / possible), rank, titles[:FIRST]))
    return answers


def _print(board: int | str, answers: Sequence[Answer], options: argparse.Namespace) -> bool:
    """Prints the figures of a board; returns whether they meet the bars."""
    print(f"\n{f'board {board}, by kind':22}{'queries':>8}{'precision':>11}{'rank':>8}")
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
        options.json.with_stem(f"{options.json.stem}-{board}").write_text(json.dumps(rows, indent=1))
    precision, rank = _mean(one.precision for one in answers), _mean(one.rank for one in answers)
    is_met = precision >= PRECISION and rank >= RANK
    print(f"\nboard {board}: precision at {FIRST}: {precision:.3f} (at least {PRECISION}), "
          f"reciprocal rank: {rank:.3f} (at least {RANK}): {'met' if is_met else 'MISSED'}")  # fmt: skip
    return is_met


def _mean(values: Iterable[float] | Iterator[float]) -> float:
    return statistics.fmean(values)


if __name__ == "__main__":
    sys.exit(main())
