"""The ranking puts jobs that fit first, as people judged by hand: better than a search for the last title."""

import statistics

import pytest

from jobs.fit.ranking import look_up
from jobs.search.criteria import Criteria
from jobs.search.results import look_up as search
from tests.factories import NOW
from tests.jobs.fit.support import FIRST, judged, judged_jobs, ndcg, precision

pytestmark = pytest.mark.django_db
BARS = {False: (0.92, 0.72), True: (0.80, 0.62)}  # nDCG@10 and precision, by whether the people are held out
BETTER = 0.3  # than the plain search


def test_jobs_that_fit_come_first():
    keys = judged_jobs()
    figures = {}
    for person in judged()[1]:
        _total, ids, _wanted = look_up(person.profile, now=NOW)
        ranked = [keys[pk] for pk in ids]
        plain = [keys[pk] for _tier, pk in search(Criteria(q=person.titles[0]), now=NOW).jobs]
        figures[person] = [measure(found, person.grades) for found in (ranked, plain) for measure in (ndcg, precision)]
        if not person.is_held_out:
            print(f"{person.name:28}", *(f"{one:6.2f}" for one in figures[person]), *ranked[:FIRST])  # noqa: T201
    for held_out, (least, least_precise) in BARS.items():
        rows = [row for person, row in figures.items() if person.is_held_out is held_out]
        mean = [statistics.mean(column) for column in zip(*rows, strict=True)]
        name = "held out" if held_out else "tuned on"
        print(f"{name}: nDCG@10 {mean[0]:.3f} (title search {mean[2]:.3f}), precision {mean[1]:.3f} ({mean[3]:.3f})")  # noqa: T201
        assert mean[0] >= least
        assert mean[1] >= least_precise
        assert mean[0] >= mean[2] + BETTER
