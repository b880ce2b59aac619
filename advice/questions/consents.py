"""Consent to send parts of documents to a language model: what is sent, give, revoke."""

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advice.models import Consent, Question
from advice.models.question import Reason
from advice.questions import ending

VERSION = 2  # raise it with every change of what is sent; members are then asked again
SENT: tuple[Promise, ...] = (
    _("What you type in the question."),
    _(
        "If you choose a résumé: its professional title, city, summary, jobs, education, skills, projects and other entries."
    ),
    _("If you ask about a job: its title, company, pay, location and text."),
    _("If you ask about a guide: its text and figures."),
    _("With a job or a guide: published figures about its occupation."),
    _(
        "If you ask how you fit a job: what your fit sheet found. What it says about your location and time zone stays here."
    ),
)
NOT_SENT: tuple[Promise, ...] = (
    _("Your name, email address, phone number, street address and links."),
    _("Your applications, notes, saved jobs, alerts and payments."),
    _("Anything of another member."),
)


def recipient() -> str:
    """Returns the host that questions are sent to; empty if no model is set up."""
    return urlsplit(settings.ADVICE_BASE_URL).hostname or ""


def has_consent(user: User) -> bool:
    """Returns whether the member agreed to what is sent now, to where it is sent now."""
    return Consent.objects.of(user).given().filter(version=VERSION, recipient=recipient()).exists()


@transaction.atomic
def give(*, user: User, now: dt.datetime) -> None:
    """Records consent to the current version. Idempotent."""
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    if has_consent(user):
        return
    Consent.objects.of(user).given().update(revoked_at=now)
    Consent.objects.create(user=user, version=VERSION, recipient=recipient(), given_at=now)


@transaction.atomic
def revoke(*, user: User, now: dt.datetime) -> None:
    """Revokes consent and stops the member's unfinished questions. Idempotent."""
    Consent.objects.of(user).given().update(revoked_at=now)
    for question in Question.objects.of(user).unfinished():
        ending.stop(question=question, reason=Reason.CONSENT, now=now)
