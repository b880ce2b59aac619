"""View that asks for the visitor's location."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.services import set_place
from jobs import visitor_location as places
from jobs.visitor_location import Place
from jobs.vocabulary.regions import countries
from toolkit import geography
from toolkit.same_origin import same_origin_post
from toolkit.web_addresses import safe_return


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """Shows and asks for the visitor's location. A POST stores the answer; an empty one deletes it."""
    now = timezone.now()
    kept = places.visitor_location_of(request)
    data = request.POST if request.method == "POST" else request.GET
    country = data.get("country", kept.country if kept else "").strip().upper()
    zone = data.get("timezone", kept.timezone if kept and kept.country == country else "").strip()
    problems = _problems(country, zone) if request.method == "POST" else {}
    if request.method == "POST" and ("forget" in data or not problems):
        return _answer(request, _place(country, zone) if country and "forget" not in data else None)
    context = {
        "kept": kept,
        "kept_zone": geography.zone_words(kept.timezone, now) if kept and kept.timezone else "",
        "country": country,
        "zone": zone,
        "countries": countries().values(),
        "zone_groups": geography.zone_groups(now, first=country),
        "next": _next(request),
        "problems": problems,
        "problem_links": problems.items(),
    }
    return render(request, "jobs/place.html", context, status=422 if problems else 200)


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


def _place(country: str, zone: str) -> Place:
    """Returns the place. A country with only one time zone implies it."""
    zones = geography.time_zones_of(country)
    return Place(country, zone or (zones[0] if len(zones) == 1 else ""))


def _answer(request: HttpRequest, place: Place | None) -> HttpResponse:
    if isinstance(request.user, User):
        set_place(user=request.user, country=place.country if place else "", time_zone=place.timezone if place else "")
    response = redirect(_next(request))
    places.set_location_cookie(response, place)
    if place:
        messages.success(request, _("Location set to %s. We'll flag jobs you can apply for.") % place.name)
    else:
        messages.success(request, _("Location removed."))
    return response


def _next(request: HttpRequest) -> str:
    """Returns the page to go back to: one of this site, or the job search."""
    return safe_return(request, fallback=reverse("jobs:search"))
