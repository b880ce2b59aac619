"""Faults of what the site sends emails with: each is planted on its own, and the doctor's check that is for it says what to do."""

import datetime as dt
import socket

import pytest

from local.files import free_port
from mail import circuit_breaker
from mail.circuit_breaker import Stream
from mail.delivery_errors import DeliveryError, Stage
from mail.models import OutgoingMail
from tests.factories import NOW
from tests.operations import servers
from tests.operations.doctor import expect, look

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PROVIDER = ""
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "127.0.0.1", False, False
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "board", "a-password-of-mail"
    return settings


def test_a_mail_server_that_refuses(smtp):
    smtp.EMAIL_PORT = free_port()
    expect(look("mail: server"), "wrong", f"127.0.0.1:{smtp.EMAIL_PORT} doesn't answer", "EMAIL_PROVIDER")
    with servers.mail_server(login=b"535 5.7.8 no") as port:
        smtp.EMAIL_PORT = port
        expect(look("mail: server"), "wrong", "refuses the login (535)", "EMAIL_URL")
        smtp.EMAIL_USE_TLS = True
        expect(look("mail: server"), "wrong", "STARTTLS", "smtp+tls://")
    smtp.EMAIL_USE_TLS = False
    with servers.mail_server() as port:
        smtp.EMAIL_PORT = port
        expect(look("mail: server"), "ok", "takes our login")


@pytest.mark.parametrize("provider", ["postmark", "mailgun", "brevo"])
def test_a_provider_that_does_not_know_the_key(settings, provider):
    settings.EMAIL_PROVIDER = provider
    answers = {"*": (401, {}, "{}")}
    with servers.web(answers) as address:
        settings.ANYMAIL = {f"{provider.upper()}_API_URL": f"{address}/v3", "POSTMARK_SERVER_TOKEN": "a-token-of-mail"}
        expect(look("mail: server"), "wrong", "refuses the key", "dashboard")
        answers["*"] = 200, {}, "{}"
        expect(look("mail: server"), "ok")
    expect(look("mail: server"), "wrong", "doesn't answer", "443")
    settings.LOCAL, settings.EMAIL_WEBHOOK_SECRETS = False, []
    expect(look("mail: bounces"), "warning", "EMAIL_WEBHOOK_SECRETS")


@pytest.mark.django_db
def test_emails_that_do_not_leave():
    expect(look("mail: refusals"), "ok")
    circuit_breaker.record_failure(Stream.SERVICE, DeliveryError(Stage.SENDER, 550, "5.7.1 unverified sender"), now=NOW)
    expect(look("mail: refusals"), "wrong", "unverified sender", "Retry delivery")
    expect(look("mail: waiting"), "ok")
    OutgoingMail.objects.create(
        recipient="ada@example.com", subject="Your code", text="1", created_at=NOW - HOUR, next_try_at=NOW
    )
    found = look("mail: waiting")
    expect(found, "wrong", "1 wait, the oldest for 60 minutes", "work: workers")
    assert "ada@" not in found[1]


def test_one_email_is_sent_to_whom_is_named_and_none_otherwise(smtp, mailoutbox):
    smtp.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    expect(look("mail: test"), "ok", "none sent")
    assert mailoutbox == []
    expect(look("mail: test", send_to="operator@example.com"), "ok", "see whether it arrives")
    assert [mail.to for mail in mailoutbox] == [["operator@example.com"]]
    smtp.EMAIL_BACKEND, smtp.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", free_port()
    expect(look("mail: test", send_to="operator@example.com"), "wrong", "wasn't taken")


DOMAIN = "board.io"
GOOD = {
    (DOMAIN, "TXT"): ['"something=else"', '"v=spf1 include:spf.provider.test ~all"'],
    (f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; p=quarantine; rua=mailto:dmarc@board.io"'],
    (f"key1._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; k=rsa; " "p=MIGfMA0GCSq"'],
    (DOMAIN, "MX"): ["10 mx.provider.test."],
}
FAULTS_OF_DNS = [
    ("mail: SPF", {(DOMAIN, "TXT"): ['"something=else"']}, "wrong", "no SPF record", "Publish"),
    ("mail: SPF", {(DOMAIN, "TXT"): ['"v=spf1 a ~all"', '"v=spf1 mx ~all"']}, "wrong", "2 SPF records", "Merge"),
    ("mail: SPF", {(DOMAIN, "TXT"): ['"v=spf1 mx +all"']}, "wrong", "everybody", "-all"),
    ("mail: SPF", {(DOMAIN, "TXT"): [f'"v=spf1 {"include:a.test " * 11}~all"']}, "wrong", "11 lookups", "Remove"),
    ("mail: DMARC", {(f"_dmarc.{DOMAIN}", "TXT"): None}, "wrong", "no DMARC policy", "_dmarc.board.io"),
    (
        "mail: DMARC",
        {(f"_dmarc.{DOMAIN}", "TXT"): ['"v=DMARC1; rua=mailto:a@b.test"']},
        "wrong",
        "no valid policy",
        "p=none",
    ),
    ("mail: DKIM", {(f"key1._domainkey.{DOMAIN}", "TXT"): None}, "wrong", "key1._domainkey.board.io", "provider"),
    ("mail: DKIM", {(f"key1._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; p="']}, "wrong", "no key", "Publish"),
    (
        "mail: DKIM",
        {(f"key1._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; p=; t=s"']},
        "wrong",
        "no key at key1",
        "Publish",
    ),
    (
        "mail: DKIM",
        {(f"key1._domainkey.{DOMAIN}", "TXT"): ['"v=DKIM1; sp=abc"']},
        "wrong",
        "no key at key1",
        "Publish",
    ),
    ("mail: SPF", {(DOMAIN, "TXT"): ['"v=spf10 mx -all"']}, "wrong", "no SPF record", "Publish"),
    ("mail: MX", {(DOMAIN, "MX"): ["0 ."]}, "warning", "no MX record: board.io", "Publish"),
]


FINE = [
    ("mail: DMARC", (f"_dmarc.{DOMAIN}", "TXT"), '"v = DMARC1 ; p = reject ;"', "p=reject"),
    ("mail: DMARC", (f"_dmarc.{DOMAIN}", "TXT"), '"v=DMARC1;P=None"', "p=none"),
    ("mail: DKIM", (f"key1._domainkey.{DOMAIN}", "TXT"), '"p = MIGf MA0G ; t=s"', "key1"),
    ("mail: SPF", (DOMAIN, "TXT"), '"V=SPF1 mx -ALL"', "V=SPF1"),
]


@pytest.fixture
def sender(settings):
    settings.DEFAULT_FROM_EMAIL = f"Board <jobs@{DOMAIN}>"
    settings.CONTACT_EMAIL = settings.ALERT_UNSUBSCRIBE_EMAIL = f"hello@{DOMAIN}"
    return settings


@pytest.mark.parametrize(("name", "changes", "state", "said", "advice"), FAULTS_OF_DNS)
def test_records_of_mail(sender, name, changes, state, said, advice):
    asked = {"nameserver": "127.0.0.1", "dkim_selectors": ("key1",)}
    with servers.nameserver(GOOD) as port:
        expect(look(name, nameserver_port=port, **asked), "ok")
    with servers.nameserver({key: value for key, value in {**GOOD, **changes}.items() if value}) as port:
        expect(look(name, nameserver_port=port, **asked), state, said, advice)


@pytest.mark.parametrize(("name", "record", "text", "said"), FINE)
def test_records_that_are_written_otherwise_are_fine(sender, name, record, text, said):
    with servers.nameserver({**GOOD, record: [text]}) as port:
        expect(look(name, nameserver="127.0.0.1", nameserver_port=port, dkim_selectors=("key1",)), "ok", said)


def test_replies_go_nowhere_and_a_nameserver_is_silent(sender):
    sender.INBOUND_MAIL_DOMAIN = "reply.board.io"
    with servers.nameserver(GOOD) as port:
        expect(
            look("mail: MX", nameserver="127.0.0.1", nameserver_port=port),
            "wrong",
            "reply.board.io",
            "INBOUND_MAIL_DOMAIN",
        )
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        asked = {"nameserver": "127.0.0.1", "nameserver_port": silent.getsockname()[1], "seconds": 0.2}
        for name in ("mail: SPF", "mail: DMARC", "mail: MX"):
            expect(look(name, **asked), "warning", "no nameserver answered", "resolv.conf")
