"""View of the feed's documentation: what programs can ask, with the values of every filter."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from api.documents.jobs import absolute
from api.feed.documents import FeedJob, JobStatus
from api.feed.openapi import parameters
from api.feed.pages import GEO_SLUGS
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import WorkType
from jobs.vocabulary.regions import regions
from toolkit.page_cache import share

FEEDS = {
    _("RSS 2.0:"): "feed:rss-for-programs",
    _("RSS 2.0, with companies in the titles:"): "feed:rss",
    _("Atom:"): "feed:atom",
    _("JSON Feed 1.1:"): "feed:json",
}


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Shows what the feed takes and answers. Nothing on it depends on the visitor."""
    places = [(GEO_SLUGS.get(slug, slug), region.name, region.is_country) for slug, region in regions().items()]
    context = {
        "jobs_url": absolute(reverse("feed:jobs")),
        "status_url": absolute(reverse("feed:status")),
        "rss_url": absolute(reverse("feed:rss-for-programs")),
        "feeds": [(label, absolute(reverse(name))) for label, name in FEEDS.items()],
        "parameters": [(one["name"], one["description"]) for one in parameters()],
        "fields": [(name, field.description) for name, field in FeedJob.model_fields.items()],
        "status_fields": [(name, field.description) for name, field in JobStatus.model_fields.items() if name != "id"],
        "limit": settings.API_NETWORK_MINUTE,
        "groups": [(slug, name) for slug, name, is_country in places if not is_country],
        "countries": [(slug, name) for slug, name, is_country in places if is_country],
        "industries": [(one.slug, one.name, ", ".join(one.aliases)) for one in INDUSTRIES.values()],
        "types": ", ".join(WorkType.values),
        "canonical": reverse("feed:documentation"),
    }
    return share(render(request, "api/feed.html", context))
