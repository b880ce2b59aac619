"""What mail providers report, in their own forms, through the real readers of django-anymail: bounces, complaints, ways out."""

import base64
import hashlib
import hmac
import json
import secrets
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from alerts import services, tokens
from alerts.models import Alert
from jobs.search.criteria import Criteria
from mail.models import Suppression
from tests.alerts.support import MONDAY, an_alert, listed, parsed, run
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db
SECRET = "provider:a-long-enough-secret"
EVENTS, INBOUND = "/mail/events/", "/mail/inbound/"


@pytest.fixture
def with_webhooks(settings):
    def choose(provider):
        settings.EMAIL_PROVIDER, settings.EMAIL_WEBHOOK_SECRETS = provider, [SECRET]
        settings.ANYMAIL = {
            **settings.ANYMAIL,
            "MAILGUN_WEBHOOK_SIGNING_KEY": "key",
            "BREVO_API_KEY": "key",
        }

    choose("postmark")
    return choose


@pytest.fixture
def provider(with_webhooks):
    """Somebody who knows the secret; pages of forms are not asked for."""
    return Client(enforce_csrf_checks=True, headers=with_secret(SECRET))


def with_secret(secret):
    return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}


def tell(client, address, report, **headers):
    return client.post(address, json.dumps(report), content_type="application/json", headers=headers).status_code


def suppressed():
    return {one.address: one.reason for one in Suppression.objects.all()}


def an_end(*alerts):
    return tokens.make_token("end", [(alert.pk, alert.version) for alert in alerts])


# --- Their forms ---------------------------------------------------------------------------------------------------------------


def of_postmark(kind, address="Ada@example.com", **more):
    record = "SpamComplaint" if kind == "SpamComplaint" else "Bounce"
    return {
        "RecordType": record, "ID": 42, "Type": kind, "TypeCode": 1, "Name": kind, "MessageID": "0a1b", "ServerID": 23,
        "Description": "The server was unable to deliver your message.", "Details": "smtp;550 5.1.1 no such user", "Email": address,
        "From": "jobs@example.com", "BouncedAt": "2026-11-23T08:31:00Z", "Inactive": True, "Subject": "2 new jobs", **more,
    }  # fmt: skip


def mail_by_postmark(subject):
    return {
        "FromFull": {"Email": "ada@example.com", "Name": "", "MailboxHash": ""}, "From": "ada@example.com", "Subject": subject,
        "ToFull": [{"Email": "unsubscribe@example.com", "Name": "", "MailboxHash": ""}], "To": "unsubscribe@example.com",
        "MessageID": "22c7", "Date": "Mon, 23 Nov 2026 09:00:00 +0000", "TextBody": "", "HtmlBody": "", "Tag": "",
        "Headers": [{"Name": "Return-Path", "Value": "<ada@example.com>"}, {"Name": "X-Spam-Status", "Value": "No"}], "Attachments": [],
    }  # fmt: skip


def signed_by_mailgun(key="key"):
    token, timestamp = secrets.token_hex(25), "1795422600"
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": timestamp, "token": token, "signature": signature}


def of_mailgun(event, key="key", **data):
    return {
        "signature": signed_by_mailgun(key),
        "event-data": {
            "event": event, "id": "G9Bn5sl1TC6nu79C8C0bwg", "timestamp": 1795422600.5, "recipient": "ada@example.com", "tags": [],
            "message": {"headers": {"message-id": "digest-1@example.com", "to": "ada@example.com"}}, "user-variables": {}, **data,
        },
    }  # fmt: skip


def of_ses(kind, **bounce):
    message = {"eventType": kind, "mail": {"messageId": "0a1b", "destination": ["ada@example.com"], "headers": []}}
    if kind == "Bounce":
        message["bounce"] = {
            "bounceSubType": "General", "bouncedRecipients": [{"emailAddress": "ada@example.com", "diagnosticCode": "550"}], **bounce
        }  # fmt: skip
    else:
        message["complaint"] = {
            "complainedRecipients": [{"emailAddress": "ada@example.com"}],
            "complaintFeedbackType": "abuse",
        }
    return {
        "Type": "Notification", "MessageId": "7d1f", "TopicArn": "arn:aws:sns:eu-west-1:123:mail", "Message": json.dumps(message),
        "Timestamp": "2026-11-23T08:31:00.000Z",
    }  # fmt: skip


SNS = {"X-Amz-Sns-Message-Type": "Notification", "X-Amz-Sns-Message-Id": "7d1f"}


def of_brevo(event):
    return {
        "event": event,
        "email": "ada@example.com",
        "id": 1,
        "message-id": "<digest-1@example.com>",
        "ts_epoch": 1795422600000,
        "reason": "x",
    }


PERMANENT = {
    "severity": "permanent",
    "reason": "bounce",
    "delivery-status": {"code": 550, "message": "5.1.1 no such user"},
}
REPORTS = [
    ("postmark", of_postmark("HardBounce"), "bounce"),
    ("postmark", of_postmark("BadEmailAddress"), "bounce"),
    ("postmark", of_postmark("SoftBounce"), None),
    ("postmark", of_postmark("Transient"), None),
    ("postmark", of_postmark("DMARCPolicy"), None),
    ("postmark", of_postmark("SpamComplaint"), "complaint"),
    ("postmark", {"RecordType": "Delivery", "Recipient": "ada@example.com", "DeliveredAt": "2026-11-23T08:31:00Z"}, None),
    ("mailgun", of_mailgun("failed", **PERMANENT), "bounce"),
    ("mailgun", of_mailgun("failed", severity="temporary", reason="generic", **{"delivery-status": {"code": 452}}), None),
    ("mailgun", of_mailgun("complained"), "complaint"),
    ("ses", of_ses("Bounce", bounceType="Permanent"), "bounce"),
    ("ses", of_ses("Bounce", bounceType="Transient"), None),
    ("ses", of_ses("Complaint"), "complaint"),
    ("brevo", of_brevo("hard_bounce"), "bounce"),
    ("brevo", of_brevo("invalid_email"), "bounce"),
    ("brevo", of_brevo("soft_bounce"), None),
    ("brevo", of_brevo("spam"), "complaint"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "report", "reason"), REPORTS)
def test_bounces_for_good_and_complaints_suppress_and_what_may_pass_does_not(
    provider, with_webhooks, name, report, reason
):
    with_webhooks(name)
    an_alert()
    for _time in range(2):
        assert tell(provider, EVENTS, report, **SNS) == 200
    assert suppressed() == ({"ada@example.com": reason} if reason else {})
    assert Alert.objects.get().state == "active"


@pytest.mark.parametrize(
    ("name", "report"),
    [
        ("postmark", {"RecordType": "SubscriptionChange", "Recipient": "Ada@example.com", "SuppressSending": True,
                      "SuppressionReason": "ManualSuppression", "Origin": "Recipient", "ChangedAt": "2026-11-23T08:31:00Z"}),
        ("mailgun", of_mailgun("unsubscribed")),
        ("brevo", of_brevo("unsubscribe")),
    ],
)  # fmt: skip
def test_whoever_leaves_at_the_provider_has_all_alerts_of_that_address_ended(provider, with_webhooks, name, report):
    with_webhooks(name)
    user = a_user()
    an_alert(user, q="one")
    an_alert(user, q="two")
    visitors = services.create_for_address(email="ada@example.com", criteria=Criteria(), name="", now=NOW)
    other = an_alert(a_user("bob@example.com"))
    assert tell(provider, EVENTS, report) == 200
    assert set(Alert.objects.exclude(pk=other.pk).values_list("state", flat=True)) == {"ended"}
    assert Alert.objects.get(pk=other.pk).state == "active"
    assert Alert.objects.get(pk=visitors.pk).state == "ended"
    assert not Suppression.objects.exists()


def test_coming_back_at_the_provider_ends_nothing(provider):
    an_alert()
    report = {
        "RecordType": "SubscriptionChange",
        "Recipient": "ada@example.com",
        "SuppressSending": False,
        "ChangedAt": "2026-11-23T08:31:00Z",
    }
    assert tell(provider, EVENTS, report) == 200
    assert Alert.objects.get().state == "active"


# --- Emails to us ---------------------------------------------------------------------------------------------------------------


def test_the_mail_that_a_mail_program_writes_by_itself_ends_what_was_in_the_mail(provider, mailoutbox):
    user = a_user()
    an_alert(user, q="officer", name="Officers")
    other = an_alert(user, name="Friday", q="zzz", weekday=4)
    listed(1, at=MONDAY)
    run(MONDAY)
    [_https, mailto] = parsed(mailoutbox[0])["List-Unsubscribe"].split(", ")
    [subject] = parse_qs(urlsplit(mailto.strip("<>")).query)["subject"]
    for _time in range(2):
        assert tell(provider, INBOUND, mail_by_postmark(subject)) == 200
    assert dict(Alert.objects.values_list("name", "state")) == {"Officers": "ended", "Friday": "active"}
    assert Alert.objects.get(pk=other.pk).next_due_at


def test_spaces_that_a_mail_program_put_in_do_no_harm(provider):
    subject = " End  " + an_end(an_alert()) + " "
    assert tell(provider, INBOUND, mail_by_postmark(subject[:40] + " " + subject[40:])) == 200
    assert Alert.objects.get().state == "ended"


def test_mailgun_sends_mails_as_forms(provider, with_webhooks):
    with_webhooks("mailgun")
    subject = "end " + an_end(an_alert())
    form = {
        "recipient": "unsubscribe@example.com",
        "sender": "ada@example.com",
        "message-headers": json.dumps([["Subject", subject]]),
    }
    assert provider.post(INBOUND, {**form, **signed_by_mailgun("other")}).status_code == 400
    assert Alert.objects.get().state == "active"
    assert provider.post(INBOUND, {**form, **signed_by_mailgun()}).status_code == 200
    assert Alert.objects.get().state == "ended"


def test_a_subject_that_is_not_ours_changes_nothing_and_is_taken(provider):
    alert = an_alert()
    old = tokens.make_token("end", [(alert.pk, alert.version + 1)])
    confirming = tokens.make_token("confirm", [(alert.pk, alert.version)])
    for subject in (
        "",
        "end",
        "Hello",
        f"Re: end {an_end(alert)}",
        "end " + "x" * 5000,
        f"end {old}",
        f"end {confirming}",
    ):
        assert tell(provider, INBOUND, mail_by_postmark(subject)) == 200
    assert Alert.objects.get().state == "active"


def test_a_thousand_forged_mails_change_nothing(provider):
    alert = an_alert()
    good = an_end(alert)
    for number in range(1000):
        forged = (
            f"{alert.pk}.{alert.version}~{secrets.token_urlsafe(32)}" if number % 2 else good[:-1] + "-" + str(number)
        )
        assert tell(provider, INBOUND, mail_by_postmark(f"end {forged}")) == 200
    assert Alert.objects.get().state == "active"


# --- Who may tell --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["postmark", "ses", "mailgun", "brevo"])
def test_whoever_does_not_know_the_secret_changes_nothing(with_webhooks, name):
    with_webhooks(name)
    subject = "end " + an_end(an_alert())
    stranger = Client(headers=with_secret("provider:a-wrong-secret"))
    reports = [report for of, report, reason in REPORTS if of == name and reason]
    assert [tell(stranger, EVENTS, report, **SNS) for report in reports] == [400] * len(reports)
    assert [tell(Client(), EVENTS, report, **SNS) for report in reports] == [401 if name == "ses" else 400] * len(
        reports
    )
    assert tell(stranger, INBOUND, mail_by_postmark(subject)) == 400
    assert not Suppression.objects.exists()
    assert Alert.objects.get().state == "active"


def test_mailgun_signs_what_it_tells_as_well(provider, with_webhooks):
    with_webhooks("mailgun")
    assert tell(provider, EVENTS, of_mailgun("complained", key="another")) == 400
    assert not Suppression.objects.exists()


@pytest.mark.parametrize(("name", "secrets_"), [("", [SECRET]), ("postmark", [])])
def test_without_a_provider_or_a_secret_the_addresses_are_not_there(provider, settings, name, secrets_):
    settings.EMAIL_PROVIDER, settings.EMAIL_WEBHOOK_SECRETS = name, secrets_
    for address in (EVENTS, INBOUND):
        assert tell(provider, address, of_postmark("HardBounce")) == provider.head(address).status_code == 404
    assert not Suppression.objects.exists()


def test_reports_are_read_by_post_and_may_not_be_large(provider):
    assert provider.get(EVENTS).status_code == 405
    assert provider.head(EVENTS).status_code == 200
    assert tell(provider, EVENTS, of_postmark("HardBounce", Content="x" * 1_100_000)) == 413
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", '"x"', "null", '{"FromFull": {}}'])
@pytest.mark.parametrize("address", [EVENTS, INBOUND])
@pytest.mark.parametrize("name", ["postmark", "ses", "mailgun", "brevo"])
def test_what_cannot_be_read_is_a_bad_request(provider, with_webhooks, name, address, body):
    with_webhooks(name)
    answer = provider.post(address, body, content_type="application/json")
    assert answer.status_code in ((200, 400) if body.startswith('{"') else (400,))
