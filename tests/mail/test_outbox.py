"""Mail about accounts waits in the database until a server takes it."""

import datetime as dt
import logging

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import EmailMultiAlternatives

from alerts.health import queues
from local.files import free_port
from mail import outbox
from mail.models import OutgoingMail
from tests.factories import NOW

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


class Server:
    """Takes email by SMTP, except for ``full@…`` (not now) and ``gone@…`` (never)."""

    def __init__(self):
        self.taken = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("full@"):
            return "452 4.2.2 Mailbox full"
        if address.startswith("gone@"):
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def server(settings):
    port = free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler
    controller.stop()


def put(*recipients, now=NOW):
    for recipient in recipients:
        message = EmailMultiAlternatives("Your code", "123-456", to=[recipient])
        message.attach_alternative("<p>123-456</p>", "text/html")
        outbox.enqueue(message, now=now)


def test_what_was_sent_is_not_kept(server):
    put("ada@example.com", "grace@example.com")
    assert outbox.send_all(now=NOW) == 2
    assert server.taken == ["ada@example.com", "grace@example.com"]
    assert not OutgoingMail.objects.exists()
    assert outbox.send_all(now=NOW) == 0


def test_a_refused_mail_waits_longer_each_time_and_holds_up_no_other(server):
    put("full@example.com", "ada@example.com")
    tried = [minute for minute in range(60) if (put(f"m{minute}@example.com"), tries_of_full(NOW + minute * MINUTE))[1]]
    assert "ada@example.com" in server.taken
    assert len(server.taken) == 61
    assert tried == [0, 2, 6, 14, 30, 46]


def tries_of_full(now):
    """Whether the mailbox that is full was tried at ``now``."""
    before = OutgoingMail.objects.get(recipient="full@example.com").tries
    outbox.send_all(now=now)
    return OutgoingMail.objects.get(recipient="full@example.com").tries > before


def test_more_refused_mails_than_one_sweep_takes_do_not_stop_the_rest(server, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 3)
    put(*["full@example.com"] * 3, "ada@example.com")
    outbox.send_all(now=NOW)
    assert server.taken == []
    outbox.send_all(now=NOW + MINUTE)
    assert server.taken == ["ada@example.com"]


def test_nobody_is_tried_twice_who_is_not_there(server, caplog):
    put("gone@example.com")
    with caplog.at_level(logging.WARNING):
        outbox.send_all(now=NOW)
    assert not OutgoingMail.objects.exists()
    assert "gone@example.com" not in caplog.text


def test_while_the_server_is_away_all_of_it_waits(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    put("ada@example.com")
    with pytest.raises(OSError, match="refused"):
        outbox.send_all(now=NOW)
    assert OutgoingMail.objects.get().next_try_at == NOW


def test_what_is_an_hour_late_has_failed_and_staff_see_it_without_its_words(server):
    put("ada@example.com")
    OutgoingMail.objects.update(error="451 busy")
    late = NOW + dt.timedelta(hours=1, seconds=1)
    assert outbox.send_all(now=late) == 0
    assert server.taken == []
    mail = OutgoingMail.objects.get()
    assert (mail.failed_at, mail.text, mail.html) == (late, "", "")
    assert mail.error == "not sent in time. 451 busy"
    assert {queue.key: queue.failed for queue in queues(late)} == {"accounts": 1, "billing": 0}
    outbox.send_all(now=late + dt.timedelta(days=7, seconds=1))
    assert not OutgoingMail.objects.exists()


def test_a_message_between_people_is_tried_for_days_and_a_reply_goes_to_its_sender():
    message = EmailMultiAlternatives("A job", "Hello", to=["ada@example.com"], reply_to=["rui@example.com"])
    message.attach_alternative("<p>Hello</p>", "text/html")
    kept = outbox.enqueue(message, now=NOW, priority=outbox.Priority.MESSAGE)
    assert outbox.message_of(kept).message()["Reply-To"] == "rui@example.com"
    put("grace@example.com")
    outbox._give_up_late(NOW + dt.timedelta(hours=2))
    assert [mail.recipient for mail in OutgoingMail.objects.filter(failed_at=None)] == ["ada@example.com"]
    outbox._give_up_late(NOW + dt.timedelta(days=5, hours=1))
    assert not OutgoingMail.objects.filter(failed_at=None).exists()
