"""A payment that fails is told once, with the way to pay it; everything is as before once it is paid."""

import re

import pytest
from django.utils import timezone

from billing import sync, tasks
from tests.billing.support import reread, upgraded

pytestmark = pytest.mark.django_db


def read(account):
    sync.sync(account.pk, reason="test", now=timezone.now())
    return reread(account)


@pytest.fixture
def owing(stand_in, mailoutbox):
    """A member whose card was refused when the month was over. The clock of the stand-in runs ahead of ours by that month."""
    account = upgraded(stand_in)
    tasks.send_mails()
    stand_in.control("card", customer=account.customer_id, card="declines")
    stand_in.advance(days=31, seconds=3600)
    account = read(account)
    mailoutbox.clear()
    return account


def test_a_failed_payment_is_told_once_with_the_invoice_to_pay(owing, mailoutbox):
    for _ in range(2):
        read(owing)
        tasks.send_mails()
    assert [message.subject for message in mailoutbox] == ["Your payment failed"]
    message = mailoutbox[0]
    assert owing.current.invoice_url
    for form in (message.body, message.alternatives[0].content):
        assert owing.current.invoice_url in form.replace("&amp;", "&")
        assert "$8" in form


def test_the_banner_and_the_plan_page_lead_to_the_same_invoice(owing, client):
    client.force_login(owing.user)
    page = client.get("/account/billing/").content.decode()
    assert "Your last payment failed." in page
    assert f'href="{owing.current.invoice_url}"' in page


def test_paying_the_invoice_ends_banner_and_brings_a_receipt(owing, client, stand_in, mailoutbox):
    tasks.send_mails()
    stand_in.control("card", customer=owing.customer_id, card="good")
    stand_in.press(owing.current.invoice_url, "pay")
    read(owing)
    tasks.send_mails()
    assert [message.subject for message in mailoutbox] == ["Your payment failed", "Your receipt: $8"]
    client.force_login(owing.user)
    page = client.get("/account/billing/").content.decode()
    assert "Your last payment failed." not in page
    assert re.search(r"Renews on .* for \$8", page)


def test_who_cancels_at_stripe_is_told_until_when_plus_stays_and_when_it_is_over(stand_in, mailoutbox):
    account = upgraded(stand_in)
    tasks.send_mails()
    mailoutbox.clear()
    stand_in.control("portal", customer=account.customer_id, do="cancel")
    read(account)
    stand_in.advance(days=32)
    read(account)
    tasks.send_mails()
    cancelled, ended = mailoutbox
    assert (cancelled.subject, ended.subject) == ("Your Plus plan is canceled", "Plus has ended")
    assert "You keep Plus until" in cancelled.body
    assert "Nothing was deleted" in ended.body
