"""The way of a digest out of the house: taken with a lease, composed, handed over, marked.

PostgreSQL is the queue. A worker takes a few digests in a transaction, sends them one after the other on one connection, and
marks each as soon as the server has accepted it. The mark does not wait for the disk: it outlives the worker, and after a
crash of the database whoever sent puts it there again. A digest whose worker is silent until its lease is over may have
left; it is sent again then, under the same Message-ID.
"""

import contextlib
import datetime as dt
import logging
import random
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from accounts import suppression
from accounts.models import Suppression
from alerts import circuit
from alerts.channels import Line, line
from alerts.contents import Content, contents
from alerts.mail.cards import Cards
from alerts.mail.letter import compose
from alerts.models import Digest
from alerts.outcomes import Kind, Refusal

logger = logging.getLogger(__name__)
Clock = Callable[[], dt.datetime]

CHUNK = 200  # digests that are taken together
HOLD = 2.0  # seconds for which what was read about them counts as true; what is left then goes back
GIVE_UP = dt.timedelta(hours=24)
FIRST_RETRY, LAST_RETRY = dt.timedelta(minutes=1), dt.timedelta(hours=4)
RECONNECT = 30.0  # seconds in which a database that restarts is waited for
REMEMBERED = 3.0  # seconds after which a mark is on disk for certain
LOST = (OperationalError, InterfaceError)
CARDS = Cards()  # of this process


@dataclass
class Tally:
    """What a round of sending came to."""

    sent: int = 0
    empty: int = 0
    later: int = 0
    failed: int = 0
    in_doubt: int = 0
    is_held_up: bool = False
    is_done: bool = False  # nothing was left to take

    def add(self, other: "Tally") -> None:
        """Counts what another round came to."""
        for name in ("sent", "empty", "later", "failed", "in_doubt"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def send_due(*, clock: Clock, seconds: float) -> Tally:
    """Sends what is planned until nothing is left or the time is over."""
    return Sender(clock).run(seconds)


@dataclass
class Sender:
    """One worker's round. Cards are kept between rounds of a process."""

    clock: Clock
    cards: Cards = field(default_factory=lambda: CARDS)
    tally: Tally = field(default_factory=Tally)
    _marks: deque[tuple[float, dict[str, Any]]] = field(default_factory=deque)

    def run(self, seconds: float) -> Tally:
        end = time.monotonic() + seconds
        give_back(self.clock())
        with line() as out:
            while time.monotonic() < end:
                now = self.clock()
                if circuit.is_open(now):
                    self.tally.is_held_up = True
                    break
                lease = uuid.uuid4()
                taken = take(lease, most=1 if circuit.is_being_tried() else CHUNK, now=now)
                if not taken:
                    self.tally.is_done = True
                    break
                self._send(out, lease, taken, now)
        return self.tally

    def _send(self, out: Line, lease: uuid.UUID, taken: Sequence[int], now: dt.datetime) -> None:
        until = time.monotonic() + min(HOLD, settings.ALERT_DOUBT_SECONDS / 3)
        try:
            told = contents(taken, now=now)
            self.cards.read((pk for content in told for pk in content.job_ids), now)
            for content in told:
                if time.monotonic() > until or not self._deal(out, content):
                    break
        finally:
            self._with_database(lambda: release(lease))

    def _deal(self, out: Line, content: Content) -> bool:
        """Whether the next may follow."""
        now = self.clock()
        if content.withheld or not content.parts:
            self._mark(content, Digest.State.EMPTY, now)
            self.tally.empty += 1
            return True
        letter = compose(content, self.cards, now=now)
        try:
            out.send(letter)
        except Refusal as refusal:
            return self._refused(content, refusal, now)
        self._mark(content, Digest.State.SENT, now)
        self.tally.sent += 1
        if self.tally.sent == 1:
            circuit.accepted()
        return True

    # --- What became of it ----------------------------------------------------------------------------------------------------

    def _mark(self, content: Content, state: Digest.State, now: dt.datetime) -> None:
        mark = _values(content, state, now)
        moment = time.monotonic()
        while self._marks and self._marks[0][0] < moment - REMEMBERED:
            self._marks.popleft()
        self._marks.append((moment, mark))
        try:
            _execute(_MARK, mark)
        except LOST:
            self._with_database(self._mark_again)

    def _mark_again(self) -> None:
        for _moment, mark in self._marks:
            _execute(_MARK, mark)

    def _refused(self, content: Content, refusal: Refusal, now: dt.datetime) -> bool:
        digest, kind = content.digest, refusal.kind
        logger.info("Digest %s: %s, %s", digest.pk, kind, refusal)
        if kind == Kind.OURS or (kind == Kind.LATER and refusal.stage == "connect"):
            circuit.refused(str(refusal), is_ours=kind == Kind.OURS, now=now)
            self.tally.is_held_up = True
            return False
        if kind == Kind.DOUBT:
            self.tally.in_doubt += 1
            self._with_database(lambda: doubt(digest, str(refusal), now))
            return True
        if kind == Kind.LATER and now + FIRST_RETRY < digest.created_at + GIVE_UP:
            self.tally.later += 1
            self._with_database(lambda: put_off(digest, str(refusal), now))
            return True
        if kind == Kind.ADDRESS:
            suppression.suppress(content.address, Suppression.Reason.BOUNCE, detail=str(refusal), now=now)
        self.tally.failed += 1
        self._with_database(lambda: fail(digest, str(refusal)))
        return True

    def _with_database(self, work: Callable[[], object]) -> None:
        """Does it, even if the database has to come back first."""
        for _attempt in _attempts():
            with contextlib.suppress(*LOST):
                work()
                return
            connection.close()
        work()


def _attempts() -> Iterator[int]:
    end, number = time.monotonic() + RECONNECT, 0
    while time.monotonic() < end:
        yield number
        number += 1
        time.sleep(0.2)


# --- Rows -------------------------------------------------------------------------------------------------------------------

_TAKE = """
UPDATE alerts_digest SET state = 'sending', lease = %(lease)s, leased_until = %(until)s
WHERE id IN (
    SELECT id FROM alerts_digest WHERE state = 'planned' AND not_before <= %(now)s
    ORDER BY not_before, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
) RETURNING id
"""
_GIVE_BACK = """
UPDATE alerts_digest SET state = 'planned', lease = NULL, leased_until = NULL, not_before = %(now)s
WHERE state = 'sending' AND leased_until <= %(now)s
"""
# One statement a mail. Sections have their postings out of one list, from ``first`` to ``last``.
_MARK = """
WITH quick AS MATERIALIZED (
    SELECT set_config('synchronous_commit', 'off', true) AS setting
), done AS (
    UPDATE alerts_digest AS digest
    SET state = %(state)s, sent_at = %(sent_at)s, lease = NULL, leased_until = NULL, attempts = attempts + 1, error = %(error)s
    FROM quick WHERE id = %(id)s AND state IN ('planned', 'sending') AND quick.setting = 'off' RETURNING recipient_id
), given AS (
    SELECT given.* FROM unnest(%(sections)s::bigint[], %(alerts)s::bigint[], %(untils)s::timestamptz[], %(firsts)s::int[],
                       %(lasts)s::int[], %(totals)s::int[], %(capped)s::boolean[], %(weekly)s::boolean[], %(held)s::boolean[])
         AS given (section, alert, until, first, last, total, is_capped, is_now_weekly, is_held), done
), noted AS (
    UPDATE alerts_section AS section
    SET job_ids = (%(jobs)s::bigint[])[given.first:given.last], total = given.total, is_capped = given.is_capped,
        is_now_weekly = given.is_now_weekly
    FROM given WHERE section.id = given.section
), moved AS (
    UPDATE alerts_alert AS alert SET watermark = greatest(alert.watermark, given.until), is_held_weekly = given.is_held
    FROM given WHERE alert.id = given.alert
)
INSERT INTO alerts_sentjob (recipient_id, job_id, sent_at)
SELECT done.recipient_id, job, %(now)s FROM done, unnest(%(jobs)s::bigint[]) AS job
ON CONFLICT DO NOTHING
"""


def take(lease: uuid.UUID, *, most: int, now: dt.datetime) -> list[int]:
    """Digests whose time has come, for this lease alone; those that wait longest first."""
    until = now + dt.timedelta(seconds=settings.ALERT_DOUBT_SECONDS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, {"lease": lease, "until": until, "now": now, "most": most})
        return sorted(pk for (pk,) in cursor.fetchall())


def give_back(now: dt.datetime) -> int:
    """Digests whose worker is silent for too long wait again; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, {"now": now})
        return int(cursor.rowcount)


def release(lease: uuid.UUID) -> None:
    """What is left of a lease waits again as before."""
    Digest.objects.filter(lease=lease).update(state="planned", lease=None, leased_until=None)


def doubt(digest: Digest, said: str, now: dt.datetime) -> None:
    """It may have left: under a lease that nobody holds, nobody touches it until that is over."""
    until = now + dt.timedelta(seconds=settings.ALERT_DOUBT_SECONDS)
    Digest.objects.filter(pk=digest.pk, state="sending").update(
        lease=uuid.uuid4(), leased_until=until, attempts=digest.attempts + 1, error=said[:300]
    )


def put_off(digest: Digest, said: str, now: dt.datetime) -> None:
    """Later, after a wait that grows with each attempt and differs from mail to mail."""
    wait = min(FIRST_RETRY * 4**digest.attempts, LAST_RETRY) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load
    Digest.objects.filter(pk=digest.pk, state="sending").update(
        state="planned",
        lease=None,
        leased_until=None,
        attempts=digest.attempts + 1,
        error=said[:300],
        not_before=now + wait,
    )


def fail(digest: Digest, said: str) -> None:
    """For good. Its postings come with the next digest: the watermark stays."""
    Digest.objects.filter(pk=digest.pk, state="sending").update(
        state="failed", lease=None, leased_until=None, attempts=digest.attempts + 1, error=said[:300]
    )


def _execute(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _values(content: Content, state: Digest.State, now: dt.datetime) -> dict[str, Any]:
    parts = [] if content.withheld else [*content.parts, *content.quiet]
    ends = [0]
    for part in parts:
        ends.append(ends[-1] + len(part.job_ids))
    is_sent = state == Digest.State.SENT
    return {
        "id": content.digest.pk,
        "state": state.value,
        "sent_at": now if is_sent else None,
        "now": now,
        "error": content.withheld,
        "jobs": content.job_ids,
        "sections": [part.section.pk for part in parts],
        "alerts": [part.alert.pk for part in parts],
        "untils": [part.until for part in parts],
        "firsts": [end + 1 for end in ends[:-1]],
        "lasts": ends[1:],
        "totals": [part.total for part in parts],
        "capped": [part.is_capped for part in parts],
        "weekly": [part.is_now_weekly for part in parts],
        # That it is weekly now was said, or is to be said by the next mail that has something to say.
        "held": [part.is_now_weekly or (part.is_held and part.alert.is_held_weekly) for part in parts],
    }
