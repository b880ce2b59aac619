"""Where templates have a box, and that the page is ready for its size."""

import re

from django.conf import settings

BOXES = {
    "ads/_guide.html": "guide",
    "jobs/search.html": "search",
    "jobs/detail.html": "job",
    "jobs/company.html": "company",
}
TEMPLATES = settings.BASE_DIR / "templates"


def test_only_these_templates_have_a_box():
    """So mail, account, billing, sign-in, advice, consulting, the staff site and pages of errors have none."""
    found = {
        str(path.relative_to(TEMPLATES)): placement
        for path in TEMPLATES.rglob("*.*")
        for placement in re.findall(r'{% ad "(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert found == BOXES
    holders = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.*")
        if "ads/_" in path.read_text(encoding="utf-8")
    }
    assert holders == {"careers/guide.html", "ads/preview.html", "ads/report.html", "admin/ads/campaign/report.html"}


def test_a_box_is_in_the_page_with_its_size_before_anything_loads():
    """Nothing moves when an ad or its image arrives: both are in the HTML, and sizes are in the style sheet and the markup."""
    css = (settings.BASE_DIR / "static/css/site.css").read_text(encoding="utf-8")
    heights = re.findall(r"\.ad \{[^}]*min-block-size: ([\d.]+)rem", css)
    assert heights == ["15", "8.5"]
    box = (TEMPLATES / "ads/_box.html").read_text(encoding="utf-8")
    image = re.search(r"<img.*?>", box, re.S)[0]
    assert 'width="64"' in image
    assert 'height="64"' in image
    assert "style=" not in box
    assert "http" not in box
