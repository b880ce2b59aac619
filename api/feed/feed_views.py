"""Views of feeds: any search as RSS 2.0, Atom or JSON Feed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from api.cors import open_to_all
from api.feed.pages import newest_jobs
from api.feed.searches import FeedSearch, read_search
from api.feed.syndication import MINUTES, TITLE_ALONE, Address, write_atom, write_json, write_rss
from api.limits import spend, tell_limit
from jobs.models import Job
from toolkit.negotiation import compressed

ITEMS = 50
# Readers show the title alone; programs that know WP Job Manager's elements take the company from those.
RSS = Address("feed:rss")
RSS_FOR_PROGRAMS = Address("feed:rss-for-programs", titles=TITLE_ALONE)
ATOM = Address("feed:atom")
JSON = Address("feed:json", titles=TITLE_ALONE)

Write = Callable[[FeedSearch, list[Job], Address], str]


def _feed(content_type: str, write: Write, address: Address) -> Callable[[HttpRequest], HttpResponse]:
    @open_to_all
    @require_safe
    @compressed
    @conditional_page
    def feed(request: HttpRequest) -> HttpResponse:
        allowance = spend(request)
        if allowance.is_over:
            return tell_limit(_said(429, "Too many requests. Retry-After says how many seconds to wait.\n"), allowance)
        search = read_search(request.GET)
        if search.problems:
            return _said(400, "".join(f"{name}: {message}\n" for name, message in search.problems.items()))
        now = timezone.now()
        jobs = newest_jobs(search.condition(now), most=ITEMS, now=now)
        headers = {"Cache-Control": f"public, max-age={MINUTES * 60}"}
        return HttpResponse(write(search, jobs, address), content_type=content_type, headers=headers)

    return feed


def _said(status: int, text: str) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)


rss = _feed("application/rss+xml; charset=utf-8", write_rss, RSS)
rss_for_programs = _feed("application/rss+xml; charset=utf-8", write_rss, RSS_FOR_PROGRAMS)
atom = _feed("application/atom+xml; charset=utf-8", write_atom, ATOM)
json = _feed("application/feed+json", write_json, JSON)
