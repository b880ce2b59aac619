"""Template tag for the location control in the header: the only place that asks where a visitor lives."""

from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from jobs.search.form_options import marked
from jobs.visitor_location import visitor_location_of
from jobs.vocabulary.regions import countries
from toolkit import country_parts, geography

register = template.Library()


@register.inclusion_tag("jobs/_location.html", takes_context=True)
def location_control(context: Context) -> dict[str, Any]:
    request = context.get("request")
    here = request.resolver_match.view_name if request and request.resolver_match else ""
    if request is None or here == "jobs:place":  # an error page; the page with the same form
        return {}
    place = visitor_location_of(request)
    country = place.country if place else ""
    zones = geography.time_zones_of(country)
    own = place.timezone if place else ""
    return {
        "asks": True,
        "place": place.label if place else "",
        "next": request.get_full_path() if request.method in ("GET", "HEAD") else "",
        "countries": marked(_countries(get_language()), country),
        "part_label": country_parts.KINDS.get(country, ""),
        "parts": marked(_parts(country), place.part_slug) if place else "",
        "zones": [
            (zone, geography.zone_words(zone, timezone.now()), zone == own)
            for zone in (zones if own in ("", *zones) else (*zones, own))
        ],
    }


@lru_cache(maxsize=8)
def _countries(language: str | None) -> SafeString:
    rows = [("", gettext("Choose a country")), *((code, one.name) for code, one in countries().items())]
    return format_html_join("", '<option value="{}">{}</option>', rows)


@lru_cache(maxsize=8)
def _parts(country: str) -> SafeString:
    rows = [("", gettext("Not set")), *((one.slug, one.name) for one in country_parts.parts_of(country).values())]
    return format_html_join("", '<option value="{}">{}</option>', rows)
