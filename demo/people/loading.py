"""Lists invented people in the directory of résumés, a few of them with Plus, featured and pinned."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from accounts.models import User
from billing.models import BillingAccount
from demo.people.careers import Person, people
from resumes import services
from resumes.models import Page
from resumes.publishing import services as publishing
from toolkit import geography

COUNT, SEED = 60, 1
DAY = dt.timedelta(days=1)
_FEATURED, _PINNED = 7, 20  # each so many-th


def load(*, known: Collection[str] = (), now: dt.datetime) -> int:
    """Adds those whose address isn't ``known``; returns their number. Nobody can sign in as them."""
    everybody = enumerate(people(COUNT, seed=SEED, today=now.date()))
    missing = [(number, person) for number, person in everybody if person.email not in known]
    if missing:
        with transaction.atomic():
            for number, person in missing:
                _list(number, person, now)
    return len(missing)


def _list(number: int, person: Person, now: dt.datetime) -> None:
    then = now - person.days * DAY
    zones = geography.time_zones_of(person.country)
    user = User.objects.create_user(
        person.email, None, name=person.name, country=person.country, time_zone=zones[0] if len(zones) == 1 else ""
    )
    is_featured, is_pinned = number % _FEATURED == 3, number % _PINNED == 5
    if is_featured or is_pinned:
        BillingAccount.objects.create(user=user, created_at=then, comped_until=now + 365 * DAY)
    resume = services.create_resume(user=user, name="Résumé", language="en", data=person.document, now=then)
    page = publishing.page_for(user=user, now=then)
    values = {
        "resume_id": resume.pk,
        "visibility": Page.Visibility.PUBLIC,
        "in_directory": True,
        "is_indexed": number % 2 == 0,
        "hides_employer": person.hides_employer,
        "shown_name": person.shown_name,
        "open_to": person.open_to,
        "is_featured": is_featured,
        "is_pinned": is_pinned,
    }
    publishing.save_settings(page=page, values=values, seen=(), now=then)
