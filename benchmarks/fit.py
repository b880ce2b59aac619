"""Measures the ranking of jobs for a member on a board of 100,000 jobs, compared with plain searches of the same run.

Bars: the p95 of a page of jobs that fit at most 2 times that of a plain search, in both of its forms: as the member's own page,
and as the order of a search with its filters and counts; no sequential scan of the listing in its plans.

What is timed is all that is asked of the database before the jobs of the page are loaded. The plain searches are those of
`search.py`: seven kinds, half of them with filters. The members are invented like the jobs: one to three titles of a trade,
some of its tools and a few of another, half of them with a location and mutes.
"""

import argparse
import datetime as dt
import json
import statistics
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from search import Report, words_of_board
from search_clocks import Contestant, clock, p95, timed
from search_data import Boards, boards
from search_queries import Query, mix

if TYPE_CHECKING:
    from jobs.search.fitting import Profile
    from jobs.search.query import Personal

SIZE, TURNS, MEMBERS = 100_000, 3, 120
MEASURED, WARM_UP = 2026, 7  # seeds
BAR = 2.0
COUNTRIES = ("united-states", "germany", "spain", "brazil", "india", "kenya")
Member = tuple["Profile", "Personal"]


def main() -> int:
    options = _options()
    report = Report()
    with boards(options.keep, as_it_is=options.as_is) as made:
        now = made.prepare(options.size, corpus=False)
        words = words_of_board(made, options.size, now, jobs=options.size)
        queries = mix(words, seed=MEASURED)
        plain = _clocked(made, options, lambda query: _search(query, None, now))
        paged = _clocked(made, options, lambda member: _page(member, now))
        ordered = _clocked(made, options, lambda pair: _search(pair[0], pair[1], now))
        members = _members(MEASURED, MEMBERS)
        pairs = list(zip(queries, _members(MEASURED + 1, len(queries)), strict=True))
        for run, given in ((plain, mix(words, seed=WARM_UP, without=queries)), (paged, _members(WARM_UP, 40))):
            for one in given:
                run(one)
        spent = {"plain search": [], "page of jobs that fit": [], "search by best fit": []}
        for _ in range(options.turns):  # in turns, so that what else the machine does hits all of them
            for name, run, given in zip(spent, (plain, paged, ordered), (queries, members, pairs), strict=True):
                spent[name].append([run(one) * 1000 for one in given])
        medians = {name: [statistics.median(row) for row in zip(*rows, strict=True)] for name, rows in spent.items()}
        for name, found in medians.items():
            print(f"{name:28} p50 {statistics.median(found):7.1f} ms  p95 {p95(found):7.1f} ms", flush=True)
        whole = p95(medians["plain search"])
        for name in ("page of jobs that fit", "search by best fit"):
            report.bar(f"p95 of the {name} over that of a plain search", p95(medians[name]) / whole, BAR)
        report.bar("sequential scans of the listing", _scans(made, options.size, members, now), 0)
    if options.json:
        options.json.write_text(json.dumps({**report.figures, "missed": report.missed}, indent=2))
    return int(bool(report.missed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=SIZE, help="how many jobs the board has (default: %(default)s)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the board there and use it again next time")
    parser.add_argument("--as-is", action="store_true", help="use a kept board even if what makes it has changed")
    parser.add_argument("--turns", type=int, default=TURNS, help="how often each is timed (default: %(default)s)")
    parser.add_argument("--processor", action="store_true", help="count processor time (Linux)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args()


def _clocked(made: Boards, options: argparse.Namespace, ask: Callable[[Any], object]) -> Contestant:
    def work(given: Any) -> None:
        with made.default(options.size):
            ask(given)

    return timed(work, clock(processor=options.processor, connection=made.connection(options.size)))


def _search(query: Query, member: Member | None, now: dt.datetime) -> object:
    from jobs.search.results import look_up

    if member is None:
        return look_up(query.criteria, now=now)
    return look_up(replace(query.criteria, sort="fit"), personal=member[1], profile=member[0], now=now)


def _page(member: Member, now: dt.datetime) -> object:
    from jobs.fit.ranking import look_up

    return look_up(member[0], personal=member[1], now=now)


def _members(seed: int, number: int) -> list[Member]:
    """Invents members: what they did, what they know, where they live."""
    from demo.jobs import grammar
    from demo.jobs.material import material
    from jobs.search import lexemes
    from jobs.search.fitting import Profile
    from jobs.search.query import NOBODY, Personal

    dice = grammar.dice(seed)
    roles = material().roles
    made = []
    for at in range(number):
        role, other = dice.choice(roles), dice.choice(roles)
        same = [one.title for one in roles if one.trade is role.trade]
        titles = [role.title, *dice.sample(same, min(len(same), dice.choice((0, 1, 2))))]
        tools = dice.sample(role.trade.tools, min(len(role.trade.tools), 8)) + dice.sample(other.trade.tools, 3)
        tokens = [lexemes.tokens_of_title(title, None) for title in titles]
        profile = Profile(
            called=tuple(tokens[0]),
            called_before=tuple(dict.fromkeys(token for one in tokens[1:] for token in one)),
            skills=tuple(lexemes.skill_keys(tools)),
            level=dice.choice(("entry", "midweight", "senior", "any")),
        )
        mutes = Personal(dice.choice(COUNTRIES), ("northwind",), ("intern",), tuple(dice.sample(range(1, SIZE), 20)))
        made.append((profile, mutes if at % 2 else NOBODY))
    return made


def _scans(made: Boards, size: int, members: list[Member], now: dt.datetime) -> int:
    """Returns how often the listing was scanned from end to end while pages were made, by the database's statistics."""
    from django.db import connection

    def counted() -> int:
        with made.default(size), connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
            cursor.execute("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'jobs_listing'")
            return int(cursor.fetchone()[0])

    before = counted()
    for member in members:
        with made.default(size):
            _page(member, now)
    return counted() - before


if __name__ == "__main__":
    sys.exit(main())
