"""What the tests of search share."""

import datetime as dt

from tests.factories import NOW, a_job


def aged(days, **fields):
    """A job that was published so many days ago."""
    return a_job(published_at=NOW - dt.timedelta(days=days), expires_at=NOW + dt.timedelta(days=30), **fields)
