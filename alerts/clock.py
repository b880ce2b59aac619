"""Database clock: one time for all workers, whatever the clocks of their machines say."""

import datetime as dt
import time

from django.db import connection


class DatabaseClock:
    """Reads the database's time once and counts from there."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            [self._asked] = cursor.fetchone()
        self._began = time.monotonic()

    def __call__(self) -> dt.datetime:
        now: dt.datetime = self._asked + dt.timedelta(seconds=time.monotonic() - self._began)
        return now
