"""Records delivery results: one statement an email, without waiting for the disk. It is prepared once for a connection, unless
connections come from a pooler.

This is the fast path of sending: the database writes one result while the next email is sent. Callers use three
methods: `record`, `wait` and, after the database was unavailable, `replay`. Recorded results survive the death of the
worker; results lost in a crash of the database are recorded again.
"""

import datetime as dt
import select
import time
import uuid
from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

import psycopg
from django.db import connection
from psycopg.errors import lookup
from psycopg.pq import DiagnosticField, ExecStatus

from alerts.digest_contents import Content
from alerts.models import Digest
from toolkit.database import array_literal, is_pooled

if TYPE_CHECKING:
    from psycopg.pq.abc import PGconn, PGresult

REMEMBERED = 3.0  # seconds after which a result is certainly on disk
COLUMNS = 9  # values given for each section
_NAME = b"alerts_mark"
# The condition on the state is written this way so that the planner doesn't prefer an index of open digests, which may hold
# many, to the primary key. A digest whose lease has ended can be recorded until another sender has it. Each section has its slice
# of one list of jobs, from ``first`` to ``last``.
_STATEMENT = b"""
WITH quick AS MATERIALIZED (
    SELECT set_config('synchronous_commit', $1::text, true) AS setting
), done AS (
    UPDATE alerts_digest AS digest
    SET state = $3::text, sent_at = CASE WHEN $3::text = 'sent' THEN $4::timestamptz END, lease = NULL, leased_until = NULL,
        attempts = attempts + 1, error = $5::text
    FROM quick WHERE id = $2::bigint AND state NOT IN ('sent', 'empty', 'failed') AND (lease IS NULL OR lease = $16::uuid)
        AND quick.setting <> ''
    RETURNING recipient_id
), given AS (
    SELECT given.* FROM unnest($6::bigint[], $7::bigint[], $8::timestamptz[], $9::int[], $10::int[], $11::int[], $12::boolean[],
                               $13::boolean[], $14::boolean[])
         AS given (section, alert, until, first, last, total, is_capped, is_now_weekly, is_held), done
), noted AS (
    UPDATE alerts_section AS section
    SET job_ids = ($15::bigint[])[given.first:given.last], total = given.total, is_capped = given.is_capped,
        is_now_weekly = given.is_now_weekly
    FROM given WHERE section.id = given.section
), moved AS (
    UPDATE alerts_alert AS alert SET watermark = greatest(alert.watermark, given.until), is_held_weekly = given.is_held
    FROM given WHERE alert.id = given.alert
)
INSERT INTO alerts_mailed (recipient_id, sent_at, job_ids, lowest, highest)
SELECT done.recipient_id, $4::timestamptz, $15::bigint[], min(job), max(job) FROM done, unnest($15::bigint[]) AS job
GROUP BY done.recipient_id
"""


class DeliveryResults:
    """Records the results of one sender, whose digests have this ``lease``. Nothing else may use the database connection between
    `record` and `wait`."""

    def __init__(self, lease: uuid.UUID) -> None:
        self._lease = str(lease).encode()
        self._told: deque[tuple[float, list[bytes]]] = deque()
        self._prepared: PGconn | None = None
        self._asked: PGconn | None = None

    def record(self, content: Content, state: Digest.State, now: dt.datetime, *, durably: bool) -> None:
        """Records that a digest was sent or is empty, and updates its alerts. ``durably``: this result and all before
        it are on disk before the database replies."""
        values = [*_values(content, state, now, durably), self._lease]
        moment = time.monotonic()
        while self._told and self._told[0][0] < moment - REMEMBERED:
            self._told.popleft()
        # Remember it first: if the previous result was lost, `replay` repeats this one too.
        self._told.append((moment, values))
        self.wait()
        self._tell(values)

    def wait(self) -> None:
        """Waits for the reply. Raises Django's database errors."""
        asked, self._asked = self._asked, None
        if asked is not None:
            with connection.wrap_database_errors:
                _check(asked, iter(asked.get_result, None))

    def replay(self) -> None:
        """Records again the results that the database may have lost in a crash. Idempotent."""
        self._asked = None
        for _moment, values in self._told:
            self._tell(values)
            self.wait()

    def _tell(self, values: list[bytes]) -> None:
        connection.ensure_connection()
        pgconn = connection.connection.pgconn
        if not is_pooled(connection) and pgconn is not self._prepared:
            self._prepare(pgconn)
        with connection.wrap_database_errors:
            if is_pooled(connection):
                pgconn.send_query_params(_STATEMENT, values)
            else:
                pgconn.send_query_prepared(_NAME, values)
            while pgconn.flush():  # not all of it has been passed to the kernel yet
                select.select([], [pgconn.socket], [])
        self._asked = pgconn

    def _prepare(self, pgconn: "PGconn") -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [_NAME.decode()])
            is_known = cursor.rowcount > 0
        if not is_known:
            with connection.wrap_database_errors:
                # Planning it costs more than executing it.
                _check(
                    pgconn,
                    [pgconn.exec_(b"SET plan_cache_mode = force_generic_plan"), pgconn.prepare(_NAME, _STATEMENT)],
                )
        self._prepared = pgconn


def _check(pgconn: "PGconn", results: "Iterable[PGresult]") -> None:
    for result in list(results):
        if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
            code = (result.error_field(DiagnosticField.SQLSTATE) or b"").decode()
            error = lookup(code) if code else psycopg.OperationalError
            raise error(result.get_error_message())


def _values(content: Content, state: Digest.State, now: dt.datetime, durably: bool) -> list[bytes]:
    last, given = 0, []
    for part in () if content.withheld else (*content.parts, *content.quiet):
        first, last = last + 1, last + len(part.job_ids)
        # The recipient was told that it is weekly now, or will be told by the next email with content.
        is_held = part.is_now_weekly or (part.is_held and part.entry.is_held_weekly)
        given.append(
            (
                part.entry.section_id, part.entry.alert_id, part.until.isoformat(), first, last, part.total, part.is_capped,
                part.is_now_weekly, is_held,
            )
        )  # fmt: skip
    columns = zip(*given, strict=True) if given else [()] * COLUMNS
    return [
        b"on" if durably else b"off",
        str(content.envelope.digest_id).encode(),
        state.value.encode(),
        now.isoformat().encode(),
        content.withheld.encode(),
        *(array_literal(column).encode() for column in columns),
        array_literal(content.job_ids).encode(),
    ]
