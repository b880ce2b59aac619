"""Draws the Open Graph image of a résumé page: name and title, as PNG."""

import json

import typst
from django.conf import settings

from resumes.exports.content import Content
from resumes.exports.pdf import TEMPLATES, fallback_families, fonts

LONGEST_TEXT = 120  # characters; more doesn't fit


def draw_social_image(content: Content) -> bytes:
    """Returns the picture of a résumé's head, 1200 x 630 pixels."""
    card = {
        "language": content.labels.language,
        "fonts": fallback_families(content.labels.language),
        "kind": content.labels["resume"],
        "name": (content.name or content.labels["resume"])[:LONGEST_TEXT],
        "label": content.label[:LONGEST_TEXT],
        "site": settings.SITE_NAME,
    }
    return typst.compile(
        TEMPLATES / "card.typ",
        root=TEMPLATES,
        font_paths=fonts(settings.RESUME_FONTS_DIR),
        ignore_system_fonts=True,
        sys_inputs={"card": json.dumps(card, ensure_ascii=False)},
        format="png",
        ppi=72,
    )
