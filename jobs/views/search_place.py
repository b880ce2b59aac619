"""What a visitor's location does to a list of jobs, in words and links."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.display import region_in_sentence
from jobs.search.counts import Count
from jobs.search.criteria import Criteria
from jobs.search.links import search_url, with_query
from jobs.search.places import region_of
from jobs.search.results import Results
from jobs.views.search_words import number_words
from jobs.visitor_location import Place


def as_shown(criteria: Criteria, place: Place | None) -> Criteria:
    """Returns the search as the page answers it: for people where the visitor lives, unless it names a place or asks for
    all. An alert, a feed or somebody else then gets the same jobs."""
    if place is None or criteria.geo or criteria.people or criteria.everywhere:
        return criteria
    return criteria.replace(people=place.slug)


def place_asked(request: HttpRequest, criteria: Criteria) -> dict[str, str]:
    """Returns the link to set the visitor's location; a search for a country suggests that country."""
    region = region_of(criteria.geo) if criteria.geo else None
    country = region if region and region.is_country else None
    query = {"next": request.get_full_path()} | ({"country": country.code} if country else {})
    return {
        "place_url": with_query(reverse("jobs:place"), urlencode(query)),
        "lives": region_in_sentence(country) if country else "",
    }


def place_note(criteria: Criteria, shown: Criteria, found: Results, place: Place | None) -> dict[str, str]:
    """Returns what the visitor's location hides, with the link that shows it, or the way back. Nothing for a search that is
    for people there anyway."""
    if place is None or criteria.people == place.slug:
        return {}
    hidden = next((one.count for one in found.hidden if one.kind == "people"), Count(0))
    if shown != criteria:
        words = ngettext(
            "Only jobs open to %(place)s. %(count)s job that isn't is hidden.",
            "Only jobs open to %(place)s. %(count)s jobs that aren't are hidden.",
            hidden.number,
        )
        nothing = _("Only jobs open to %(place)s. No job is hidden.")
        said = {"place": place.name, "count": number_words(hidden)}
        return {
            "words": (words if hidden.number else nothing) % said,
            "label": _("Show all") if hidden.number else "",
            "url": search_url(criteria.replace(everywhere=True)),
        }
    mine = criteria.replace(geo="", people="", everywhere=False)
    return {
        "words": _("This list isn't limited to jobs open to %s.") % place.name,
        "label": _("Show only jobs open to %s") % place.name,
        "url": search_url(mine),
    }
