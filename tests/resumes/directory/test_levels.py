"""The level that a history tells, against a labeled set."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from resumes.document import Work
from resumes.publishing.directory.levels import level_of, months_of_work

NOW = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)
LABELED = Path(__file__).parent / "levels.txt"


def job(position, start="", end=""):
    dates = {"start_date": start, "end_date": end}
    return Work(position=position, **{name: value for name, value in dates.items() if value})


def labeled():
    for line in LABELED.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            level, title, dates, earlier = (part.strip() for part in line.split("|"))
            work = [job(title, *dates.split())] if title else []
            work += [job(*earlier.rsplit(" ", 2))] if earlier else []
            yield level, work


def test_levels_are_those_of_the_labeled_set():
    right, told, known = Counter(), Counter(), Counter()
    for level, work in labeled():
        found = level_of(work, now=NOW)
        told[found] += 1
        known[level] += 1
        right[level] += found == level
    for level in known:
        precision, recall = right[level] / max(told[level], 1), right[level] / known[level]
        assert min(precision, recall) >= 0.9, f"{level}: precision {precision:.2f}, recall {recall:.2f}"
    assert sum(known.values()) >= 60


def test_months_in_two_jobs_count_once():
    work = [job("Cook", "2020-01", "2020-12"), job("Baker", "2020-07", "2021-06")]
    assert months_of_work(work, now=NOW) == 18


@pytest.mark.parametrize("end", ["2019-01", "2031-01"])
def test_odd_dates_count_no_months_that_were_not_worked(end):
    assert months_of_work([job("Cook", "2026-10", end)], now=NOW) in (0, 2)


def test_the_latest_job_counts_wherever_it_stands():
    work = [job("Junior Developer", "2015-01", "2017-01"), job("Head of Engineering", "2022-01")]
    assert level_of(work, now=NOW) == "director"
