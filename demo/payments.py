"""Buys Plus for demo members at the local stand-in for Stripe, so its portal, invoices and refunds work for them."""

import datetime as dt
import json
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings

from accounts.models import User
from billing import checkout, entitlements, staff_services, sync
from billing.models import BillingAccount
from billing.plans import MONTHLY

TIMEOUT = 10  # seconds
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Payer:
    """A member whom support can look at. ``then``: what happened after the purchase: ``cancel`` in the portal, a card that
    ``declines`` the renewal, a ``refund`` by staff."""

    email: str
    name: str
    days_ago: int
    then: str


PAYERS = (
    Payer("nadia@example.com", "Nadia Novak", 40, "renews"),
    Payer("omar@example.com", "Omar Haddad", 12, "cancel"),
    Payer("lena@example.com", "Lena Fischer", 33, "declines"),
    Payer("tomas@example.com", "Tomás Silva", 6, "refund"),
)
GIFT = ("femi@example.com", "Femi Okafor", "Won the newsletter raffle")


def is_here() -> bool:
    """Whether payments use the stand-in, and it responds."""
    if not settings.STRIPE_API_BASE:
        return False
    try:
        _control("reads")
    except OSError:
        return False
    return True


def buy_plus(user: User, *, at: dt.datetime, now: dt.datetime, card: str = "good") -> BillingAccount:
    """Has the member buy Plus at ``at``, a past moment, unless they have a billing account. ``card``: how their card behaves
    from then on."""
    if account := BillingAccount.objects.filter(user=user).first():
        return account
    with _clock_set_back(now - at):
        url = checkout.start_checkout(user=user, price=MONTHLY, now=at)
        _control("pay", session=url.rpartition("/")[2])
        account = BillingAccount.objects.get(user=user)
        sync.sync(account.pk, reason="demo", now=at)
        _control("card", customer=account.customer_id, card=card)
    # Past emails count as sent: nobody wants them today, and after a week they would count as failed.
    account.mails.filter(sent_at=None).update(sent_at=at)
    return sync.sync(account.pk, reason="demo", now=now)


def load(*, now: dt.datetime, say: Callable[[str], object]) -> None:
    """Adds members with different stories of paying, for support to look at."""
    support = User.objects.filter(groups__name="Support").first()
    for payer in PAYERS:
        user, is_new = _member(payer.email, payer.name)
        if not is_new or support is None:
            continue
        card = "declines" if payer.then == "declines" else "good"
        account = buy_plus(user, at=now - payer.days_ago * DAY, now=now, card=card)
        if payer.then == "cancel":
            _control("portal", customer=account.customer_id, do="cancel")
        elif payer.then == "refund" and account.current:
            staff_services.refund(subscription=account.current, by=support, reason="Bought it by mistake", now=now)
        sync.sync(account.pk, reason="demo", now=now)
    email, name, reason = GIFT
    user, is_new = _member(email, name)
    if is_new and support is not None:
        staff_services.give_gift(user=user, until=now + 60 * DAY, by=support, reason=reason, now=now)
    plus = sum(entitlements.for_user(user, now).is_plus for user in User.objects.all())
    say(f"{plus} demo members have Plus.")


def _member(email: str, name: str) -> tuple[User, bool]:
    """The member, and whether they were made just now. Nobody can sign in as them."""
    if user := User.objects.filter(email=email).first():
        return user, False
    user = User.objects.create_user(email, None, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user, True


@contextmanager
def _clock_set_back(by: dt.timedelta) -> Iterator[None]:
    """Sets back the stand-in's clock for the block; afterwards, everything that became due in the meantime happens."""
    seconds = int(by.total_seconds())
    _control("clock", advance=-seconds)
    try:
        yield
    finally:
        _control("clock", advance=seconds)


def _control(name: str, **given: object) -> None:
    """Calls a control of the stand-in that Stripe doesn't have. Raises `OSError` when it doesn't answer."""
    address = f"{settings.STRIPE_API_BASE}/_control/{name}"
    request = urllib.request.Request(address, json.dumps(given).encode(), method="POST")  # noqa: S310 - on this machine
    with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
        pass
