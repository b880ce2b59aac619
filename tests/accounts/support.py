"""What the tests about signing in share."""

import re

from django.core import mail
from django.utils import timezone

from accounts import outbox

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
