"""An email about money says the same in text and HTML, in the member's own zone and amounts, and never twice under two names."""

import re
from datetime import UTC, datetime

import pytest
from django.conf import settings

from billing import emails, tasks
from billing.models import BillingMail
from tests.billing.members import INVOICE, a_customer
from tests.billing.support import upgraded
from tests.factories import NOW

pytestmark = pytest.mark.django_db
FACTS = {
    "amount": 123456,
    "paid": 123456,
    "refunded": 123456,
    "currency": "usd",
    "interval": "month",
    "period_start": datetime(2026, 11, 20, 23, 30, tzinfo=UTC).isoformat(),
    "period_end": datetime(2026, 12, 20, 23, 30, tzinfo=UTC).isoformat(),
    "ends_at": datetime(2026, 12, 30, 23, 30, tzinfo=UTC).isoformat(),
    "invoice_url": INVOICE,
}
KINDS = list(BillingMail.Kind)
AMOUNT = {"started", "receipt", "payment_failed", "action_needed", "refunded"}
LINK = {"receipt", "payment_failed", "action_needed", "refunded"}
# In Madrid, where it is an hour later, each of these is the next day.
DAY = {
    "started": "December 21, 2026",
    "receipt": "December 21, 2026",
    "payment_failed": "December 5, 2026",  # 14 days after the period began that is not paid
    "ends_soon": "December 31, 2026",
    "cancelled": "December 31, 2026",
}


def a_mail(kind, facts=FACTS, **member):
    user = a_customer(now=NOW)
    for name, value in member.items():
        setattr(user, name, value)
    user.save()
    return BillingMail.objects.create(
        account=user.billing_account, kind=kind, occasion="in_1", facts=facts, created_at=NOW
    )


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", html, flags=re.S)).split())


@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_says_its_facts_in_text_and_in_html(kind):
    message = emails.message(a_mail(kind, time_zone="Europe/Madrid"))
    html = message.alternatives[0].content
    for form in (message.body, html):
        assert ("$1,234.56" in form) == (kind in AMOUNT)
        assert (INVOICE in form) == (kind in LINK)
        assert DAY.get(kind, "") in form
        assert f"{settings.SITE_URL}/account/billing/" in form
        assert "{" not in words(form)
        assert "None" not in form
    assert message.to == ["ada@example.com"]
    assert message.subject
    assert "\n" not in message.subject


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_leaves_out_what_it_does_not_know(kind):
    message = emails.message(a_mail(kind, facts={}))
    for form in (message.body, message.alternatives[0].content):
        assert "None" not in form
        assert 'href=""' not in form


@pytest.mark.parametrize("kind", KINDS)
def test_each_paragraph_of_the_text_stands_in_the_html_too(kind):
    message = emails.message(a_mail(kind))
    html = words(message.alternatives[0].content).replace("&#x27;", "'")
    body = message.body.split("-- ")[0].split("\n\n")[1:]
    for paragraph in body:
        said = paragraph.split(": http")[0].strip()
        assert said in html


def test_amounts_and_days_are_those_of_the_reader():
    message = emails.message(
        a_mail("receipt", {**FACTS, "currency": "eur"}, locale="de-AT", time_zone="Pacific/Auckland")
    )
    assert "1.234,56" in message.body.replace("\xa0", ".") or "1 234,56" in message.body.replace("\xa0", " ")
    assert "21.11.2026" in message.body


def test_a_locale_or_zone_that_nobody_has_falls_back_to_the_usual_one():
    message = emails.message(a_mail("receipt", locale="xx-nowhere", time_zone="Atlantis/Center"))
    assert "$1,234.56" in message.body
    assert "November 20, 2026" in message.body


def test_the_same_mail_built_twice_has_one_message_id():
    mail = a_mail("receipt")
    ids = {emails.message(mail).message()["Message-ID"] for _ in range(2)}
    assert ids == {f"<billing-{mail.pk}@127.0.0.1>"}
    assert emails.message(mail).message()["Auto-Submitted"] == "auto-generated"


def test_a_name_with_markup_is_a_name():
    mail = a_mail("receipt", name="<b>Ada & co</b>")
    assert "Hello <b>Ada & co</b>," in emails.message(mail).body


def test_the_html_is_small_asks_for_nothing_and_keeps_to_both_themes():
    html = emails.message(a_mail("payment_failed")).alternatives[0].content
    assert len(html) < 60_000
    assert not re.search(r"<(img|script|link)\b|url\(", html)
    assert "prefers-color-scheme: dark" in html
    assert 'name="supported-color-schemes"' in html


def test_where_no_money_moves_the_mail_says_so(settings):
    mail = a_mail("receipt")
    assert "Test payments" in emails.message(mail).body
    settings.STRIPE_TEST_MODE = False
    message = emails.message(mail)
    assert "Test payments" not in message.body + message.alternatives[0].content


def test_who_pays_is_thanked_and_gets_a_receipt_of_what_was_paid(stand_in, mailoutbox):
    upgraded(stand_in)
    tasks.send_mails()
    started, receipt = sorted(mailoutbox, key=lambda message: message.subject)
    assert (started.subject, receipt.subject) == ("Welcome to Plus", "Your receipt: $8")
    assert stand_in.url in receipt.body  # the invoice is shown by the stand-in
    tasks.send_mails()
    assert len(mailoutbox) == 2
