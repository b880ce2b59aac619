"""Mails about money. `billing.sync` notices an occasion and writes down its facts; here they become text and HTML.

Facts a mail may have: ``amount`` (minor units) and ``currency``; ``interval`` (Stripe's word); ``until``, ``period_start`` and
``period_end`` (ISO 8601 with offset); ``invoice_url``. A mail says what it knows and leaves out the rest.
"""

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.formats import date_format

from accounts.locality import locale_of, zone_of
from accounts.models import User
from billing.models import BillingMail
from billing.plans import EACH, PLUS
from jobboard.lib import mail as mails
from jobboard.lib import money

DAYS = ("until", "period_start", "period_end")


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
    """``facts`` in words: the amount in the member's locale, days in their zone."""
    words: dict[str, Any] = {"invoice_url": facts.get("invoice_url", ""), "each": EACH.get(facts.get("interval", ""), "")}
    if "amount" in facts:
        words["amount"] = money.display(facts["amount"], facts["currency"].upper(), locale_of(user))
    for name in DAYS:
        if facts.get(name):
            moment = dt.datetime.fromisoformat(facts[name]).astimezone(zone_of(user))
            words[name] = date_format(moment, "DATE_FORMAT")
    return words
