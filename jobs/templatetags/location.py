"""Template tag for the location control in the header."""

from typing import Any

from django import template
from django.template.context import Context

from jobs.visitor_location import visitor_location_of

register = template.Library()


@register.inclusion_tag("jobs/_location.html", takes_context=True)
def location_control(context: Context) -> dict[str, Any]:
    request = context.get("request")
    here = request.resolver_match.view_name if request and request.resolver_match else ""
    if request is None or here == "jobs:place":  # an error page; the page with the form
        return {}
    place = visitor_location_of(request)
    return {
        "asks": True,
        "place": place.label if place else "",
        "next": request.get_full_path() if request.method in ("GET", "HEAD") else "",
    }
