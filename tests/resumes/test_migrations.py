"""Migrations of résumés with rows, both ways."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from resumes import letters, services
from resumes.models import Letter, ShareLink
from resumes.publishing import links
from tests.factories import a_user

pytestmark = pytest.mark.django_db
BEFORE_LETTER_LINKS = "0004_directory"


def test_links_to_letters_are_deleted_on_the_way_back_and_all_else_stays():
    user, now = a_user(name="Ana Moreira"), timezone.now()
    resume = services.create_resume(user=user, name="Lead", language="en", now=now)
    letter = letters.create_letter(user=user, name="Harbor", language="en", now=now)
    links.create_link(user=user, document=resume, label="Acme", now=now)
    ShareLink.objects.create(user=user, letter=letter, label="Harbor", token="t", data={}, created_at=now)
    connection.check_constraints()  # what is left to check would keep the table from changing

    call_command("migrate", "resumes", BEFORE_LETTER_LINKS, verbosity=0)
    call_command("migrate", verbosity=0)

    assert [(link.label, link.resume) for link in ShareLink.objects.all()] == [("Acme", resume)]
    assert Letter.objects.get() == letter
