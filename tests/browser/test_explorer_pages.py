import pytest

from tests.browser.accessibility import faults

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EXPLORER, FINDER = "/careers/explore/", "/careers/find/"
PAGES = (
    EXPLORER, f"{EXPLORER}?view=table&pay_from=lots", f"{EXPLORER}?view=cards&field=computer",
    FINDER, f"{FINDER}?like=S2&like=S4&skill=listening&tools=Frobnicator",
    "/careers/compare/?occupations=software-developers&occupations=registered-nurses",
)  # fmt: skip


def test_axe_finds_nothing_on_the_explorer_and_the_finder_at_any_width(occupations, open_page):
    page = open_page(EXPLORER)
    found = []
    for path in PAGES:
        page.goto(path)
        found += faults(page)
    assert found == []
    assert page.watched.console == []
