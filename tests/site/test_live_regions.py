"""Live regions are announced once, as themselves: none is inside a heading, where browsers don't agree what is read."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
HEADING = re.compile(r"<(h[1-6])\b([^>]*)>(.*?)</\1>", re.DOTALL)
LIVE = re.compile(r"""role=["'](?:status|alert|log)["']|aria-live=""")


def live_headings(html):
    return [found[0] for found in HEADING.finditer(html) if LIVE.search(found[0])]


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_heading_is_or_holds_a_live_region(path):
    assert not live_headings(path.read_text(encoding="utf-8"))


def test_a_live_region_in_a_heading_is_found():
    assert live_headings('<h2 id="n"><span role="status">3 jobs</span></h2>')
    assert not live_headings('<h2>Results</h2><p role="status">3 jobs</p>')
