"""Members with Plus, consultants, and threads between them."""

import datetime as dt
import itertools

from billing.models import BillingAccount
from consulting import services
from consulting.models import ConsultantProfile, Message, Thread
from mail.models import OutgoingMail
from tests.accounts.support import staff
from tests.factories import NOW, a_user

MEMBER, CONSULTANT = Message.Side.MEMBER, Message.Side.CONSULTANT
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
_keys = itertools.count(1)


def a_plus_member(email="paula@example.com", *, until=NOW + 3650 * DAY, **fields):
    user = a_user(email, **{"name": "Paula Plus", "time_zone": "Europe/Berlin", **fields})
    BillingAccount.objects.create(user=user, comped_until=until, created_at=NOW - 100 * DAY)
    return type(user).objects.get(pk=user.pk)


def end_plus(user, at=NOW):
    BillingAccount.objects.filter(user=user).update(comped_until=at)


def a_consultant(email="conny@example.com", *, name="Conny Consultant", time_zone="Europe/Berlin", **fields):
    user = staff(email, "Consultants", name=name, time_zone=time_zone)
    return ConsultantProfile.objects.create(user=user, created_at=NOW, **{"languages": ["en"], **fields})


def a_thread(member=None, *, now=NOW, language="en"):
    return services.open_thread(user=member or a_plus_member(), language=language, now=now)


def fresh(thread):
    return Thread.objects.with_people().get(pk=thread.pk)


def ask(thread, text="How do I begin?", *, now=NOW, key=None, **more):
    return services.write_message(
        thread=thread, side=MEMBER, author=thread.member, text=text, key=key or f"k{next(_keys)}", now=now, **more
    )


def answer(thread, text="With the facts.", *, now=NOW, key=None, **more):
    author = fresh(thread).consultant.user
    return services.write_message(
        thread=thread, side=CONSULTANT, author=author, text=text, key=key or f"k{next(_keys)}", now=now, **more
    )


def subjects():
    """To whom an email waits in the outbox, and its subject."""
    return [(mail.recipient, mail.subject) for mail in OutgoingMail.objects.order_by("pk")]
