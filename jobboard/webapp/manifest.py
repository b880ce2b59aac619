"""Builds the web app manifest (https://www.w3.org/TR/appmanifest/)."""

from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

SHORT = 12  # characters that fit below an icon
WIDE, NARROW = "1280x800", "780x1688"  # of the pictures in static/images


def manifest() -> dict[str, Any]:
    """Returns the manifest in the site's language."""
    name: str = settings.SITE_NAME
    return {
        "id": "/",
        "name": name,
        "short_name": name if len(name) <= SHORT else name.split()[0][:SHORT],
        "description": _("Remote jobs you can actually apply for, and career guides with a source for every number."),
        "lang": settings.LANGUAGE_CODE,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": settings.APP_COLORS["light"],
        "theme_color": settings.APP_COLORS["light"],
        "categories": ["business", "productivity"],
        "icons": [_icon(192), _icon(512), _icon(512, "maskable")],
        "shortcuts": [
            _shortcut(_("Find remote jobs"), reverse("jobs:search")),
            _shortcut(_("Saved jobs"), reverse("tracker:bookmarks")),
            _shortcut(_("Applications"), f"{reverse('tracker:applications')}?view=board"),
            _shortcut(_("Career guides"), reverse("careers:index")),
        ],
        "screenshots": [
            _screenshot("wide", WIDE, _("Remote jobs, each with who can apply")),
            _screenshot("narrow", NARROW, _("A job, with the words that decide who can apply")),
        ],
        "share_target": {
            "action": reverse("share"),
            "method": "GET",
            "enctype": "application/x-www-form-urlencoded",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }


def _icon(size: int, purpose: str = "any") -> dict[str, str]:
    name = "maskable" if purpose == "maskable" else "icon"
    return {
        "src": static(f"icons/{name}-{size}.png"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }


def _shortcut(name: str, url: str) -> dict[str, Any]:
    return {"name": name, "url": url, "icons": [_icon(192)]}


def _screenshot(form_factor: str, size: str, label: str) -> dict[str, str]:
    return {
        "src": static(f"images/app-{form_factor}.webp"),
        "sizes": size,
        "type": "image/webp",
        "form_factor": form_factor,
        "label": label,
    }
