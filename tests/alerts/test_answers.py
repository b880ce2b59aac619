"""What a mail server answers decides what becomes of a digest: tried later, given up, the address suppressed, or all sending held up."""

import datetime as dt

import pytest

from alerts import delivery_state, sending
from alerts.models import Digest
from mail import circuit_breaker
from mail.circuit_breaker import Stream
from mail.delivery_errors import DeliveryError, Kind, Stage
from mail.models import Suppression
from tests.alerts.sink import Sink
from tests.alerts.support import DAY, HOUR, MONDAY, Clock, an_alert, listed, parsed, run
from tests.factories import a_user

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def sink(tmp_path, settings):
    """A mail server, and Django's settings that lead to it."""
    server = Sink(tmp_path).start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 1
    yield server
    server.close()


def three_members():
    for name in ("ada", "bob", "cyd"):
        an_alert(a_user(f"{name}@example.com"))
    listed(2, at=MONDAY)


def states():
    found = Digest.objects.order_by("recipient__user__email").values_list("recipient__user__email", "state")
    return {email.partition("@")[0]: state for email, state in found}


def send(now):
    return sending.send_due(clock=Clock(now), seconds=20)


ENVELOPE, TEXT, CONNECT, SENDER = Stage.ENVELOPE, Stage.TEXT, Stage.CONNECT, Stage.SENDER


@pytest.mark.parametrize(
    ("stage", "code", "text", "kind"),
    [
        (ENVELOPE, 421, "4.3.2 closing", Kind.LATER),
        (ENVELOPE, 450, "4.2.1 busy", Kind.LATER),
        (TEXT, 451, "4.7.1 greylisted", Kind.LATER),
        (ENVELOPE, 452, "4.2.2 mailbox full", Kind.LATER),
        (ENVELOPE, 550, "5.1.1 no such user", Kind.ADDRESS),
        (ENVELOPE, 550, "5.1.2 no such host", Kind.ADDRESS),
        (ENVELOPE, 553, "5.1.3 bad syntax", Kind.ADDRESS),
        (TEXT, 550, "5.1.10 null MX", Kind.ADDRESS),
        (ENVELOPE, 550, "5.1.8 your domain is unknown", Kind.SENDER_REJECTED),
        (ENVELOPE, 553, "5.1.7 bad sender", Kind.SENDER_REJECTED),
        (TEXT, 550, "5.7.1 rejected by policy", Kind.SENDER_REJECTED),
        (TEXT, 554, "5.7.26 not authenticated", Kind.SENDER_REJECTED),
        (CONNECT, 535, "5.7.8 bad credentials", Kind.SENDER_REJECTED),
        (CONNECT, 535, "no", Kind.SENDER_REJECTED),
        (ENVELOPE, 530, "authentication required", Kind.SENDER_REJECTED),
        (ENVELOPE, 550, "5.4.5 Daily sending quota exceeded", Kind.SENDER_REJECTED),
        (ENVELOPE, 550, "account sending limit reached", Kind.SENDER_REJECTED),
        (CONNECT, 554, "go away", Kind.SENDER_REJECTED),
        (SENDER, 550, "we do not know you", Kind.SENDER_REJECTED),
        (SENDER, 451, "busy", Kind.LATER),
        (ENVELOPE, 552, "5.2.2 mailbox full", Kind.REFUSED),
        (TEXT, 552, "5.3.4 message size exceeds fixed limit", Kind.REFUSED),
        (SENDER, 552, "message exceeds fixed maximum message size limit", Kind.REFUSED),
        (TEXT, -1, "gibberish", Kind.DOUBT),
        (ENVELOPE, -1, "gibberish", Kind.LATER),
        (Stage.COMPOSE, 0, "KeyError", Kind.BROKEN),
        (TEXT, 554, "5.6.0 cannot read this", Kind.REFUSED),
        (ENVELOPE, 550, "user unknown, perhaps", Kind.REFUSED),
        (CONNECT, 0, "refused", Kind.LATER),
        (ENVELOPE, 0, "timed out", Kind.LATER),
        (TEXT, 0, "timed out", Kind.DOUBT),
    ],
)
def test_answers_are_told_apart(stage, code, text, kind):
    assert DeliveryError(stage, code, text).kind == kind


@pytest.mark.django_db
class TestSending:
    def test_many_mails_go_over_one_connection(self, sink):
        three_members()
        assert run(MONDAY).sent == 3
        assert sink.connections == 1
        assert sink.commands[1:4] == ["MAIL FROM:<jobs@example.com>", "RCPT TO:<ada@example.com>", "DATA"]

    def test_a_server_that_does_not_pipeline_gets_one_command_after_the_other(self, sink):
        sink.features = b"250 sink\r\n"
        sink.order("rcpt bob@ 550 5.1.1 nobody")
        three_members()
        assert run(MONDAY).sent == 2
        assert states() == {"ada": "sent", "bob": "failed", "cyd": "sent"}

    def test_a_mail_that_was_only_announced_does_not_leave(self, sink):
        sink.order("text ada@ 550 5.7.1 policy")
        three_members()
        assert run(MONDAY).is_held_up
        assert not sink.accepted()
        assert set(states().values()) == {"planned"}
        assert not sink.left  # whoever said goodbye now would say it in an email
        sink.order()
        assert send(MONDAY + 2 * MINUTE).sent == 3
        assert sorted(one.recipient[:3] for one in sink.accepted()) == ["ada", "bob", "cyd"]

    def test_a_connection_that_breaks_off_takes_nothing_of_the_next_mail_along(self, sink):
        sink.order("end ada@ drop")
        three_members()
        assert run(MONDAY).sent == 2
        assert states() == {"ada": "sending", "bob": "sent", "cyd": "sent"}
        assert [(one.recipient[:3], one.connection) for one in sink.accepted()] == [("ada", 1), ("bob", 2), ("cyd", 2)]

    def test_what_arrives_is_what_a_mail_program_reads(self, sink):
        three_members()
        run(MONDAY)
        [first, *_others] = [parsed(message) for message in sink.messages]
        assert first["Subject"] == "2 new jobs for “Operations”: Operations Officer 1 at Northwind and 1 more"
        assert first.get_body(("plain",)).get_content().count("* Operations Officer") == 2
        assert "Operations Officer 1" in first.get_body(("html",)).get_content()
        assert not first.defects

    def test_a_domain_with_letters_of_its_own_is_written_as_mail_servers_read_it(self, sink):
        an_alert(a_user("bob@bücher.example"))
        an_alert(a_user("ada@example.com"))
        listed(2, at=MONDAY)
        assert run(MONDAY).sent == 2
        assert "RCPT TO:<bob@xn--bcher-kva.example>" in sink.commands
        [to] = [parsed(message)["To"] for message in sink.messages if b"xn--" in message]
        assert str(to) == "bob@xn--bcher-kva.example"

    @pytest.mark.parametrize(
        "answer", ["rcpt ada@ 451 4.3.0 later", "text ada@ 421 4.3.2 closing", "data ada@ 450 busy"]
    )
    def test_a_passing_refusal_is_tried_again_and_then_fine(self, sink, answer):
        sink.order(answer)
        three_members()
        tally = run(MONDAY)
        assert (tally.sent, tally.later) == (2, 1)
        assert states() == {"ada": "planned", "bob": "sent", "cyd": "sent"}
        sink.order()
        assert send(MONDAY + MINUTE / 2).sent == 0  # not at once
        assert send(MONDAY + 2 * MINUTE).sent == 1
        assert len(sink.accepted()) == len({one.message for one in sink.accepted()}) == 3
        assert not Suppression.objects.exists()

    def test_waits_grow_and_end_after_a_day(self, sink):
        sink.order("rcpt * 451 4.3.0 later")
        an_alert()
        listed(1, at=MONDAY)
        run(MONDAY)
        waits, now = [], MONDAY
        while (digest := Digest.objects.get()).state == "planned":
            waits.append(digest.not_before - now)
            now = digest.not_before
            send(now)
        assert digest.state == "failed"
        assert "451" in digest.error
        assert MONDAY + 20 * HOUR < now < MONDAY + DAY + 5 * HOUR
        assert waits[0] < 2 * MINUTE < waits[-1]
        assert len(waits) < 15

    def test_the_next_digest_has_what_a_failed_one_could_not_bring(self, sink):
        sink.order("rcpt * 554 5.6.0 no")
        an_alert()
        listed(2, at=MONDAY)
        run(MONDAY)
        assert states() == {"ada": "failed"}
        sink.order()
        run(MONDAY + 7 * DAY)
        assert (
            parsed(sink.messages[0])["Subject"]
            == "2 new jobs for “Operations”: Operations Officer 1 at Northwind and 1 more"
        )

    def test_where_nobody_is_the_address_is_suppressed(self, sink):
        sink.order("rcpt bob@ 550 5.1.1 no such user")
        three_members()
        run(MONDAY)
        assert states() == {"ada": "sent", "bob": "failed", "cyd": "sent"}
        assert [(one.address, one.reason) for one in Suppression.objects.all()] == [("bob@example.com", "bounce")]
        assert circuit_breaker.row(Stream.DIGESTS).failures == 0

    @pytest.mark.parametrize(
        "answer",
        [
            "rcpt * 535 5.7.8 bad credentials",
            "text * 550 5.7.1 policy",
            "connect * 554 go away",
            "rcpt * 550 5.4.5 quota",
        ],
    )
    def test_what_is_our_fault_holds_all_up_and_suppresses_nobody(self, sink, answer, caplog):
        sink.order(answer)
        three_members()
        tally = run(MONDAY)
        assert tally.is_held_up
        assert set(states().values()) == {"planned"}
        assert not Suppression.objects.exists()
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        assert send(MONDAY + MINUTE / 4).is_held_up
        sink.order()
        assert send(MONDAY + 2 * MINUTE).sent == 3
        assert circuit_breaker.row(Stream.DIGESTS).open_until is None

    def test_a_server_that_is_away_is_waited_for(self, sink, settings):
        three_members()
        settings.EMAIL_PORT = 1
        assert run(MONDAY).is_held_up
        assert set(states().values()) == {"planned"}
        settings.EMAIL_PORT = sink.port
        assert send(MONDAY + MINUTE).sent == 3

    def test_waits_for_a_server_that_refuses_us_grow_to_an_hour(self, sink):
        sink.order("connect * 554 go away")
        three_members()
        run(MONDAY)
        now, waits = MONDAY, []
        for _attempt in range(12):
            now_allowed = circuit_breaker.row(Stream.DIGESTS).open_until
            waits.append(now_allowed - now)
            now = now_allowed
            send(now)
        assert waits[:3] == [MINUTE / 2, MINUTE, 2 * MINUTE]
        assert waits[-1] == HOUR

    @pytest.mark.parametrize("order", ["end ada@ hang", "end ada@ drop"])
    def test_silence_after_the_text_is_doubt_and_waits_half_an_hour(self, sink, order):
        sink.order(order)
        three_members()
        tally = run(MONDAY)
        assert (tally.sent, tally.in_doubt) == (2, 1)
        assert states() == {"ada": "sending", "bob": "sent", "cyd": "sent"}
        sink.order()
        assert send(MONDAY + 29 * MINUTE).sent == 0
        assert send(MONDAY + 31 * MINUTE).sent == 1
        accepted = [one.message for one in sink.accepted() if one.recipient.startswith("ada")]
        assert len(accepted) == 2
        assert len(set(accepted)) == 1  # the same Message-ID: mail programs fold them

    def test_one_that_nobody_wants_from_us_does_not_hold_up_the_others_for_ever(self, sink):
        sink.order("rcpt ada@ 550 5.7.1 not you")
        three_members()
        assert run(MONDAY).is_held_up
        assert send(MONDAY + MINUTE / 2 + MINUTE / 60).sent == 2
        assert states() == {"ada": "planned", "bob": "sent", "cyd": "sent"}

    def test_doubt_comes_to_an_end(self, sink):
        sink.order("end ada@ drop")
        three_members()
        for attempt in range(6):
            run(MONDAY + attempt * 31 * MINUTE)
        assert states()["ada"] == "failed"
        assert sum(one.recipient.startswith("ada") for one in sink.accepted()) == 3

    def test_silence_before_the_text_is_no_doubt(self, sink):
        sink.order("rcpt ada@ hang")
        three_members()
        tally = run(MONDAY)
        assert (tally.sent, tally.later, tally.in_doubt) == (2, 1, 0)

    def test_staff_stop_all_sending_and_let_it_go_on(self, sink):
        three_members()
        delivery_state.pause(by=None, now=MONDAY)
        assert run(MONDAY).is_held_up
        assert not sink.accepted()
        delivery_state.resume()
        assert send(MONDAY).sent == 3
