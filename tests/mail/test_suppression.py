"""Addresses that get no email: nothing goes where nobody is; who called email spam still gets what they cannot do without."""

import pytest

from billing import tasks
from billing.models import BillingAccount, BillingMail
from local.files import free_port
from mail import outbox, suppression
from mail.models import OutgoingMail, Suppression
from tests.accounts.support import PASSWORD, code_in, mails
from tests.factories import NOW, a_user
from tests.mail.test_outbox import put
from tests.mail_provider import INACTIVE, refused

pytestmark = pytest.mark.django_db
BOUNCE, COMPLAINT = Suppression.Reason.BOUNCE, Suppression.Reason.COMPLAINT


def a_receipt(email, **changes):
    user = a_user(email)
    account = BillingAccount.objects.create(user=user, created_at=NOW)
    facts = {"paid": 800, "currency": "usd"}
    return BillingMail.objects.create(
        **{"account": account, "kind": "receipt", "occasion": "in_1", "facts": facts, "created_at": NOW, **changes}
    )


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_twice_is_once_and_addresses_are_compared_without_case():
    for address in ("Ada@Example.com", "ada@example.com"):
        suppression.suppress(address, BOUNCE, now=NOW)
    assert Suppression.objects.count() == 1
    assert suppression.reason_for("ADA@example.com") == BOUNCE
    assert suppression.lift("aDa@example.com") == 1
    assert suppression.reason_for("ada@example.com") is None


def test_that_nobody_is_there_weighs_more_than_a_complaint():
    suppression.suppress("ada@example.com", COMPLAINT, now=NOW)
    assert suppression.reason_for("ada@example.com") == COMPLAINT
    suppression.suppress("ada@example.com", BOUNCE, now=NOW)
    assert suppression.reason_for("ada@example.com") == BOUNCE


@pytest.mark.parametrize(("reason", "is_mailed"), [(BOUNCE, False), (COMPLAINT, True)])
def test_codes_and_receipts_pass_a_complaint_and_not_a_bounce(reason, is_mailed, today, client, mailoutbox):
    a_receipt("ada@example.com")
    suppression.suppress("Ada@Example.com", reason, now=NOW)
    client.post("/accounts/login/code/", {"email": "ada@example.com"})
    outbox.send_all(now=NOW)
    tasks.send_mails()
    assert len(mailoutbox) == (2 if is_mailed else 0)
    assert not OutgoingMail.objects.exists()


def test_receipts_for_nobody_do_not_stand_before_those_of_others(today, mailoutbox, monkeypatch):
    monkeypatch.setattr(tasks, "BATCH", 1)
    a_receipt("gone@example.com")
    a_receipt("ada@example.com")
    suppression.suppress("gone@example.com", BOUNCE, now=NOW)
    tasks.send_mails()
    assert [mail.to for mail in mailoutbox] == [["ada@example.com"]]


def test_who_confirms_an_address_is_there(client):
    client.post("/accounts/signup/", {"email": "grace@example.com", "password1": PASSWORD})
    code = code_in(mails()[0])
    for reason in (BOUNCE, COMPLAINT):
        suppression.suppress("Grace@example.com", reason, now=NOW)
    client.post("/accounts/confirm-email/", {"code": code})
    assert suppression.reason_for("grace@example.com") == COMPLAINT


# --- By the API of a provider --------------------------------------------------------------------------------------------------


def test_where_a_provider_knows_nobody_the_mail_is_dropped_and_the_others_go(postmark):
    postmark.answers["ada@"] = INACTIVE
    put("ada@example.com", "bob@example.com")
    assert outbox.send_all(now=NOW) == 1
    assert not OutgoingMail.objects.exists()


def test_a_mail_that_a_provider_refuses_waits_and_holds_up_no_other(postmark, today):
    postmark.answers["ada@"] = refused(300, "Invalid header")
    put("ada@example.com", "bob@example.com")
    a_receipt("ada@example.com")
    other = a_receipt("bob@example.com")
    assert outbox.send_all(now=NOW) == 1
    assert OutgoingMail.objects.get().tries == 1
    tasks.send_mails()
    assert list(BillingMail.objects.exclude(sent_at=None)) == [other]


def test_while_a_provider_is_away_all_of_it_waits(postmark, settings):
    settings.ANYMAIL = {**settings.ANYMAIL, "POSTMARK_API_URL": f"http://127.0.0.1:{free_port()}/"}
    put("ada@example.com")
    with pytest.raises(OSError, match="refused"):
        outbox.send_all(now=NOW)
    assert OutgoingMail.objects.get().next_try_at == NOW
