"""Views of ads: clicks, images, and the report that an advertiser opens by a link."""

from collections.abc import Callable
from functools import wraps

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from ads import counting
from ads.models import Campaign
from ads.report import STATUSES, as_csv, report_of, status_of
from ads.running import counted_towards_limits, is_at_limit
from toolkit.private_files import attachment

UNCHANGING = cache_control(public=True, max_age=365 * 24 * 60 * 60, immutable=True)


@require_safe
@never_cache
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to the target of a campaign, whatever else the link says, and counts the click if its offer is good. A campaign
    that staff have paused is gone."""
    campaign = get_object_or_404(Campaign.objects.on().defer("image"), pk=pk)
    counting.count_click(request=request, campaign=campaign, offer=request.GET.get("o", ""), now=timezone.now())
    response = HttpResponseRedirect(campaign.target)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "origin"  # which page was read is nobody's business
    return response


@require_safe
@UNCHANGING
def image(request: HttpRequest, pk: int, digest: str) -> HttpResponse:
    """Serves the image of a campaign. The address changes with the image."""
    found = get_object_or_404(Campaign.objects.only("image"), pk=pk, image_digest=digest)
    if not found.image:
        raise Http404
    response = HttpResponse(bytes(found.image), content_type="image/png")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


# --- The advertiser's report ----------------------------------------------------------------------------------------------

View = Callable[[HttpRequest, Campaign], HttpResponse]


def _for_advertisers(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Finds the campaign of a link. Nothing of the report is kept by caches or search engines."""

    @require_safe
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, token: str) -> HttpResponse:
        campaign = get_object_or_404(with_limits(Campaign.objects.all()), report_token=token)
        response = view(request, campaign)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return guarded


def with_limits(campaigns: QuerySet[Campaign]) -> QuerySet[Campaign]:
    """Adds what was counted towards the limits."""
    now = timezone.now()
    return campaigns.select_related("advertiser").defer("image").annotate(**counted_towards_limits(now))


@_for_advertisers
def report(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    status = status_of(campaign, timezone.now(), is_at_limit=is_at_limit(campaign))
    context = {"campaign": campaign, "report": report_of(campaign), "status": STATUSES[status]}
    return render(request, "ads/report.html", context)


@_for_advertisers
def report_csv(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    return attachment(as_csv(campaign), "counts.csv", "text/csv; charset=utf-8")
