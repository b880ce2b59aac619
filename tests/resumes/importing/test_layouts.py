"""An import finds nearly all fields of a résumé, whoever laid it out, and never drops a line."""

import pytest

from tests.resumes.importing.layouts import LAYOUTS, UNSEEN
from tests.resumes.importing.measure import measured
from tests.resumes.importing.people import PEOPLE

SHAPED, UNPREPARED = 0.97, 0.92  # of all fields: on layouts that shaped the rules, and on others


@pytest.mark.parametrize(
    ("name", "bar"), [*((name, SHAPED) for name in LAYOUTS), *((name, UNPREPARED) for name in UNSEEN)]
)
def test_nearly_all_fields_of_a_layout_are_found_and_no_line_is_lost(name, bar):
    results = [measured((LAYOUTS | UNSEEN)[name], person) for person in PEOPLE]

    fields, missed = sum(one[0] for one in results), [miss for one in results for miss in one[1]]
    assert 1 - len(missed) / fields >= bar, missed
    assert sum(one[2] for one in results) == 0
