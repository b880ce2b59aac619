"""The invented people whom `load_demo` lists in the directory."""

import datetime as dt
import time
import unicodedata
from itertools import pairwise

import pytest
from django.utils import timezone

from accounts.models import User
from demo.people import loading
from demo.people.careers import people
from resumes.models import Listing, Page
from resumes.partial_dates import parts_of
from resumes.publishing.directory import search
from resumes.publishing.viewers import Viewer

TODAY = dt.date(2026, 11, 29)


def test_the_same_seed_gives_the_same_people():
    assert people(20, seed=1, today=TODAY) == people(20, seed=1, today=TODAY)
    assert people(20, seed=1, today=TODAY) != people(20, seed=2, today=TODAY)


def test_they_are_different_people_of_many_countries_and_scripts():
    everybody = people(loading.COUNT, seed=loading.SEED, today=TODAY)
    assert len({person.name for person in everybody}) == loading.COUNT == 60
    assert len({person.country for person in everybody}) >= 30
    scripts = {unicodedata.name(person.name[0]).split()[0] for person in everybody}
    assert {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW", "DEVANAGARI", "THAI", "CJK", "HANGUL"} <= scripts


def test_their_careers_are_in_order():
    for person in people(loading.COUNT, seed=loading.SEED, today=TODAY):
        work = person.document["work"]
        assert "endDate" not in work[0]
        assert work[0]["position"] == person.document["basics"]["label"]
        assert len({job["name"] for job in work}) == len(work)
        for later, earlier in pairwise(work):
            assert parts_of(earlier["startDate"]) < parts_of(earlier["endDate"]) < parts_of(later["startDate"])
        assert not any("{" in line for job in work for line in job["highlights"])


@pytest.mark.django_db
def test_they_are_listed_a_few_featured_and_pinned_and_nobody_can_sign_in_as_them():
    now = timezone.now()
    began = time.process_time()
    assert loading.load(now=now) == 60
    assert time.process_time() - began < 3, "loading stays cheap"
    known = set(User.objects.values_list("email", flat=True))
    assert loading.load(known=known, now=now) == 0
    assert Listing.objects.count() == Page.objects.listed().count() == 60
    among = search.promoted(Viewer(), now=now)
    assert len(among.featured) > 6
    assert 0 < len(among.pinned) < 6
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert len(set(Listing.objects.values_list("title", flat=True))) > 20
