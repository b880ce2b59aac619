"""Staff see how sending is doing and whose email said what; they may stop it all, and send themselves an email that ends nothing."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from alerts import delivery_state, sending
from alerts.models import Alert, Digest, Mailed
from mail import circuit_breaker, suppression
from mail.circuit_breaker import Stream
from mail.delivery_errors import DeliveryError, Stage
from mail.models import OutgoingMail, Suppression
from tests.accounts.support import confirmed, staff
from tests.alerts.support import DAY, HOUR, MONDAY, Clock, an_alert, has_plus, listed, parsed, run, text_of
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db
SENDING = "/admin/alerts/sending/"


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """The pages read the clock."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)


@pytest.fixture
def support(client, settings):
    settings.ADMIN_NEEDS_SECOND_FACTOR = False
    client.user = staff("support@example.com", "Support")
    return confirmed(client, client.user)


@pytest.fixture
def editor(support):
    return confirmed(Client(), staff("editor@example.com", "Editors"))


def text(response):
    assert response.status_code == 200, response
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def at(name, digest):
    return reverse(f"admin:alerts_recipient_{name}", args=[digest.recipient_id, digest.pk])


def of(recipient):
    return reverse("admin:alerts_recipient_change", args=[recipient.pk])


# --- How sending is doing ------------------------------------------------------------------------------------------------------


def test_the_page_stands_on_the_index_and_says_the_figures(support):
    assert SENDING in support.get("/admin/").content.decode()
    for name in ("ada", "bob"):
        an_alert(a_user(f"{name}@example.com"))
    listed(1, at=MONDAY)
    run(MONDAY)
    an_alert(a_user("cyd@example.com"), hour=8, weekday=0, now=NOW)
    Alert.objects.filter(recipient__user__email="cyd@example.com").update(next_due_at=MONDAY - 2 * HOUR)
    delivery_state.beat(MONDAY - HOUR)
    page = text(support.get(SENDING))
    assert "Job alerts On" in page
    assert (
        "Due, not queued yet 1 Queued 0 Sending 0 Longest wait 2 hours Sent in the last 24 hours 2 Failed in the last 24 hours 0"
        in page
    )
    assert "Sent per minute 0.2 Last scheduler run 1 hour ago" in page


def test_what_a_server_said_stands_there_and_can_be_tried_at_once(support):
    circuit_breaker.record_failure(
        Stream.DIGESTS, DeliveryError(Stage.CONNECT, 535, "5.7.8 bad credentials"), now=MONDAY
    )
    page = text(support.get(SENDING))
    assert "Blocked" in page
    assert "535 5.7.8 bad credentials" in page
    assert "Retry delivery" in page
    support.post(SENDING + "go-on/")
    assert delivery_state.limit(100, now=MONDAY) == 1


def test_trying_now_is_offered_and_done_for_emails_about_accounts_and_money_too(support):
    circuit_breaker.record_failure(
        Stream.SERVICE, DeliveryError(Stage.CONNECT, 535, "5.7.8 bad credentials"), now=MONDAY
    )
    assert circuit_breaker.is_open(Stream.SERVICE, MONDAY)
    assert "The mail server rejects our email" in text(support.get("/admin/"))
    assert "Retry delivery" in text(support.get(SENDING))
    support.post(SENDING + "go-on/")
    assert not circuit_breaker.is_open(Stream.SERVICE, MONDAY)


def test_the_first_page_counts_failed_emails_of_every_queue(support):
    OutgoingMail.objects.create(recipient="ada@example.com", created_at=MONDAY, next_try_at=MONDAY, failed_at=MONDAY)
    assert "1 failed email" in text(support.get("/admin/"))


def test_failures_stand_there_with_their_reasons(support):
    an_alert()
    listed(1, at=MONDAY)
    run(MONDAY)
    digest = Digest.objects.get()
    Digest.objects.update(state="failed", sent_at=None, error="554 5.6.0 no")
    page = support.get(SENDING)
    assert at("digest", digest) in page.content.decode()
    assert "554 5.6.0 no" in text(page)


def test_staff_stop_all_sending_and_let_it_go_on_and_both_are_written_down(support, mailoutbox):
    an_alert()
    listed(1, at=MONDAY)
    assert "Job alerts are paused" in text(support.post(SENDING + "pause/", follow=True))
    assert run(MONDAY).is_held_up
    page = text(support.get(SENDING))
    assert "Paused" in page
    assert "support@example.com paused job alerts at Mon, Nov 23, 2026, 8:30 AM UTC" in page
    support.post(SENDING + "go-on/")
    assert sending.send_due(clock=Clock(MONDAY), seconds=20).sent == 1
    lines = AuditEntry.objects.filter(action__startswith="alerts.").order_by("pk")
    assert [(line.action, line.actor_id) for line in lines] == [
        ("alerts.sending_paused", support.user.pk), ("alerts.sending_resumed", support.user.pk)
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["pause/", "go-on/"])
def test_the_buttons_are_for_support_and_need_a_post(support, editor, name):
    assert support.get(SENDING + name).status_code == 405
    assert editor.post(SENDING + name).status_code == 403
    assert delivery_state.row().paused_at is None
    assert not AuditEntry.objects.filter(action__startswith="alerts.").exists()


# --- One recipient -------------------------------------------------------------------------------------------------------------


def test_a_recipient_is_found_by_address_and_each_look_is_written_down(support):
    alert = an_alert(a_user("ada@example.com"), q="officer", name="Officers")
    an_alert(a_user("bob@example.com"))
    found = text(support.get("/admin/alerts/recipient/", {"q": "ADA@"}))
    assert "ada@example.com" in found
    assert "bob@example.com" not in found
    listed(1, at=MONDAY)
    run(MONDAY)
    suppression.suppress("ada@example.com", Suppression.Reason.COMPLAINT, now=MONDAY)
    page = text(support.get(of(alert.recipient)))
    for word in ("Officers", "q=officer", "Mon, Nov 23, 2026, 8:00 AM UTC sent 1 alert", "marked as spam"):
        assert word in page
    line = AuditEntry.objects.get(action="staff.read")
    assert (line.actor_id, line.member_id, line.detail) == (
        support.user.pk,
        alert.recipient.user_id,
        {"what": "alerts"},
    )


def test_a_mail_is_shown_as_it_was(support, mailoutbox):
    has_plus(user := a_user())
    an_alert(user, name="Operations", cadence="daily")
    listed(2, at=MONDAY, title="Harbor Pilot")
    run(MONDAY)
    listed(3, at=MONDAY + DAY)
    digest = Digest.objects.get()
    page = support.get(at("digest", digest))
    assert "As sent" in text(page)
    assert "2 new jobs for “Operations”" in text(page)
    shown, mailed = page.context["letter"].body, text_of(mailoutbox[0])
    without_links = re.compile(r"https?://\S+/alerts/end/\S+")
    assert without_links.sub("", shown).split() == without_links.sub("", mailed).split()


def test_a_mail_that_waits_is_shown_as_it_would_be_and_looking_changes_nothing(support, mailoutbox):
    an_alert()
    listed(2, at=MONDAY)
    delivery_state.pause(by=None, now=MONDAY)
    run(MONDAY)
    before = Digest.objects.values().get(), Alert.objects.values().get()
    page = text(support.get(at("digest", Digest.objects.get())))
    assert "As it would be sent now" in page
    assert "2 new jobs" in page
    assert (Digest.objects.values().get(), Alert.objects.values().get()) == before
    assert not Mailed.objects.exists()


def test_a_mail_with_nothing_to_say_says_so(support):
    an_alert()
    run(MONDAY)
    digest = Digest.objects.get()
    assert digest.state == "empty"
    assert "This digest has nothing to send." in text(support.get(at("digest", digest)))
    assert support.get(at("mail", digest)).status_code == 404
    assert "Nothing was sent. This digest is empty." in text(support.post(at("test", digest), follow=True))


def test_the_html_of_a_mail_may_do_nothing(support):
    an_alert()
    listed(1, at=MONDAY)
    run(MONDAY)
    answer = support.get(at("mail", Digest.objects.get()))
    assert "Operations Officer 0" in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    for part in (
        "sandbox",
        "script-src 'none'",
        "form-action 'none'",
        "style-src 'unsafe-inline'",
        "default-src 'none'",
    ):
        assert part in policy


def test_a_test_goes_to_whoever_asks_marks_nothing_and_its_links_end_nothing(support, mailoutbox):
    an_alert(a_user("ada@example.com"), name="Operations")
    listed(1, at=MONDAY)
    run(MONDAY)
    digest, before = Digest.objects.get(), (Digest.objects.values().get(), Alert.objects.values().get())
    mail.outbox.clear()
    assert "Sent to support@example.com." in text(support.post(at("test", digest), follow=True))
    [message] = mailoutbox
    read = parsed(message)
    assert message.to == ["support@example.com"]
    assert read["Subject"].strip() == "[Test] 1 new job for “Operations”: Operations Officer 0 at Northwind"
    assert f"digest-{digest.pk}@" not in read["Message-ID"]
    links = set(
        re.findall(r"https?://[^/\s>]+(/alerts/end/[^/\s>]+/)", str(read["List-Unsubscribe"]) + text_of(message))
    )
    assert links
    for link in links:
        assert Client().post(link).status_code == 410
    assert (Digest.objects.values().get(), Alert.objects.values().get()) == before
    line = AuditEntry.objects.get(action="alerts.test_mail")
    assert (line.actor_id, line.member_id, line.detail) == (
        support.user.pk,
        digest.recipient.user_id,
        {"digest": digest.pk},
    )


def test_what_the_mail_server_says_to_a_test_is_said(support, postmark):
    an_alert()
    listed(1, at=MONDAY)
    run(MONDAY)
    postmark.answers["support@"] = (401, {"ErrorCode": 10, "Message": "Bad token"})
    assert "Bad token" in text(support.post(at("test", Digest.objects.get()), follow=True))


def test_mails_are_for_support_only_and_a_test_needs_a_post(support, editor, mailoutbox):
    alert = an_alert()
    run(MONDAY)
    digest = Digest.objects.get()
    other = an_alert(a_user("bob@example.com"))
    assert support.get(at("test", digest)).status_code == 405
    for url in (of(alert.recipient), at("digest", digest), at("mail", digest)):
        assert editor.get(url).status_code == 403
    assert editor.post(at("test", digest)).status_code == 403
    assert (
        support.get(reverse("admin:alerts_recipient_digest", args=[other.recipient_id, digest.pk])).status_code == 404
    )
    assert not mailoutbox


# --- Addresses that get no email ------------------------------------------------------------------------------------------------


def test_an_address_is_written_to_again_after_a_question_and_that_is_written_down(support, editor):
    member = a_user("ada@example.com")
    suppression.suppress("Ada@example.com", Suppression.Reason.BOUNCE, detail="550 5.1.1 nobody", now=MONDAY)
    row = Suppression.objects.get()
    listing = support.get("/admin/mail/suppression/", {"q": "ada@"})
    lift = reverse("admin:mail_suppression_delete", args=[row.pk])
    assert "550 5.1.1 nobody" in text(listing)
    assert lift in listing.content.decode()
    assert "Resume email to ada@example.com" in text(support.get(lift))
    assert Suppression.objects.exists()
    assert editor.post(lift, {"post": "yes"}).status_code == 403
    assert "email this address again" in text(support.post(lift, {"post": "yes"}, follow=True))
    assert not Suppression.objects.exists()
    line = AuditEntry.objects.get(action="staff.suppression_lifted")
    assert (line.actor_id, line.member_id, line.detail) == (support.user.pk, member.pk, {"reason": "bounce"})
