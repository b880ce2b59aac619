"""Career moves in a browser."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from resumes.services import create_resume
from tests.browser.accessibility import faults
from tests.browser.test_layout import look_at
from tests.browser.test_resume_pages import sign_in
from tests.factories import a_user
from tests.resumes.publishing.support import with_plus

# A transaction around the test would hide its data from the server.
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = tuple(
    f"/careers/occupations/{slug}/moves/" for slug in ("data-scientists", "registered-nurses", "logisticians")
)
# Labels whose boxes meet another label, a dot that isn't theirs, or run into where lines turn.
TOUCHING = """svg => {
  const boxes = [...svg.querySelectorAll('a, .moves-own-text')].map(part => (part.matches('a') ? part.querySelector('text') : part).getBBox());
  const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y + 3 < b.y + b.height - 3 && b.y + 3 < a.y + a.height - 3;
  const edges = [...svg.querySelectorAll('.moves-edge')];
  const found = [];
  boxes.forEach((box, at) => {
    boxes.slice(at + 1).forEach(other => { if (meet(box, other)) found.push([box.x, box.y, other.x, other.y]); });
    edges.forEach(edge => {
      const length = edge.getTotalLength();
      for (let along = 2; along < length - 2; along += 2) {
        const point = edge.getPointAtLength(along);
        if (point.x > box.x + 1 && point.x < box.x + box.width - 1 && point.y > box.y + 3 && point.y < box.y + box.height - 3) {
          found.push([box.x, box.y, box.width, point.x, point.y]);
        }
      }
    });
  });
  return found;
}"""


def test_axe_finds_nothing_on_moves_at_any_width(all_occupations, open_page):
    page = open_page(PATHS[0])
    page.evaluate("document.querySelectorAll('main details').forEach((part) => { part.open = true; })")
    assert faults(page) == []
    assert page.watched.console == []


@pytest.mark.parametrize(("width", "drawing"), [(1280, ".steps-wide"), (390, ".steps-narrow"), (320, ".steps-narrow")])
def test_labels_touch_neither_lines_nor_each_other(all_occupations, open_page, width, drawing):
    page = open_page("about:blank")
    page.set_viewport_size({"width": width, "height": 900})
    for path in PATHS:
        page.goto(path)
        expect(page.locator(drawing)).to_be_visible()
        expect(page.locator(".moves:visible")).to_have_count(1)
        assert page.locator(drawing).evaluate(TOUCHING) == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_dots_lead_to_the_moves_from_there(all_occupations, open_page):
    page = open_page(PATHS[0], javascript=False)
    first = page.locator(".steps-wide a").first
    path = first.get_attribute("href")
    first.locator("text").last.click()
    page.wait_for_url(f"**{path}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("could go next")


def test_a_member_s_own_moves_are_accessible_and_fit_at_any_width(all_occupations, open_page):
    user = with_plus(a_user())
    work = {
        "position": "Logistician",
        "name": "Acme",
        "startDate": "2019",
        "highlights": ["Planned routes in SAP and Microsoft Excel"],
    }
    create_resume(user=user, name="Main", language="en", data={"work": [work]}, now=timezone.now())
    page = sign_in(open_page, user.email, "/account/advice/moves/")
    expect(page.get_by_text("the closest match to “Logistician” on your résumé")).to_be_visible()
    line = page.get_by_role("link", name="Planned routes in SAP and Microsoft Excel").first
    assert "/work/?open=0#entry-0" in line.get_attribute("href")
    assert faults(page) == []
    look_at(page, ["/account/advice/moves/", "/account/advice/moves/?title=nurse", PATHS[0]])
