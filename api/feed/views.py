"""Views of the feed's JSON: jobs, taxonomies, statuses, and its OpenAPI description."""

import hmac
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from api.cors import open_to_all
from api.feed import pages
from api.feed.cursors import BadCursor, read_cursor
from api.feed.documents import VERSION
from api.feed.errors import refusal
from api.feed.keeping import Made, answer_kept, answer_made
from api.feed.openapi import describe_feed
from api.feed.parameters import Asked, BadParameter, read_ids, read_parameters
from api.limits import spend, tell_limit
from jobs.search.walking import board_version

STATUS_SECONDS = 60
TAXONOMY_SECONDS = 60 * 60
View = Callable[..., HttpResponse]


def for_feed_clients(view: View) -> View:
    """Wraps a view in what the contract asks of every answer: any site's scripts can read it, only GET and HEAD, the limit,
    and errors in one form."""
    request_method_list = ["GET", "HEAD"]

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in request_method_list:
            response = refusal(405, "Only GET is supported.")
            response.headers["Allow"] = "GET, HEAD, OPTIONS"
            return response
        allowance = spend(request)
        if allowance.is_over:
            return tell_limit(refusal(429, "Too many requests. Retry-After says how many seconds to wait."), allowance)
        try:
            with override("en"):
                return tell_limit(view(request, *args, **kwargs), allowance)
        except (BadParameter, BadCursor) as problem:
            return tell_limit(refusal(400, str(problem)), allowance)

    return csrf_exempt(open_to_all(answer))  # a POST is refused here, in the form that clients read


@for_feed_clients
def remote_jobs(request: HttpRequest) -> HttpResponse:
    """Returns a page of jobs, or a taxonomy."""
    now = timezone.now()
    asked = read_parameters(request.GET)
    if asked.get:
        return answer_kept(
            request,
            f"taxonomy {asked.get}",
            lambda: pages.make_taxonomy(asked.get, now=now),
            max_age=TAXONOMY_SECONDS,
            now=now,
        )
    if asked.cursor:  # checked each time: what is kept doesn't know how old it is
        read_cursor(asked.cursor, asked.filters, now=now)
    name = json.dumps(["jobs", board_version(), asked.applied])
    return _tell_new_name(answer_kept(request, name, lambda: pages.make_page(asked, now=now), now=now), asked)


def _tell_new_name(response: HttpResponse, asked: Asked) -> HttpResponse:
    """Names the current industry to a client that used an old name."""
    if asked.former_industry:
        response.headers["X-Jobicy-Deprecated-Industry"] = asked.former_industry
        response.headers["X-Jobicy-Replacement-Industry"] = asked.industry
    return response


@for_feed_clients
def status(request: HttpRequest) -> HttpResponse:
    """Returns whether up to a hundred jobs are open."""
    now = timezone.now()
    found = [one.model_dump(exclude_none=True) for one in pages.statuses(read_ids(request.GET), now=now)]
    answer = {
        "apiVersion": VERSION, "checkedAt": now.isoformat(timespec="seconds"), "count": len(found), "jobs": found,
        "statusCode": 200, "success": True,
    }  # fmt: skip
    made = Made(json.dumps(answer, separators=(",", ":")).encode(), json.dumps(found), now)
    return answer_made(request, made, max_age=STATUS_SECONDS, now=now)


@for_feed_clients
def description(request: HttpRequest) -> HttpResponse:
    """Returns the feed's OpenAPI description."""
    now = timezone.now()
    return answer_kept(request, "openapi", lambda: describe_feed(now=now), max_age=TAXONOMY_SECONDS, now=now)


@require_safe
def index_now_key(request: HttpRequest, key: str) -> HttpResponse:
    """Proves to search engines that notices with our key are ours; 404 for any other name."""
    if not settings.INDEXNOW_KEY or not hmac.compare_digest(key.encode(), settings.INDEXNOW_KEY.encode()):
        raise Http404
    return HttpResponse(key, content_type="text/plain; charset=utf-8")
