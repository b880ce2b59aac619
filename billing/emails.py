"""Mails about money. `billing.sync` notices an occasion and writes down its facts; here they become text and HTML.

Facts a mail may have: ``amount`` (of the price), ``paid``, ``refunded`` and ``due`` (still asked for) in minor units of
``currency``; ``interval`` and ``status`` (Stripe's words); ``period_start``, ``period_end`` and ``ends_at`` (ISO 8601 with
offset); ``invoice_url``; whether it ``renews`` or ``is_charged_back``. A mail says what it knows and leaves out the rest.
"""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from accounts.locality import reader_of
from accounts.models import User
from billing.entitlements import GRACE
from billing.models import BillingMail
from billing.plans import EACH, PLUS
from toolkit import localization, money
from toolkit import mail as mails
from toolkit.localization import read_by

AMOUNTS = ("amount", "paid", "refunded", "due")
WORDS = ("status", "renews", "is_charged_back")
DAYS = ("period_start", "period_end", "ends_at")


def message(mail: BillingMail) -> EmailMultiAlternatives:
    """The mail as it leaves, to the member's address of today. Built twice it has the same Message-ID, by which servers and
    readers fold a repetition."""
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
            **said(mail.facts, user),
        },
        headers={"Message-ID": f"<billing-{mail.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )


def said(facts: dict[str, Any], user: User) -> dict[str, Any]:
    """``facts`` in words: amounts in the member's locale, days in their zone. ``grace_ends``: how long Plus goes on if the period
    stays unpaid."""
    reader = reader_of(user)
    days = {name: dt.datetime.fromisoformat(facts[name]) for name in DAYS if facts.get(name)}
    if "period_start" in days:
        days["grace_ends"] = days["period_start"] + GRACE
    with read_by(reader):
        written = {name: localization.day(day) for name, day in days.items()}
    return {
        "each": EACH.get(facts.get("interval", ""), ""),
        "invoice_url": facts.get("invoice_url", ""),
        **{name: facts[name] for name in WORDS if name in facts},
        **{
            name: money.display(facts[name], facts["currency"].upper(), reader.locale)
            for name in AMOUNTS
            if name in facts
        },
        **written,
    }
