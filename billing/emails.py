"""Builds billing emails. `billing.sync` records an occasion with its facts; this module turns them into text and HTML.

Facts an email can have: ``amount`` (of the price), ``paid``, ``refunded`` and ``due`` (not yet paid) in minor units of
``currency``; ``interval`` and ``status`` (Stripe's values); ``period_start``, ``period_end`` and ``ends_at`` (ISO 8601
with offset); ``invoice_url``; whether it ``renews`` or ``is_charged_back``. An email omits unknown facts.
"""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from accounts.localization import reader_of
from accounts.models import User
from billing.entitlements import GRACE
from billing.models import BillingMail, Subscription
from billing.plans import EACH, PLUS
from mail import messages as mails
from toolkit import localization, money
from toolkit.localization import read_by

Status = Subscription.Status
AMOUNTS = ("amount", "paid", "refunded", "due")
DAYS = ("period_start", "period_end", "ends_at")


def message(mail: BillingMail) -> EmailMultiAlternatives:
    """Returns the email to send to the member's current address. Its Message-ID is the same each time it is built, so
    servers and email clients can drop duplicates."""
    user = mail.account.user
    host = urlsplit(settings.SITE_URL).hostname
    return mails.build(
        f"billing/email/{mail.kind}",
        to=user.email,
        context={
            "name": user.name,
            "plus": PLUS.name,
            "plan_url": settings.SITE_URL + reverse("billing:plan"),
            "pricing_url": settings.SITE_URL + reverse("billing:pricing"),
            "is_test": settings.STRIPE_TEST_MODE,
            **facts_in_words(mail.facts, user),
        },
        headers={"Message-ID": f"<billing-{mail.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def facts_in_words(facts: dict[str, Any], user: User) -> dict[str, Any]:
    """Formats ``facts``: amounts in the member's locale, dates in their time zone. ``grace_ends``: when Plus ends if
    the period stays unpaid."""
    reader = reader_of(user)
    days = {name: dt.datetime.fromisoformat(facts[name]) for name in DAYS if facts.get(name)}
    if "period_start" in days:
        days["grace_ends"] = days["period_start"] + GRACE
    with read_by(reader):
        written = {name: localization.day(day) for name, day in days.items()}
    status = facts.get("status", "")
    return {
        "each": EACH.get(facts.get("interval", ""), ""),
        "invoice_url": facts.get("invoice_url", ""),
        "renews": facts.get("renews", False),
        "is_charged_back": facts.get("is_charged_back", False),
        "is_trial": status == Status.TRIALING,
        "is_running": status in (Status.ACTIVE, Status.TRIALING),
        "is_over": status == Status.CANCELED,
        **{
            name: money.display(facts[name], facts["currency"].upper(), reader.locale)
            for name in AMOUNTS
            if name in facts
        },
        **written,
    }


def money_moved(mail: BillingMail, user: User) -> str:
    """Returns a phrase for the amount refunded or paid; empty for emails about neither."""
    words = facts_in_words(mail.facts, user)
    return str(words.get("refunded") or (words.get("paid", "") if mail.kind == BillingMail.Kind.RECEIPT else ""))
