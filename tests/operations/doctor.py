"""What the tests of the doctor share: one check, looked at in this process."""

import datetime as dt

from operations.doctor.registry import CHECKS
from operations.doctor.results import Options
from operations.doctor.running import masked
from tests.factories import NOW

BY_NAME = {check.name: check for check in CHECKS}


def look(name, **options):
    """The state of a check, and what it says and advises."""
    result = masked(BY_NAME[name].look(Options(**{"now": NOW, "seconds": 2, **options})))
    return result.state.value, f"{result.said} → {result.advice}"


def today():
    return dt.datetime.now(dt.UTC)


def expect(found, state, *words):
    """What ``look`` found is this state, and is said with these words."""
    assert found[0] == state, found
    for word in words:
        assert word in found[1], found
