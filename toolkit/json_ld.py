"""JSON-LD for pages (https://schema.org)."""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def json_ld_script(*items: dict[str, Any]) -> SafeString:
    """Returns ``items`` as JSON-LD script elements; characters that could end the element are escaped."""
    texts = (json.dumps({"@context": "https://schema.org", **item}).translate(_ESCAPES) for item in items)
    blocks = (f'<script type="application/ld+json">{text}</script>' for text in texts)
    return mark_safe("\n".join(blocks))  # noqa: S308 - JSON with <, > and & escaped


def breadcrumbs(trail: list[tuple[str, str]]) -> dict[str, Any]:
    """Returns a ``BreadcrumbList`` of (name, path)."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": at, "name": name, "item": settings.SITE_URL + path}
            for at, (name, path) in enumerate(trail, start=1)
        ],
    }
