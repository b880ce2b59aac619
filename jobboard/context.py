"""Context processor for the base template."""

import json
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from careers.caching import until_next_edition
from careers.models import CareerField, Edition
from toolkit import page_cache

THEMES = ("light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    """Adds the site's name and URL, the reader's theme and the career fields with guides to every page's context."""
    theme = request.COOKIES.get("theme", "")
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "operator": {"name": settings.OPERATOR_NAME, "address": settings.OPERATOR_ADDRESS},
        "theme": theme if theme in THEMES else "",
        "app_colors": settings.APP_COLORS,
        "footer_fields": SimpleLazyObject(_footer_fields),
    }


class FooterField(NamedTuple):
    slug: str
    name: str


def _footer_fields() -> tuple[FooterField, ...]:
    """Returns the career fields that have guides."""
    now = timezone.now()

    def read() -> str:
        fields = CareerField.objects.covered_by(Edition.objects.live(now))
        return json.dumps(list(fields.values_list("slug", "name")))

    found = json.loads(page_cache.fragment("footer-fields", read, lifetime=until_next_edition(now)))
    return tuple(FooterField(*field) for field in found)
