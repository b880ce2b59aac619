"""Home page (the only page that combines several apps), fixed pages and error pages."""

import datetime as dt
import inspect
import sys
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseServerError, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from api.feed.errors import expects_refusal, failed
from api.feed.searches import former_feed_url
from api.mcp import responses as mcp
from api.problems import ProblemError, expects_problem, problem_response, unavailable
from careers.caching import MARKET_LASTS, share_until_next_edition
from careers.highlights import highlights, with_occupation
from careers.models import Edition
from careers.views.guides import by_field
from jobboard.context import THEMES
from jobs.showcase import showcase
from jobs.visitor_location import visitor_location_of
from jobs.vocabulary.regions import countries
from toolkit.private_files import FilesUnavailable
from toolkit.request_ids import current_request_id
from toolkit.request_text import BadInput
from toolkit.same_origin import same_origin_post
from toolkit.web_addresses import safe_return

A_DAY = cache_control(public=True, max_age=24 * 60 * 60)
DATA_AWAY = (OperationalError, InterfaceError, FilesUnavailable)
RETRY_AFTER = 30  # seconds
READ_WINDOW = dt.timedelta(days=30)
SHOWN = 6
DATA_ENDINGS = {".json": "application/json", ".md": "text/plain"}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if request.GET.get("feed") == "job_feed":  # how sites with WordPress call the feed of their jobs
        feed_url = former_feed_url(request.GET)
        return redirect(feed_url)
    now = timezone.now()
    place = visitor_location_of(request)
    live = Edition.objects.live(now).for_cards()
    editions = list(with_occupation(live).order_by("-published_at", "title"))
    most_read = list(live.most_read(since=(now - READ_WINDOW).date())[:SHOWN])
    context = {
        "place": place,
        "countries": countries().values(),
        "board": showcase(place, now=now),
        "highlights": highlights(editions, most_read),
        "guide_count": len(editions),
        "most_read": most_read,
        "by_field": by_field(editions),
        "canonical": reverse("home"),
    }
    response = render(request, "home.html", context)
    if place:  # the page answers for this place
        return response
    return share_until_next_edition(response, now, at_most=MARKET_LASTS)


@require_safe
def fixed_page(request: HttpRequest, name: str) -> HttpResponse:
    """Shows a fixed page: about, privacy, terms, accessibility or contact. The same for everyone."""
    return share_until_next_edition(render(request, f"pages/{name}.html", {"canonical": reverse(name)}), timezone.now())


@require_safe
@A_DAY
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /account/",
        "Disallow: /accounts/",
        "Disallow: /jobs/*/apply/",
        "Disallow: /jobs/*/report/",
        "Disallow: /r/*/message/",
        "Disallow: /r/*/report/",
        "Disallow: /ads/",
        "Disallow: /*?preview=",
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
@A_DAY
def security_txt(request: HttpRequest) -> HttpResponse:
    """Says where to report a vulnerability (RFC 9116). Expires in half a year, so an abandoned site stops naming a
    contact."""
    expires = (timezone.now() + dt.timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {settings.LANGUAGE_CODE.partition('-')[0]}",
        f"Canonical: {settings.SITE_URL}{reverse('security-txt')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def change_password(request: HttpRequest) -> HttpResponse:
    """Redirects password managers to the password page (https://www.w3.org/TR/change-password-url/)."""
    return redirect("account_change_password")


@require_safe
@A_DAY
def apple_touch_icon(request: HttpRequest) -> HttpResponse:
    """Serves the icon that Apple devices request when a page names none."""
    return redirect(static("icons/apple-touch-icon.png"))


@require_safe
@A_DAY
def favicon(request: HttpRequest) -> HttpResponse:
    """Serves the icon that browsers request when a page (a download, another program's) names none."""
    return redirect(static("icons/favicon-32.png"))


@same_origin_post
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Stores the reader's choice of light or dark theme in a cookie; an empty choice follows the system."""
    response = redirect(safe_return(request, fallback=reverse("home")))
    chosen = request.POST.get("theme", "")
    if chosen and chosen not in THEMES:
        raise BadRequest("Unknown theme.")
    if chosen:
        year = 365 * 24 * 60 * 60
        response.set_cookie(
            "theme", chosen, max_age=year, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


# --- Errors -------------------------------------------------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Shows the message of a `BadInput`, which is written for visitors; other details go to the log only."""
    if outage := _if_data_away(exception):
        return outage
    if isinstance(exception, SessionInterrupted):  # another tab or a second click signed in or out in the meantime
        return redirect(safe_return(request, fallback=reverse("home"), use_referer=True))
    said = str(exception) if isinstance(exception, BadInput) else ""
    if expects_problem(request):
        return problem_response(ProblemError(400, "bad-request", said))
    if expects_refusal(request):
        return failed(400, said)
    if mcp.expects_message(request):
        return mcp.failed(400, said)
    return render(request, "400.html", {"said": said}, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Shows searches. If what a form belonged to is gone, for instance deleted in another tab, what was typed in it is
    shown too, to be copied. An address of data is answered as data."""
    if expects_problem(request):
        return problem_response(ProblemError(404, "not-found"))
    if expects_refusal(request):
        return failed(404)
    ending = PurePosixPath(request.path).suffix
    if ending.lower() in DATA_ENDINGS and request.method in ("GET", "HEAD"):
        return _no_data(request, ending)
    return render(request, "404.html", {"typed": _typed_text(request)}, status=404)


def _no_data(request: HttpRequest, ending: str) -> HttpResponse:
    """The 404 of a program that asked for JSON or Markdown. An ending in capitals leads to the one that exists."""
    if ending != ending.lower():
        return redirect(request.path.removesuffix(ending) + ending.lower(), permanent=True)
    if ending == ".json":
        return JsonResponse({"error": "not found", "status": 404}, status=404)
    return HttpResponse("404: not found\n", status=404, content_type=f"{DATA_ENDINGS[ending]}; charset=utf-8")


def _typed_text(request: HttpRequest) -> list[str]:
    """Returns the texts of a sent form: values of several words, which ids, tokens and choices never are."""
    values = [value for name in request.POST for value in request.POST.getlist(name)]
    return [value for value in values if len(value.split()) > 1]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403; 405 for a page that takes no form at all, whatever was sent."""
    allowed = allowed_methods(request.resolver_match.func) if request.resolver_match else None
    if allowed is not None and request.method not in allowed:
        return HttpResponseNotAllowed(allowed)
    return render(request, "csrf_failure.html", status=403)


def allowed_methods(view: Callable[..., Any]) -> list[str] | None:
    """Returns the methods that ``require_safe`` and the like let through to a view; None if it has no such decorator."""
    layer: Callable[..., Any] | None = view
    while inspect.isfunction(layer):
        methods = inspect.getclosurevars(layer).nonlocals.get("request_method_list")
        if methods is not None:
            return list(methods)
        layer = getattr(layer, "__wrapped__", None)
    return None


def server_error(request: HttpRequest) -> HttpResponse:
    """Shows the 500 page, or the 503 page while the database or the server of files is unavailable. Needs neither
    database nor cache nor session."""
    away = _if_data_away(sys.exc_info()[1])
    if expects_problem(request):
        return problem_response(unavailable(RETRY_AFTER) if away else ProblemError(500, "server-error"))
    if expects_refusal(request):
        return failed(503, retry_after=RETRY_AFTER) if away else failed(500)
    if mcp.expects_message(request):
        return mcp.failed(503, retry_after=RETRY_AFTER) if away else mcp.failed(500)
    context = {"site_name": settings.SITE_NAME, "request_id": current_request_id()}
    return away or HttpResponseServerError(render_to_string("500.html", context))


def _if_data_away(error: BaseException | None) -> HttpResponse | None:
    """Returns the 503 page if the database or the server of files caused ``error``, even indirectly: a session that
    can't be saved is reported as gone."""
    while error and not isinstance(error, DATA_AWAY):
        error = error.__cause__ or error.__context__
    if error is None:
        return None
    page = render_to_string("503.html", {"site_name": settings.SITE_NAME})
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"})


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Shows every component in every state; only if DEBUG is on."""
    return render(request, "dev/components.html")
