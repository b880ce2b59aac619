"""The way of a digest out of the house: taken with a lease, composed, handed over, marked.

PostgreSQL is the queue. A worker takes a few digests in a transaction, sends them one after the other on one connection, and
marks each as soon as the server has accepted it (`alerts.marks`). A digest whose worker is silent until its lease is over may
have left; it is sent again then, under the same Message-ID.
"""

import datetime as dt
import logging
import random
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from accounts import suppression
from accounts.models import Suppression
from alerts import circuit, rows
from alerts.channels import Line, line
from alerts.contents import Content, contents
from alerts.mail.cards import Cards
from alerts.mail.letter import compose
from alerts.marks import Marks
from alerts.models import Digest
from alerts.outcomes import Kind, Refusal, Stage
from alerts.rows import Envelope

logger = logging.getLogger(__name__)
Clock = Callable[[], dt.datetime]
Answer = TypeVar("Answer")

CHUNK = 300  # digests that are taken together
HOLD = 2.0  # seconds for which what was read about them counts as true; what is left then goes back
FIRST_RETRY, LAST_RETRY = dt.timedelta(minutes=1), dt.timedelta(hours=4)
MOST_ATTEMPTS = 11  # with the waits between them, a day
DOUBT_COUNTS = 4  # attempts that one counts for whose mail may have been taken: it is sent three times at most
RECONNECT = 30.0  # seconds in which a database that restarts is waited for
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


class Sender:
    """One worker's round. Cards are kept between rounds of a process."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.tally = Tally()
        self._marks = Marks()
        self._under_way: Content | None = None  # handed over, and not answered yet

    def run(self, seconds: float) -> Tally:
        end = time.monotonic() + seconds
        self._with_database(lambda: give_back(self.clock()))
        with line() as out:
            while time.monotonic() < end and (taken := self._with_database(self._take)):
                self._send(out, taken, self.clock())
        return self.tally

    def _take(self) -> list[int]:
        now = self.clock()
        if circuit.is_open(now):
            self.tally.is_held_up = True
            return []
        taken = take(uuid.uuid4(), most=1 if circuit.is_being_tried() else CHUNK, now=now)
        self.tally.is_done = not taken
        return taken

    def _send(self, out: Line, taken: Sequence[int], now: dt.datetime) -> None:
        """What is not tried in time goes back. What is tried never does: it is marked, or in doubt until its lease is over."""
        until = time.monotonic() + min(HOLD, settings.ALERT_DOUBT_SECONDS / 3)
        left = set(taken)
        try:
            for number, content in enumerate(self._told(taken, now)):
                if (number and time.monotonic() > until) or not self._deal(out, content, left):
                    break
            self._hear(out, durably=True)
        finally:
            self._with_database(lambda: release(left))

    def _told(self, taken: Sequence[int], now: dt.datetime) -> list[Content]:
        """What they say. One that cannot be read is put off and does not hold up the others."""
        try:
            told = contents(taken, now=now)
            CARDS.read((pk for content in told for pk in content.job_ids), now)
        except LOST:
            raise
        except Exception as error:
            if len(taken) > 1:
                return [content for pk in taken for content in self._told([pk], now)]
            logger.exception("Digest %s cannot be read", taken[0])
            self._put_off(rows.envelopes(taken)[0], str(error), now)
            return []
        return told

    def _deal(self, out: Line, content: Content, left: set[int]) -> bool:
        """Whether the next may follow. A mail is composed while the server deals with the one before it."""
        now, pk = self.clock(), content.envelope.digest_id
        if content.withheld or not content.parts:
            left.discard(pk)
            self._mark(content, Digest.State.EMPTY, now)
            self.tally.empty += 1
            return True
        try:
            letter = compose(content, CARDS, now=now)
        except Exception as error:
            logger.exception("Digest %s cannot be composed", pk)
            left.discard(pk)
            self._put_off(content.envelope, str(error), now)
            return True
        out.announce(letter)
        if not self._hear(out):
            return False
        left.discard(pk)
        try:
            out.begin(letter)
        except Refusal as refusal:
            return self._refused(content, refusal, self.clock())
        self._under_way = content
        return True

    def _hear(self, out: Line, *, durably: bool = False) -> bool:
        """What the server says about the mail that is under way, if there is one. Whether the next may follow."""
        content, self._under_way = self._under_way, None
        if content is None:
            return True
        try:
            out.end()
        except Refusal as refusal:
            return self._refused(content, refusal, self.clock())
        self._mark(content, Digest.State.SENT, self.clock(), durably=durably)
        self.tally.sent += 1
        if self.tally.sent == 1:
            self._with_database(circuit.accepted)
        return True

    # --- What became of it ----------------------------------------------------------------------------------------------------

    def _mark(self, content: Content, state: Digest.State, now: dt.datetime, *, durably: bool = False) -> None:
        try:
            self._marks.put(content, state, now, durably=durably)
        except LOST:
            self._with_database(self._marks.again)

    def _refused(self, content: Content, refusal: Refusal, now: dt.datetime) -> bool:
        envelope, kind = content.envelope, refusal.kind
        logger.info("Digest %s: %s, %s", envelope.digest_id, kind, refusal)
        if kind == Kind.OURS or (kind == Kind.LATER and refusal.stage == Stage.CONNECT):
            self.tally.is_held_up = True
            self._with_database(lambda: circuit.refused(str(refusal), is_ours=kind == Kind.OURS, now=now))
            if refusal.stage == Stage.CONNECT:
                self._with_database(lambda: release([envelope.digest_id]))
            else:  # the next attempt is made with another, should it be this one that they do not want
                self._put_off(envelope, str(refusal), now)
            return False
        if kind == Kind.DOUBT and envelope.attempts + DOUBT_COUNTS < MOST_ATTEMPTS:
            self.tally.in_doubt += 1
            self._with_database(lambda: doubt(envelope, str(refusal), now))
        elif kind == Kind.LATER:
            self._put_off(envelope, str(refusal), now)
        else:
            if kind == Kind.ADDRESS:
                self._with_database(lambda: self._suppress(envelope.address, str(refusal), now))
            self._fail(envelope, str(refusal))
        return True

    def _suppress(self, address: str, said: str, now: dt.datetime) -> None:
        suppression.suppress(address, Suppression.Reason.BOUNCE, detail=said, now=now)

    def _put_off(self, envelope: Envelope, said: str, now: dt.datetime) -> None:
        if envelope.attempts + 1 >= MOST_ATTEMPTS:
            self._fail(envelope, said)
            return
        self.tally.later += 1
        self._with_database(lambda: put_off(envelope, said, now))

    def _fail(self, envelope: Envelope, said: str) -> None:
        self.tally.failed += 1
        self._with_database(lambda: fail(envelope, said))

    def _with_database(self, work: Callable[[], Answer]) -> Answer:
        """Does it, even if the database has to come back first. Then it hears again what it may have forgotten."""
        for attempt in _attempts():
            try:
                if attempt:
                    self._marks.again()
                else:
                    self._marks.settle()
                return work()
            except LOST:
                connection.close()
        self._marks.again()
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
    SELECT id FROM alerts_digest WHERE state = 'planned' AND not_before <= %(now)s
    ORDER BY not_before, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
) RETURNING id
"""
_GIVE_BACK = """
UPDATE alerts_digest SET state = 'planned', lease = NULL, leased_until = NULL, not_before = %(now)s
WHERE state = 'sending' AND leased_until <= %(now)s
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


def release(digest_ids: Collection[int]) -> None:
    """What was taken and not tried waits again as before."""
    if digest_ids:
        Digest.objects.filter(pk__in=digest_ids, state="sending").update(state="planned", lease=None, leased_until=None)


def doubt(envelope: Envelope, said: str, now: dt.datetime) -> None:
    """It may have left: under a lease that nobody holds, nobody touches it until that is over."""
    until = now + dt.timedelta(seconds=settings.ALERT_DOUBT_SECONDS)
    Digest.objects.filter(pk=envelope.digest_id, state="sending").update(
        lease=uuid.uuid4(), leased_until=until, attempts=envelope.attempts + DOUBT_COUNTS, error=said[:300]
    )


def put_off(envelope: Envelope, said: str, now: dt.datetime) -> None:
    """Later, after a wait that grows with each attempt and differs from mail to mail."""
    wait = min(FIRST_RETRY * 4**envelope.attempts, LAST_RETRY) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load
    Digest.objects.filter(pk=envelope.digest_id, state="sending").update(
        state="planned",
        lease=None,
        leased_until=None,
        attempts=envelope.attempts + 1,
        error=said[:300],
        not_before=now + wait,
    )


def fail(envelope: Envelope, said: str) -> None:
    """For good. Its postings come with the next digest: the watermark stays."""
    Digest.objects.filter(pk=envelope.digest_id, state="sending").update(
        state="failed", lease=None, leased_until=None, attempts=envelope.attempts + 1, error=said[:300]
    )
