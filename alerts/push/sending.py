"""Sends planned notifications: lease, decide, deliver to each device, record.

PostgreSQL is the queue, as for emails. The jobs are decided and stored before the first device gets the message, and each device
is claimed before it is tried. A message that may have arrived is never sent again, so no device gets one twice, whatever dies.
"""

import datetime as dt
import logging
import time
import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F

from alerts import delivery_state, sending
from alerts.delivery_results import DeliveryResults
from alerts.digest_contents import Content, contents
from alerts.models import Digest, PushDelivery, PushDevice, Section
from alerts.places import PlaceHeld
from alerts.push.message import Message, first_jobs, sections_told, write
from alerts.push.planning import quiet_ends, wanted_by_email
from alerts.push.queue import decide, emails_of, hand_to_email, postpone, settle_interrupted, take, wait_until
from alerts.push.transport import Answer, PushServices, Reply
from alerts.sending import Clock
from mail.policy import Policy
from toolkit.database import bigint_array

logger = logging.getLogger(__name__)

CHUNK = 50  # notifications taken together
HOLD = 2.0  # seconds for which the loaded data is used
SHORTEST_WAIT = dt.timedelta(seconds=5)
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
MOST_REFUSALS = 5  # in a row; then the device is removed
MOST_TROUBLE = 3  # failures in a row after which a push service isn't tried again in this round
GIVE_UP = dt.timedelta(days=1)  # how long after the first device the others are tried
# Six attempts within four hours. A push service that names a time is taken at its word.
POLICY = Policy(MINUTE, 3, 2 * HOUR, 6, doubt_wait=MINUTE, doubt_counts=6, spread=0.25)
Waiting, State = PushDelivery.State, Digest.State


@dataclass
class Tally:
    """Counts of one round: of devices, and of notifications that were ``empty``, come ``later`` or were ``emailed``."""

    sent: int = 0
    doubt: int = 0
    gone: int = 0
    failed: int = 0
    empty: int = 0
    later: int = 0
    emailed: int = 0
    is_done: bool = False  # nothing was left to take


@dataclass(frozen=True)
class Ready:
    """A notification that may be sent now."""

    content: Content
    message: Message
    deliveries: list[PushDelivery]

    @property
    def pk(self) -> int:
        return self.content.envelope.digest_id


def send_due(*, clock: Clock, seconds: float, place: PlaceHeld | None = None) -> Tally:
    """Sends planned notifications until none is left, the time is up, or the place is lost."""
    if delivery_state.row().paused_at:
        return Tally(is_done=True)
    sender = PushSender(clock, place)
    try:
        return sender.run(seconds)
    finally:
        sender.services.close()


class PushSender:
    """One worker's round. `_deliver` handles one notification, `retry` the devices that couldn't be reached before."""

    def __init__(self, clock: Clock, place: PlaceHeld | None = None) -> None:
        self.clock = clock
        self.lease = uuid.uuid4()
        self.tally = Tally()
        self.services = PushServices()
        self._place = place
        self._results = DeliveryResults(self.lease)
        self._trouble: Counter[str] = Counter()

    def run(self, seconds: float) -> Tally:
        end = time.monotonic() + seconds
        sending.give_back(self.clock())
        while time.monotonic() < end and self._has_place() and (taken := self._take()):
            self._send(taken)
        while time.monotonic() < end and self._has_place() and self._retry():
            pass
        self.tally.is_done = time.monotonic() < end
        return self.tally

    def _has_place(self) -> bool:
        return self._place is None or self._place.keep()

    def _take(self) -> list[int]:
        return take(self.lease, most=CHUNK, now=self.clock())

    def _send(self, taken: Collection[int]) -> None:
        """Sends a chunk. Notifications not tried in time go back to the queue."""
        left = set(taken)
        try:
            left -= settle_interrupted(left, lease=self.lease, now=self.clock())
            until = time.monotonic() + HOLD
            for number, ready in enumerate(self._loaded(left)):
                if number and (time.monotonic() > until or not self._has_place()):
                    break
                left.discard(ready.pk)
                self._deliver(ready)
        finally:
            sending.release(left, lease=self.lease)

    # --- What it says

    def _loaded(self, left: set[int]) -> list[Ready]:
        """If a notification can't be read, only that one is postponed."""
        try:
            return self._load(left)
        except sending.LOST:
            raise
        except Exception as error:
            if len(left) > 1:
                return [ready for pk in sorted(left) for ready in self._alone(pk, left)]
            logger.exception("A notification can't be read")
            for pk in left:
                postpone(pk, self.clock() + HOUR, str(error)[:300], lease=self.lease)
            left.clear()
            return []

    def _alone(self, pk: int, left: set[int]) -> list[Ready]:
        alone = {pk}
        ready = self._loaded(alone)
        if not alone:
            left.discard(pk)
        return ready

    def _load(self, left: set[int]) -> list[Ready]:
        """Decides what the notifications say now, and stores it. Those with nothing to say, or not now, are done with and taken
        out of ``left``."""
        now = self.clock()
        for pk in wanted_by_email(left):
            left.discard(pk)
            self.tally.emailed += hand_to_email(pk, "The alert is sent by email now.", lease=self.lease, now=now)
        mine = Section.objects.filter(digest__in=bigint_array(left), digest__lease=self.lease)
        mine.exclude(job_ids=[]).update(job_ids=[])
        announcing = set(Digest.objects.filter(push__in=bigint_array(left)).values_list("push_id", flat=True))
        recipients = set(Digest.objects.filter(pk__in=bigint_array(left)).values_list("recipient_id", flat=True))
        before = emails_of(recipients, since=now - GIVE_UP)
        told = [one for one in contents(sorted(left), now=now) if self._has_something(one, announcing, left)]
        quiet = quiet_ends([one.envelope.recipient_id for one in told], now=now)
        for one in [one for one in told if one.envelope.recipient_id in quiet]:
            wait_until(one.envelope.digest_id, quiet[one.envelope.recipient_id], lease=self.lease)
            left.discard(one.envelope.digest_id)
            self.tally.later += 1
        told = [one for one in told if one.envelope.recipient_id not in quiet]
        told, deliveries = decide(told, lease=self.lease, now=now)
        # Asked after the jobs are stored, where the email's sender sees them (`digest_rows.jobs_already_sent`): one of both
        # always knows of the other. Not by time: an email from just before ``now`` may be stored after `contents` looked.
        after = emails_of(recipients, since=now - GIVE_UP)
        busy = {recipient for pk, (recipient, state) in after.items() if before.get(pk) != (recipient, State.SENT)}
        sections = sections_told([one.envelope.digest_id for one in told])
        first = first_jobs(sections.values())
        ready = []
        for content in told:
            pk = content.envelope.digest_id
            if content.envelope.recipient_id in busy:  # the next round knows what the email said
                continue
            said = sections[pk]
            if not said:
                self._record(content, State.EMPTY)
                left.discard(pk)
                continue
            message = write(pk, said, first.get(said[0].job_ids[0], ""))
            ready.append(Ready(content, message, [one for one in deliveries[pk] if one.not_before <= now]))
        return ready

    def _has_something(self, content: Content, announcing: Collection[int], left: set[int]) -> bool:
        pk = content.envelope.digest_id
        if not content.withheld and (content.parts or pk in announcing):
            return True
        self._record(content, State.EMPTY)
        left.discard(pk)
        return False

    # --- Delivering

    def _deliver(self, ready: Ready) -> None:
        """Tries each device. The first that has the message, or may have it, settles what the member was told."""
        is_told = False
        for delivery in ready.deliveries:
            answer = self._try(delivery, ready.message)
            if not is_told and answer in (Answer.ACCEPTED, Answer.DOUBT):
                self._record(ready.content, State.SENT)
                is_told = True
        if is_told:
            return
        waiting = PushDelivery.objects.filter(digest=ready.pk, state=Waiting.WAITING).order_by("not_before").first()
        if waiting:
            postpone(ready.pk, waiting.not_before, waiting.error, lease=self.lease)
            self.tally.later += 1
        elif ready.content.parts:
            self.tally.emailed += hand_to_email(ready.pk, "No device was reached.", lease=self.lease, now=self.clock())
        else:  # the email that it announces was sent
            self._record(ready.content, State.EMPTY)

    def _try(self, delivery: PushDelivery, message: Message) -> Answer | None:
        """Claims a device, posts to it and records the answer. None if another worker has claimed it, or its push service is in
        trouble."""
        device, now = delivery.device, self.clock()
        host = urlsplit(device.endpoint).netloc
        mine = PushDelivery.objects.filter(pk=delivery.pk, state=Waiting.WAITING)
        if self._trouble[host] >= MOST_TROUBLE:
            mine.update(not_before=now + MINUTE)
            return None
        if not mine.update(state=Waiting.SENDING, attempts=F("attempts") + 1):
            return None
        topic = message.tag
        reply = self.services.post(device, message.payload(), topic=topic, now=now)
        self._trouble[host] = self._trouble[host] + 1 if reply.answer in (Answer.LATER, Answer.DOUBT) else 0
        if reply.answer != Answer.ACCEPTED:
            logger.info("Notification %s: %s, %s", delivery.digest_id, reply.answer.value, reply.said)
        self._note(delivery, reply, self.clock())
        return reply.answer

    def _note(self, delivery: PushDelivery, reply: Reply, now: dt.datetime) -> None:
        mine = PushDelivery.objects.filter(pk=delivery.pk, state=Waiting.SENDING)
        device = PushDevice.objects.filter(pk=delivery.device_id)
        error = reply.said[:200]
        match reply.answer:
            case Answer.ACCEPTED:
                with transaction.atomic():
                    mine.update(state=Waiting.SENT, error="")
                    device.update(last_success_at=now, failures=0)
                self.tally.sent += 1
            case Answer.DOUBT:
                mine.update(error=error)
                self.tally.doubt += 1
            case Answer.GONE:
                device.delete()
                self.tally.gone += 1
            case Answer.LATER if delivery.attempts + 1 < POLICY.most_attempts:
                wait = POLICY.wait(delivery.attempts) if reply.wait is None else max(reply.wait, SHORTEST_WAIT)
                mine.update(state=Waiting.WAITING, not_before=now + wait, error=error)
            case _:
                with transaction.atomic():
                    mine.update(state=Waiting.FAILED, error=error)
                    if reply.answer == Answer.REFUSED:
                        device.update(failures=F("failures") + 1)
                        device.filter(failures__gte=MOST_REFUSALS).delete()
                self.tally.failed += 1

    def _record(self, content: Content, state: Digest.State) -> None:
        self._results.record(content, state, self.clock(), durably=True)
        self._results.wait()
        self.tally.empty += state == State.EMPTY

    # --- Devices that come later

    def _retry(self) -> bool:
        """Tries devices again whose member has got the message on another one. Returns whether there may be more."""
        now = self.clock()
        due = PushDelivery.objects.filter(state=Waiting.WAITING, not_before__lte=now, digest__state=State.SENT)
        found = list(due.select_related("device", "digest").order_by("not_before")[:CHUNK])
        if not found:
            return False
        quiet = quiet_ends({one.digest.recipient_id for one in found}, now=now)
        told = sections_told({one.digest_id for one in found})
        first = first_jobs(told.values())
        for delivery in found:
            mine = PushDelivery.objects.filter(pk=delivery.pk, state=Waiting.WAITING)
            said, sent_at = told[delivery.digest_id], delivery.digest.sent_at or now
            if not said or sent_at < now - GIVE_UP:
                mine.update(state=Waiting.FAILED)
            elif until := quiet.get(delivery.digest.recipient_id):
                mine.update(not_before=until)
            else:
                self._try(delivery, write(delivery.digest_id, said, first.get(said[0].job_ids[0], "")))
        return len(found) == CHUNK
