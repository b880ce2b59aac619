"""What the tests about accounts share: codes out of emails, and clients that are signed in in a certain way."""

import re
import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.contrib.auth.models import Group
from django.core import mail
from django.utils import timezone

from mail import outbox
from tests.factories import a_user

PASSWORD = "correct horse battery"


def mails():
    """Everything in the outbox is sent; what came out of it so far."""
    outbox.send_all(now=timezone.now())
    return mail.outbox


def code_in(message):
    """The code stands in a paragraph of its own."""
    return re.search(r"^([A-Z0-9]+-[A-Z0-9]+)$", message.body, re.MULTILINE)[1]


def is_signed_in(client):
    return client.get("/account/applications/").status_code == 200


def authenticated(client, user, *records):
    """``client`` signed in as ``user``, with what allauth would have noted about how."""
    client.force_login(user)
    session = client.session
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"at": time.time(), **record} for record in records]
    session.save()
    return client


def confirmed(client, user):
    """``client`` signed in as ``user``, who has typed the password again just now."""
    return authenticated(client, user, {"method": "password", "reauthenticated": True})


def staff(email, *groups, **fields):
    user = a_user(email, is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user
