"""Views for companies: index, page, logo and drawn mark."""

import datetime as dt
import hashlib
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jobs import company_stats
from jobs.cards import cards
from jobs.company_marks import mark_of, png_of
from jobs.display import age
from jobs.models import Company
from jobs.tracker import bookmarks
from toolkit import text, web_addresses
from toolkit.middleware import FILE_POLICY
from toolkit.negotiation import compressed

SHOWN = 20
MAX_QUERY = 80
LOGO_LASTS = dt.timedelta(days=1)
MARK_LASTS = dt.timedelta(days=365)


@require_safe
@compressed
def index(request: HttpRequest) -> HttpResponse:
    """Lists hiring companies from A to Z, optionally by first letter or part of the name."""
    now = timezone.now()
    query = text.one_line(request.GET.get("q", ""))[:MAX_QUERY]
    letter = request.GET.get("letter", "").lower()
    after = text.one_line(request.GET.get("after", ""))[:120]
    if letter and letter not in (*company_stats.LETTERS, company_stats.OTHER):
        raise Http404
    found = company_stats.companies_page(query=query, letter=letter, after=after, size=company_stats.PAGE, now=now)
    here = {name: value for name, value in (("q", query), ("letter", letter)) if value}
    context = {
        "title": _title(query, letter),
        "query": query,
        "letter": letter,
        "letters": [(value, value.upper()) for value in company_stats.LETTERS] + [(company_stats.OTHER, "#")],
        "companies": found.companies,
        "most_counted": company_stats.MOST_COUNTED,
        "first_url": _url(here) if after else "",
        "next_url": _url({**here, "after": found.following}) if found.following else "",
        "is_narrowed": bool(query or after),
        "canonical": _url({"letter": letter} if letter else {}),
    }
    return render(request, "jobs/companies.html", context)


def _title(query: str, letter: str) -> str:
    if query:
        return _("Companies hiring remotely: “%s”") % query
    if letter:
        return _("Companies hiring remotely: %s") % letter.upper()
    return _("Companies hiring remotely")


def _url(parameters: dict[str, str]) -> str:
    return reverse("jobs:companies") + (f"?{urlencode(parameters)}" if parameters else "")


@require_safe
@compressed
def company(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows a company: its own description, its open jobs and its track record."""
    now = timezone.now()
    found = company_stats.company_with_slug(slug)
    if found is None:
        return _unknown(request, slug)
    newest = company_stats.open_cards_of(found, size=SHOWN, now=now)
    viewer = bookmarks.viewer(request, newest)
    shown = [job for job in newest if job.pk not in viewer.hidden]
    record = company_stats.track_record_of(found, now=now)
    context = {
        "company": found,
        "about": mark_safe(found.about_html),  # noqa: S308 - cleaned when it was saved
        "site_host": web_addresses.host_of(found.site).removeprefix("www."),
        "cards": cards(shown, viewer, now=now),
        "record": record,
        "checked": age(record.checked_at, now) if record.checked_at else "",
        "window": company_stats.WINDOW.days,
        "canonical": found.get_absolute_url(),
    }
    return render(request, "jobs/company.html", context)


def _unknown(request: HttpRequest, slug: str) -> HttpResponse:
    """Returns a 404 with companies whose URL is similar."""
    context = {"suggestions": company_stats.similar_slugs(slug.lower())}
    return render(request, "jobs/company_unknown.html", context, status=404)


@require_safe
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """Serves the company's logo. Browsers cache it for a day, then revalidate it by its ETag."""
    kept = get_object_or_404(Company.objects.exclude(logo=None).only("logo"), slug=slug).logo
    picture = bytes(kept or b"")
    etag = f'"{hashlib.blake2b(picture, digest_size=12).hexdigest()}"'
    response = HttpResponse(picture, content_type="image/png")
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={int(LOGO_LASTS.total_seconds())}"
    return get_conditional_response(request, etag=etag, response=response) or response


@require_safe
def mark(request: HttpRequest, version: int, slug: str) -> HttpResponse:
    """Serves the mark drawn for a slug, whether or not a company has it. ``version`` only separates old copies in caches
    from new ones."""
    return _kept_for_long(HttpResponse(mark_of(slug).svg(), content_type="image/svg+xml"))


@require_safe
def mark_for_email(request: HttpRequest, version: int, slug: str) -> HttpResponse:
    """Serves a company's mark as PNG for emails. Its address names the company alone, so it tells nobody who reads an email."""
    return _kept_for_long(HttpResponse(png_of(slug), content_type="image/png"))


def _kept_for_long(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={int(MARK_LASTS.total_seconds())}, immutable"
    response["Content-Security-Policy"] = FILE_POLICY
    return response
