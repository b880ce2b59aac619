"""Live regions are announced once, as themselves: none is inside a heading, where browsers don't agree what is read."""

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
HEADING = re.compile(r"<(h[1-6])\b([^>]*)>(.*?)</\1>", re.DOTALL)
LIVE = re.compile(r"""role=["'](?:status|alert|log)["']|aria-live=""")


def live_headings(html):
    return [found[0] for found in HEADING.finditer(html) if LIVE.search(found[0])]


def test_no_heading_is_or_holds_a_live_region():
    pages = {path.relative_to(TEMPLATES): path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    assert pages
    assert not {path: found for path, html in pages.items() if (found := live_headings(html))}


def test_a_live_region_in_a_heading_is_found():
    assert live_headings('<h2 id="n"><span role="status">3 jobs</span></h2>')
    assert not live_headings('<h2>Results</h2><p role="status">3 jobs</p>')
