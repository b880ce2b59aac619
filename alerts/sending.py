"""Sends planned emails: lease, render, deliver, record.

PostgreSQL is the queue. A worker leases a few digests in a transaction, sends them one after the other on one
connection, and records each as soon as the server has accepted it (`alerts.delivery_results`). If a worker is silent
until its lease ends, its digest may have been sent; it is then sent again, under the same Message-ID. A worker that comes back
after that changes nothing about a digest that another one has.
"""

import datetime as dt
import logging
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from alerts import delivery_state, digest_rows
from alerts.delivery_results import DeliveryResults
from alerts.digest_contents import Content, contents
from alerts.digest_rows import Envelope
from alerts.mail.cards import Cards
from alerts.mail.message import compose
from alerts.models import Digest
from alerts.places import PlaceHeld
from mail import circuit_breaker, suppression
from mail.circuit_breaker import Stream
from mail.delivery_errors import DeliveryError, Kind, broken
from mail.models import Suppression
from mail.policy import DIGESTS, Decision, decide
from mail.transports import Transport, transport

logger = logging.getLogger(__name__)
Clock = Callable[[], dt.datetime]
Answer = TypeVar("Answer")

CHUNK = 300  # digests taken together
HOLD = 2.0  # seconds for which the loaded data is used; unsent digests then go back to the queue
RECONNECT = 30.0  # seconds to wait for a database that restarts
LOST = (OperationalError, InterfaceError)
CARDS = Cards()  # shared within this process


class DatabaseClock:
    """Reads the database's time once and counts from there: one time for all workers, whatever their machines say."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            [self._asked] = cursor.fetchone()
        self._began = time.monotonic()

    def __call__(self) -> dt.datetime:
        now: dt.datetime = self._asked + dt.timedelta(seconds=time.monotonic() - self._began)
        return now


@dataclass
class Tally:
    """Counts of one round of sending."""

    sent: int = 0
    empty: int = 0
    later: int = 0
    failed: int = 0
    in_doubt: int = 0
    is_held_up: bool = False
    is_done: bool = False  # nothing was left to take

    def add(self, other: "Tally") -> None:
        """Adds the counts of another round."""
        for name in ("sent", "empty", "later", "failed", "in_doubt"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def send_due(*, clock: Clock, seconds: float, place: PlaceHeld | None = None) -> Tally:
    """Sends planned digests until none is left, the time is up, or the place is lost."""
    return Sender(clock, place).run(seconds)


class Sender:
    """One worker's round, in these steps:

    1. `_take` leases up to `CHUNK` digests, or one while the circuit breaker tries the server again.
    2. `_load` reads the current contents of each: plans, pauses, mutes, jobs that are still open.
    3. `_deliver` renders one email and hands it to the transport, while the server still handles the previous one.
    4. `_wait_for_reply` reads the server's reply to the previous one.
    5. `_record` writes the result, or `_refused` applies the delivery policy.

    Job cards are cached between rounds of a process.
    """

    def __init__(self, clock: Clock, place: PlaceHeld | None = None) -> None:
        self.clock = clock
        self.lease = uuid.uuid4()
        self.tally = Tally()
        self._place = place
        self._results = DeliveryResults(self.lease)
        self._under_way: Content | None = None  # handed over, without a reply yet

    def run(self, seconds: float) -> Tally:
        end = time.monotonic() + seconds
        self._with_database(lambda: give_back(self.clock()))
        with transport(stream=settings.ALERT_POSTMARK_STREAM) as out:
            while time.monotonic() < end and self._has_place() and (taken := self._with_database(self._take)):
                self._send(out, taken, self.clock())
        return self.tally

    def _take(self) -> list[int]:
        now = self.clock()
        most = delivery_state.limit(CHUNK, now=now)
        if not most:
            self.tally.is_held_up = True
            return []
        taken = take(self.lease, most=most, now=now)
        self.tally.is_done = not taken
        return taken

    def _send(self, out: Transport, taken: Sequence[int], now: dt.datetime) -> None:
        """Sends a chunk. Digests not tried in time go back to the queue. A digest that was tried never does: it has a
        result, or is in doubt until its lease ends."""
        until = time.monotonic() + min(HOLD, settings.ALERT_DOUBT_SECONDS / 3)
        left = set(taken)
        try:
            for number, content in enumerate(self._load(taken, now)):
                if number and (time.monotonic() > until or not self._has_place()):
                    break
                if not self._deliver(out, content, left):
                    break
            self._wait_for_reply(out, durably=True)
        finally:
            self._with_database(lambda: release(left, lease=self.lease))

    def _has_place(self) -> bool:
        place = self._place
        return place is None or not place.is_due or self._with_database(place.keep)

    def _load(self, taken: Sequence[int], now: dt.datetime) -> list[Content]:
        """Loads the contents of the digests. If one can't be read, only that one is postponed."""
        try:
            told = contents(taken, now=now)
            CARDS.read((pk for content in told for pk in content.job_ids), now)
        except LOST:
            raise
        except Exception as error:
            if len(taken) > 1:
                return [content for pk in taken for content in self._load([pk], now)]
            for envelope in digest_rows.envelopes(taken):
                self._refused(envelope, broken(error), now)
            return []
        return told

    def _deliver(self, out: Transport, content: Content, left: set[int]) -> bool:
        """Renders one digest and hands it over. Returns whether the next one may follow."""
        now, pk = self.clock(), content.envelope.digest_id
        if content.withheld or not content.parts:
            left.discard(pk)
            self._record(content, Digest.State.EMPTY, now)
            self.tally.empty += 1
            return True
        try:
            ready = out.prepare(compose(content, CARDS, now=now))
        except LOST:
            raise
        except Exception as error:
            left.discard(pk)
            return self._refused(content.envelope, broken(error), now)
        out.announce(ready)
        if not self._wait_for_reply(out):
            return False
        left.discard(pk)
        try:
            out.begin(ready)
        except DeliveryError as error:
            return self._refused(content.envelope, error, self.clock())
        self._under_way = content
        return True

    def _wait_for_reply(self, out: Transport, *, durably: bool = False) -> bool:
        """Reads the reply to the email in progress, if there is one. Returns whether the next one may follow."""
        content, self._under_way = self._under_way, None
        if content is None:
            return True
        try:
            out.end()
        except DeliveryError as error:
            return self._refused(content.envelope, error, self.clock())
        self._record(content, Digest.State.SENT, self.clock(), durably=durably)
        self.tally.sent += 1
        if self.tally.sent == 1:
            self._with_database(lambda: circuit_breaker.record_success(Stream.DIGESTS))
        return True

    # --- Results --------------------------------------------------------------------------------------------------------------

    def _record(self, content: Content, state: Digest.State, now: dt.datetime, *, durably: bool = False) -> None:
        try:
            self._results.record(content, state, now, durably=durably)
        except LOST:
            self._with_database(self._results.replay)

    def _refused(self, envelope: Envelope, error: DeliveryError, now: dt.datetime) -> bool:
        """Applies the delivery policy. Returns whether the next one may follow."""
        said = str(error)
        decision = decide(error, attempts=envelope.attempts, policy=DIGESTS)
        level = logging.ERROR if error.kind == Kind.BROKEN else logging.INFO
        logger.log(level, "Digest %s: %s, %s", envelope.digest_id, error.kind, said)
        if decision.opens_circuit:
            self.tally.is_held_up = True
            self._with_database(lambda: circuit_breaker.record_failure(Stream.DIGESTS, error, now=now))
        if decision.suppresses:
            self._with_database(lambda: self._suppress(envelope.address, said, now))
        self._with_database(lambda: self._apply(envelope, decision, said, now))
        return not decision.opens_circuit

    def _suppress(self, address: str, said: str, now: dt.datetime) -> None:
        suppression.suppress(address, Suppression.Reason.BOUNCE, detail=said, now=now)

    def _apply(self, envelope: Envelope, decision: Decision, said: str, now: dt.datetime) -> None:
        if decision.wait is None:
            self.tally.failed += 1
            fail(envelope, decision, said, lease=self.lease)
        elif decision.attempts == envelope.attempts:  # it wasn't tried
            release([envelope.digest_id], lease=self.lease)
        elif decision.is_in_doubt:
            self.tally.in_doubt += 1
            doubt(envelope, decision, said, now, lease=self.lease)
        else:  # after the server rejected us, the next attempt uses another digest, in case it objects to this one
            self.tally.later += 1
            put_off(envelope, decision, said, now, lease=self.lease)

    def _with_database(self, work: Callable[[], Answer]) -> Answer:
        """Runs ``work``, waiting for the database to come back if necessary; then the results it may have lost are
        recorded again."""
        for attempt in _attempts():
            try:
                if attempt:
                    self._results.replay()
                else:
                    self._results.wait()
                return work()
            except LOST:
                connection.close()
        self._results.replay()
        return work()


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
    SELECT id FROM alerts_digest WHERE state = 'planned' AND channel = 'email' AND not_before <= %(now)s
    ORDER BY not_before, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
) RETURNING id
"""
_GIVE_BACK = """
UPDATE alerts_digest SET state = 'planned', lease = NULL, leased_until = NULL, not_before = %(now)s
WHERE state = 'sending' AND leased_until <= %(now)s
"""


def take(lease: uuid.UUID, *, most: int, now: dt.datetime) -> list[int]:
    """Leases due digests, those waiting longest first."""
    until = now + dt.timedelta(seconds=settings.ALERT_DOUBT_SECONDS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TAKE, {"lease": lease, "until": until, "now": now, "most": most})
        return sorted(pk for (pk,) in cursor.fetchall())


def give_back(now: dt.datetime) -> int:
    """Returns digests whose lease has expired to the queue. Returns their number."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, {"now": now})
        return int(cursor.rowcount)


def release(digest_ids: Collection[int], *, lease: uuid.UUID) -> None:
    """Returns digests that were taken but not tried to the queue, unchanged."""
    if digest_ids:
        Digest.objects.filter(pk__in=digest_ids, lease=lease).update(state="planned", lease=None, leased_until=None)


def doubt(envelope: Envelope, decision: Decision, said: str, now: dt.datetime, *, lease: uuid.UUID) -> None:
    """Marks a digest that may have been sent: a lease that no worker holds blocks it until the lease ends."""
    until = now + dt.timedelta(seconds=settings.ALERT_DOUBT_SECONDS)
    Digest.objects.filter(pk=envelope.digest_id, lease=lease).update(
        lease=uuid.uuid4(), leased_until=until, attempts=decision.attempts, error=said[:300]
    )


def put_off(envelope: Envelope, decision: Decision, said: str, now: dt.datetime, *, lease: uuid.UUID) -> None:
    """Postpones a digest by the policy's wait."""
    Digest.objects.filter(pk=envelope.digest_id, lease=lease).update(
        state="planned",
        lease=None,
        leased_until=None,
        attempts=decision.attempts,
        error=said[:300],
        not_before=now + (decision.wait or dt.timedelta(0)),
    )


def fail(envelope: Envelope, decision: Decision, said: str, *, lease: uuid.UUID) -> None:
    """Marks a digest as failed for good. Its jobs are included in the next digest: the watermark isn't moved."""
    Digest.objects.filter(pk=envelope.digest_id, lease=lease).update(
        state="failed", lease=None, leased_until=None, attempts=decision.attempts, error=said[:300]
    )
