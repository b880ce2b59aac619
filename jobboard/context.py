from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from careers.models import CareerField, Edition

THEMES = ("light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    """What every page of the site knows: its name, its address, the reader's theme, the fields its guides cover."""
    theme = request.COOKIES.get("theme", "")
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "contact_email": settings.CONTACT_EMAIL,
        "theme": theme if theme in THEMES else "",
        "footer_fields": SimpleLazyObject(
            lambda: list(CareerField.objects.covered_by(Edition.objects.live(timezone.now())))
        ),
    }
