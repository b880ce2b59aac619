"""View that asks for the visitor's location."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.services import set_place
from jobs import visitor_location as places
from jobs.search.criteria import parse
from jobs.search.links import search_url
from jobs.visitor_location import Place
from jobs.vocabulary.regions import countries
from toolkit import country_parts, geography, place_cookie
from toolkit.same_origin import same_origin_post
from toolkit.web_addresses import safe_return

ADD_PART: dict[str, Promise] = {
    "US": _lazy("Add your state"),
    "CA": _lazy("Add your province or territory"),
    "GB": _lazy("Add your nation"),
    "DE": _lazy("Add your state"),
}


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """Shows and asks for the visitor's location. A POST stores the answer; an empty one deletes it. One with keywords
    (``q``) comes from the search of the home page and leads to what they find. ``panel`` asks for the form alone, which
    the header shows."""
    now = timezone.now()
    kept = places.visitor_location_of(request)
    data = request.POST if request.method == "POST" else request.GET
    country = data.get("country", kept.country if kept else "").strip().upper()
    same = kept if kept and kept.country == country else Place(country)
    zone = geography.todays_name(data.get("timezone", same.timezone).strip())
    if kept and country != kept.country and zone == kept.timezone and zone not in geography.time_zones_of(country):
        zone = ""  # the form still showed the time zone of the country before
    part = data.get("part", same.part_slug).strip()
    problems = _problems(country, zone) if request.method == "POST" else {}
    if request.method == "POST" and ("forget" in data or not problems):
        return _answer(request, kept, _place(country, zone, part) if country and "forget" not in data else None)
    context = {
        "kept": kept,
        "kept_zone": geography.zone_words(kept.timezone, now) if kept and kept.timezone else "",
        "country": country,
        "part": part,
        "parts": country_parts.parts_of(country).values(),
        "part_label": country_parts.KINDS.get(country, ""),
        "zone": zone,
        "countries": countries().values(),
        "zone_groups": geography.zone_groups(now, first=country),
        "next": _next(request),
        "problems": problems,
        "problem_links": [(f"place-{field}", message) for field, message in problems.items()],
        "is_panel": "panel" in request.GET,
    }
    template = "jobs/_location_form.html" if context["is_panel"] else "jobs/place.html"
    return render(request, template, context, status=422 if problems else 200)


def _problems(country: str, zone: str) -> dict[str, str]:
    """Returns error messages by field."""
    problems = {}
    if country and country not in countries():
        problems["country"] = _("Choose a country from the list.")
    elif zone and not country:
        problems["country"] = _("Choose a country too. A time zone alone doesn't tell us where you can work.")
    if zone and zone not in geography.time_zones():
        problems["timezone"] = _("Choose a time zone from the list.")
    return problems


def _place(country: str, zone: str, part: str) -> Place:
    """Returns the place. A country with only one time zone implies it; a part of another country is dropped, because the
    list of parts doesn't follow the country until the form is sent."""
    zones = geography.time_zones_of(country)
    known = country_parts.part_named(country, part)
    return Place(country, zone or (zones[0] if len(zones) == 1 else ""), known.slug if known else "")


def _answer(request: HttpRequest, kept: Place | None, place: Place | None) -> HttpResponse:
    if isinstance(request.user, User):
        set_place(user=request.user, told=place.told if place else None)
    response = redirect(_next(request))
    place_cookie.write(response, place.told if place else None)
    if "q" in request.POST and place == kept:
        return response
    if place and country_parts.parts_of(place.country) and not place.part:
        asked = _("Location set to %(place)s. Some jobs are open only to parts of it.")
        link = format_html('<a href="{}">{}</a>', reverse("jobs:place"), ADD_PART[place.country])
        messages.success(request, format_html("{} {}", asked % {"place": place.name}, link))
    elif place:
        messages.success(request, _("Location set to %s. We'll show jobs you can apply for.") % place.name)
    else:
        messages.success(request, _("Location removed."))
    return response


def _next(request: HttpRequest) -> str:
    """Returns the page to go to: what the keywords find, the page of this site that asked, or the job search."""
    if "q" in request.POST:
        return search_url(parse({"q": request.POST["q"]}).criteria)
    return safe_return(request, fallback=reverse("jobs:search"))
