"""People search guides and occupations by what their jobs are called."""

import pytest

from careers.models import Edition
from careers.occupations import finding
from tests.factories import NOW, a_published_guide

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("CSR", "Customer Service Representatives"),
        ("ops manager", "General and Operations Managers"),
        ("RN", "Registered Nurses"),
        ("sr. software engineer (remote)", "Software Developers"),
        ("Krankenpfleger", "Registered Nurses"),
    ],
)
def test_a_title_finds_its_occupation_first(occupations, typed, title):
    first = finding.matching(typed)[0]
    assert (first.title, first.exact) == (title, True)


def test_the_very_words_of_a_title_come_first(occupations):
    assert finding.matching("registered nurses")[0].title == "Registered Nurses"


def test_a_title_finds_the_guide_of_its_occupation(occupations):
    a_published_guide(
        title="Support Hand", slug="support-hand", also_called=[], occupation={"code": "43-4051", "match": "exact"}
    )
    a_published_guide()
    found = Edition.objects.live(NOW).matching("CSR")
    assert [edition.title for edition in found] == ["Support Hand"]
    assert found[0].exact
    assert not Edition.objects.live(NOW).matching("Account Executive")


def test_search_works_without_occupations(db):
    a_published_guide()
    assert [edition.title for edition in Edition.objects.live(NOW).matching("lighthouse")] == ["Lighthouse Keeper"]
