"""Rows of the directory: what moves a résumé to the top, and changes at the same time."""

import datetime as dt

import pytest
from django.db import connection, transaction

from resumes import lifecycle, services
from resumes.models import Listing
from resumes.publishing.directory import indexing
from resumes.sections import BASICS
from tests.resumes.directory.support import DAY, NOW, a_person

pytestmark = pytest.mark.django_db


def changed_on(page):
    return Listing.objects.get(page=page).changed_on


def test_a_new_name_of_a_resume_moves_nobody_and_another_language_does():
    page = a_person()
    lifecycle.rename(document=page.resume, name="For Northwind", language="en", now=NOW + DAY)
    page.resume.refresh_from_db()
    assert (page.resume.name, page.resume.updated_at, changed_on(page)) == ("For Northwind", NOW, NOW.date())
    lifecycle.rename(document=page.resume, name="For Northwind", language="de", now=NOW + DAY)
    assert changed_on(page) == dt.date(2026, 11, 21)


def test_a_change_that_the_page_does_not_show_moves_nobody():
    page = a_person()
    for name, value, day in (("phone", "555 0142", 20), ("summary", "I build.", 22)):
        services.set_fields(
            resume=page.resume, section=BASICS, number=0, values={BASICS.field(name): value}, seen=(), now=NOW + 2 * DAY
        )
        assert changed_on(page).day == day


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_deleted", [False, True])
def test_a_page_is_locked_while_its_row_is_written_listed_or_not(is_deleted):
    page = a_person()
    if is_deleted:
        lifecycle.delete(document=page.resume, now=NOW)
    other = connection.copy()
    try:
        with transaction.atomic():
            indexing.refresh([page.pk], now=NOW)
            with other.cursor() as cursor:
                cursor.execute("SELECT id FROM resumes_page FOR NO KEY UPDATE SKIP LOCKED")
                assert cursor.fetchall() == []
    finally:
        other.close()
