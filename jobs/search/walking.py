"""Walks through the newest jobs of a search in pages that never overlap: for programs that read all of them."""

import datetime as dt

from jobs.search.query import JOB_ID, Condition, position
from toolkit.database.replica import reading

_SQL = """
SELECT hit.position
FROM jobs_asked(%(title)s, %(named)s, %(text)s, %(also)s, %(without)s, %(in_text)s) AS typed,
     jobs_newest_of_sets(
         typed.main, ARRAY[%(words)s]::tsquery[], ARRAY[%(bottom)s]::bigint[], ARRAY[%(most)s]::int[],
         ARRAY[%(currency)s]::text[], ARRAY[%(amount)s]::bigint[], ARRAY[%(or_unstated)s]::boolean[], %(top)s, %(now)s) AS hit
ORDER BY 1 DESC LIMIT %(most)s
"""


def newest_positions(
    asked: Condition, *, below: int | None = None, since: dt.datetime, most: int, now: dt.datetime
) -> list[int]:
    """Returns the positions of the newest matching jobs, newest first: published at or after ``since`` and by ``now``, and
    ``below`` a position, which the walk has reached. One statement."""
    values = {
        **asked.keywords, "words": asked.words, "bottom": max(asked.bottom, position(since, 0)), "currency": asked.currency,
        "amount": asked.amount, "or_unstated": asked.or_unstated, "most": most, "now": now,
        "top": position(now, JOB_ID) if below is None else below - 1,
    }  # fmt: skip
    with reading().cursor() as cursor:
        cursor.execute(_SQL, values)
        return [found for (found,) in cursor.fetchall()]


def board_version() -> str:
    """Returns a text that changes when the listing changes: for keeping answers made from it. One statement.

    It changes with the statement, before its transaction commits, so an answer can be made from the rows before the change and
    be kept under the new version: keep it for a minute, not longer. On a replica it changes with every 32nd change only, because
    PostgreSQL logs sequences ahead.
    """
    with reading().cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT oid FROM pg_database WHERE datname = current_database()), last_value, is_called"
            " FROM jobs_board_version"
        )
        return ".".join(map(str, cursor.fetchone()))
