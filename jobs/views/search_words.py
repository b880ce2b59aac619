"""The words of the search page: numbers, headings and what is hidden."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs.display import region_in_sentence
from jobs.landing_pages import Landing
from jobs.search.counts import Count
from jobs.search.criteria import Criteria, active_filters
from jobs.search.places import people_name, region_of
from jobs.search.results import Hidden, Results


def number_words(count: Count) -> str:
    """Returns an exact number, or an estimate that says so."""
    return f"{count.number:,}" if count.is_exact else _("about %s") % f"{count.rounded:,}"


def page_words(found: Results) -> str:
    return _("page %(page)d of %(pages)d") % {"page": found.page, "pages": found.pages} if found.page > 1 else ""


def count_words(found: Results) -> str:
    said = {"count": number_words(found.count), "query": found.criteria.q}
    if found.criteria.q:
        return ngettext("%(count)s job for “%(query)s”", "%(count)s jobs for “%(query)s”", found.count.number) % said
    return ngettext("%(count)s job", "%(count)s jobs", found.count.number) % said


def mentioned_words(found: Results) -> str:
    """Returns the heading of the jobs that only mention the keywords."""
    said = {"count": number_words(found.mentioned), "query": found.criteria.q}
    number = found.mentioned.number
    if found.count.number:
        words = ngettext("%(count)s more job mentions “%(query)s”", "%(count)s more jobs mention “%(query)s”", number)
    else:
        words = ngettext(
            "%(count)s job mentions “%(query)s” in its description",
            "%(count)s jobs mention “%(query)s” in their descriptions",
            number,
        )
    return words % said


def rest_words(criteria: Criteria) -> str:
    """Returns the heading of the jobs that match but can't be sorted with the others."""
    if criteria.sort == "fit":
        return _("Other jobs that match your search, newest first")
    return _("Pay not stated, or in a currency we can't compare")


def skipped_words(found: Results, *, unviewed: bool) -> str:
    """Returns how many jobs of a member's search aren't shown because they hid them, or with ``unviewed`` viewed them."""
    number = found.skipped
    if not number:
        return ""
    if unviewed:
        words = ngettext(
            "%s job that you hid or viewed isn't shown.", "%s jobs that you hid or viewed aren't shown.", number
        )
    else:
        words = ngettext("%s job that you hid isn't shown.", "%s jobs that you hid aren't shown.", number)
    return words % f"{number:,}"


def search_words(criteria: Criteria) -> str:
    keywords = [f"“{criteria.q}”"] if criteria.q else []
    return ", ".join([*keywords, *(str(one.label) for one in active_filters(criteria))]) or _("Remote jobs")


def hidden_words(hidden: Hidden, criteria: Criteria) -> str:
    number = number_words(hidden.count)
    if hidden.kind == "geo":
        return _("%(count)s not open to %(place)s") % {
            "count": number,
            "place": region_in_sentence(region_of(criteria.geo)),
        }
    if hidden.kind == "people":
        return _("%(count)s not open to %(place)s") % {"count": number, "place": people_name(criteria.people)}
    return _("%s without stated pay") % number


def intro(landing: Landing, count: Count) -> str:
    opening = ngettext("%s job is open now.", "%s jobs are open now.", count.number) % number_words(count)
    if landing.region is None:
        rest = _("Every job shows where you can live, what it pays and when we last checked it.")
    elif landing.region.is_country:
        rest = _("Every job accepts applicants from %s, by name or as part of a larger region.")
    else:
        rest = _("Every job accepts applicants from all of %s.")
    return f"{opening} {rest % region_in_sentence(landing.region) if landing.region else rest}"
