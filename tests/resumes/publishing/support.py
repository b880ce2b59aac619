"""Members with published résumés."""

import datetime as dt

from allauth.account.models import EmailAddress

from billing.models import BillingAccount
from resumes.models import Page
from resumes.publishing import handles
from resumes.publishing import services as publishing
from resumes.services import create_resume
from tests.factories import a_user

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
DATA = {
    "basics": {
        "name": "Ana Moreira",
        "label": "Operations Lead",
        "email": "ana@example.com",
        "phone": "+55 81 5550 0142",
        "location": {"city": "Recife", "countryCode": "BR"},
    },
    "work": [{"position": "Lead", "name": "Maré Logística", "startDate": "2022-03"}],
    "skills": [{"name": "Planning"}],
    "languages": [{"language": "Portuguese", "fluency": "Native"}],
}


def with_plus(user, until=NOW + dt.timedelta(days=3650)):
    BillingAccount.objects.update_or_create(user=user, defaults={"comped_until": until, "created_at": NOW})
    return type(user).objects.get(pk=user.pk)


def a_page(user=None, *, data=DATA, now=NOW, visibility="public", **values):
    """A published résumé. ``page.handle`` is the address that we gave it."""
    user = user or a_user("ana@example.com", name="Ana Moreira")
    resume = create_resume(user=user, name="Lead", language="en", data=data, now=now)
    page = publishing.page_for(user=user, now=now)
    page = publishing.save_settings(
        page=page, values={"resume": resume, "visibility": visibility, **values}, seen=(), now=now
    )
    page.handle = handles.give_handle(user=user, now=now).name
    return Page.objects.select_related("user", "resume").get(pk=page.pk), page.handle


def confirmed_at(user):
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user
