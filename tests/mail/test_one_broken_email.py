"""One broken email never stops a batch: each queue of emails, each stage at which an email can break, and the others arrive at once."""

import datetime as dt
import logging
from dataclasses import replace

import pytest
from django.core.mail import EmailMultiAlternatives

from accounts.models import User
from alerts.models import Alert, Digest
from alerts.sample_mail import sample_email
from billing import tasks
from billing.models import BillingAccount, BillingMail
from local.files import free_port
from mail import circuit_breaker, outbox
from mail.circuit_breaker import Stream
from mail.models import OutgoingMail, Suppression
from mail.policy import CODES, DIGESTS, RECEIPTS
from tests.alerts.sink import Sink
from tests.alerts.support import MONDAY, an_alert, listed, parsed, run
from tests.factories import a_user

pytestmark = pytest.mark.django_db
MINUTE, WEEK = dt.timedelta(minutes=1), dt.timedelta(days=7)
POISON = ["\u0130k@example.com", "\u017fam@example.com", '"x\x01y"@example.com', "ada@exa mple.com"]


class Clock:
    def __init__(self):
        self.now = MONDAY

    def __call__(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    found = Clock()
    monkeypatch.setattr("django.utils.timezone.now", found)
    return found


@pytest.fixture
def sink(tmp_path, settings):
    server = Sink(tmp_path).start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 1
    yield server
    server.close()


class Codes:
    """Emails about accounts."""

    policy = CODES

    def put(self, *recipients):
        for number, recipient in enumerate(recipients):
            message = EmailMultiAlternatives("Your code", "123-456", to=[recipient])
            message.attach_alternative("<p>123-456</p>", "text/html")
            outbox.enqueue(message, now=MONDAY + dt.timedelta(microseconds=number))

    def send(self, clock):
        try:
            outbox.send_all(now=clock.now + MINUTE / 60)
        except ConnectionError:
            return

    def fate(self, recipient):
        """Attempts and whether it has failed; None when the row is gone."""
        row = OutgoingMail.objects.filter(recipient=recipient).first()
        return row and (row.tries, row.failed_at is not None)

    def circuit_is_open(self):
        return circuit_breaker.row(Stream.SERVICE).failures > 0


class Receipts:
    """Emails about money."""

    policy = RECEIPTS

    def put(self, *recipients):
        for number, recipient in enumerate(recipients):
            user = a_user(f"member{number}@example.com")
            User.objects.filter(pk=user.pk).update(email=recipient)
            account = BillingAccount.objects.create(user=user, created_at=MONDAY)
            BillingMail.objects.create(
                account=account,
                kind="receipt",
                occasion="in_1",
                facts={"paid": 800, "currency": "usd"},
                created_at=MONDAY + dt.timedelta(microseconds=number),
            )

    def send(self, clock):
        clock.now += MINUTE / 60
        tasks.send_mails()

    def fate(self, recipient):
        row = BillingMail.objects.get(account__user__email=recipient)
        return None if row.sent_at else (row.attempts, row.failed_at is not None)

    def circuit_is_open(self):
        return circuit_breaker.row(Stream.SERVICE).failures > 0


class Digests:
    policy = DIGESTS

    def put(self, *recipients):
        for number, recipient in enumerate(recipients):
            user = a_user(f"member{number}@example.com")
            an_alert(user)
            User.objects.filter(pk=user.pk).update(email=recipient)
        listed(2, at=MONDAY)

    def send(self, clock):
        run(clock.now)

    def fate(self, recipient):
        row = Digest.objects.get(recipient__user__email=recipient)
        return None if row.state == "sent" else (row.attempts, row.state == "failed")

    def circuit_is_open(self):
        return circuit_breaker.row(Stream.DIGESTS).failures > 0


@pytest.fixture(params=[Codes, Receipts, Digests])
def queue(request):
    return request.param()


def arrived(sink):
    return sorted(one.recipient.partition("@")[0] for one in sink.accepted())


@pytest.mark.parametrize("address", POISON)
def test_an_address_that_no_server_can_be_told_holds_up_nobody(queue, address, sink, clock, caplog):
    with caplog.at_level(logging.DEBUG):
        queue.put(address, "bob@example.com", "cyd@example.com")
        queue.send(clock)
    assert arrived(sink) == ["bob", "cyd"]
    assert queue.fate(address) == (1, False)
    assert not queue.circuit_is_open()
    assert not Suppression.objects.exists()
    assert address not in caplog.text
    assert "example.com" not in " ".join(record.getMessage() for record in caplog.records)


def test_a_broken_email_fails_after_a_bounded_number_of_attempts(queue, sink, clock):
    queue.put(POISON[0], "bob@example.com")
    attempts, longest = [], replace(queue.policy, spread=0)
    for _ in range(60):
        queue.send(clock)
        fate = queue.fate(POISON[0])
        if fate is None or fate[1]:
            break
        attempts.append(fate[0])
        clock.now += longest.wait(fate[0] - 1) * 1.3
    assert fate == (queue.policy.most_attempts, True)
    assert attempts == list(range(1, queue.policy.most_attempts))
    assert arrived(sink) == ["bob"]
    queue.send(clock)  # nor is it tried again
    assert queue.fate(POISON[0]) == fate


@pytest.mark.parametrize(
    ("order", "fate", "suppressed"),
    [
        ("rcpt ada@ 550 5.1.1 no such user", "failed", True),
        ("text ada@ 550 5.1.1 no such user", "failed", True),
        ("text ada@ 552 5.3.4 message size exceeds fixed limit", "failed", False),
        ("text ada@ 552 message exceeds the maximum message size limit", "failed", False),
        ("rcpt ada@ 451 4.3.0 later", "waits", False),
        ("data ada@ 450 busy", "waits", False),
        ("text ada@ 421 4.3.2 closing", "waits", False),
        ("rcpt ada@ drop", "waits", False),
        ("data ada@ drop", "waits", False),
        ("text ada@ drop", "doubt", False),
        ("end ada@ drop", "doubt", False),
        ("end ada@ what?", "doubt", False),
    ],
)
def test_what_a_server_says_about_one_email_is_that_emails_alone(queue, order, fate, suppressed, sink, clock):
    sink.order(order)
    queue.put("ada@example.com", "bob@example.com", "cyd@example.com")
    queue.send(clock)
    others = [name for name in arrived(sink) if name != "ada"]
    assert others == ["bob", "cyd"]
    found = queue.fate("ada@example.com")
    if fate == "failed":
        assert found in (None, (1, True))  # a code for nobody goes
    else:
        assert found == (queue.policy.doubt_counts if fate == "doubt" else 1, False)
    assert Suppression.objects.exists() == suppressed
    assert not queue.circuit_is_open()


@pytest.mark.parametrize(
    "order", ["rcpt ada@ 535 5.7.8 bad credentials", "text ada@ 550 5.7.1 policy", "rcpt ada@ 550 5.4.5 daily quota"]
)
def test_a_server_that_refuses_us_is_left_alone_for_a_while_and_nobody_is_suppressed(queue, order, sink, clock):
    sink.order(order)
    queue.put("ada@example.com", "bob@example.com", "cyd@example.com")
    queue.send(clock)
    assert arrived(sink) == []
    assert queue.circuit_is_open()
    assert queue.fate("ada@example.com") == (1, False)
    sink.order()
    queue.send(clock)  # not at once
    assert arrived(sink) == []
    clock.now += MINUTE
    queue.send(clock)
    assert {"bob", "cyd"} <= set(arrived(sink))  # whose turn comes before that of the one that was refused
    assert not queue.circuit_is_open()
    assert not Suppression.objects.exists()


def test_a_server_that_is_away_costs_no_attempt(queue, sink, clock, settings):
    queue.put("ada@example.com", "bob@example.com")
    settings.EMAIL_PORT = free_port()
    queue.send(clock)
    assert queue.fate("ada@example.com") == queue.fate("bob@example.com") == (0, False)
    assert queue.circuit_is_open()
    settings.EMAIL_PORT = sink.port
    clock.now += MINUTE
    queue.send(clock)
    assert arrived(sink) == ["ada", "bob"]


def test_an_email_whose_content_breaks_holds_up_nobody(sink, clock, caplog):
    codes, receipts = Codes(), Receipts()
    codes.put("ada@example.com", "bob@example.com")
    receipts.put("eve@example.com", "fay@example.com")
    OutgoingMail.objects.filter(recipient="ada@example.com").update(subject="Hello\nBcc: all@example.com")
    BillingMail.objects.filter(account__user__email="eve@example.com").update(facts={"paid": 800})  # of no currency
    codes.send(clock)
    receipts.send(clock)
    assert arrived(sink) == ["bob", "fay"]
    assert codes.fate("ada@example.com") == receipts.fate("eve@example.com") == (1, False)
    assert "all@example.com" not in caplog.text


@pytest.mark.parametrize(("queue", "module"), [(Codes(), outbox), (Receipts(), tasks)], ids=["codes", "receipts"])
def test_emails_that_fail_again_and_again_never_stand_before_later_ones(queue, module, sink, clock, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 3)
    sink.order("rcpt full 452 4.2.2 mailbox full")
    queue.put(*(f"full{number}@example.com" for number in range(6)), "ada@example.com")
    for _ in range(3):
        queue.send(clock)
    assert arrived(sink) == ["ada"]


def test_codes_go_before_notices(sink, clock):
    for recipient, priority in (
        ("notice@example.com", outbox.Priority.NOTICE),
        ("code@example.com", outbox.Priority.CODE),
    ):
        message = EmailMultiAlternatives("Hello", "123-456", to=[recipient])
        message.attach_alternative("<p>123-456</p>", "text/html")
        outbox.enqueue(message, now=MONDAY, priority=priority)
    outbox.send_all(now=MONDAY)
    assert [one.recipient for one in sink.accepted()] == ["code@example.com", "notice@example.com"]


def test_a_failed_code_keeps_no_words(sink, clock):
    sink.order("text ada@ 554 5.6.0 cannot read this")
    codes = Codes()
    codes.put("ada@example.com")
    codes.send(clock)
    row = OutgoingMail.objects.get()
    assert (row.text, row.html) == ("", "")
    assert row.failed_at
    assert "5.6.0" in row.error
    outbox.send_all(now=MONDAY + 2 * WEEK)
    assert not OutgoingMail.objects.exists()


def test_a_receipt_that_is_a_week_late_has_failed(sink, clock):
    receipts = Receipts()
    receipts.put("ada@example.com")
    clock.now += WEEK
    receipts.send(clock)
    assert arrived(sink) == []
    assert BillingMail.objects.get().failed_at


def test_a_line_end_in_the_name_of_an_alert_begins_no_header(mailoutbox):
    an_alert(a_user())
    Alert.objects.update(name="Officers\r\nBcc: eve@example.com\r\n\r\nBody")
    listed(1, at=MONDAY)
    assert run(MONDAY).sent == 1
    written = sample_email(Digest.objects.get(), now=MONDAY).as_bytes()
    for message in (parsed(written), parsed(mailoutbox[0])):
        assert "Officers Bcc: eve@example.com Body" in message["Subject"]
        assert "Bcc" not in message
