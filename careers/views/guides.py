"""Public views of career guides, read from live editions. GET changes nothing."""

import datetime as dt
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from careers import comparison, pages, services
from careers import history as changes
from careers.caching import MARKET_LASTS, share_until_next_edition, until_next_edition
from careers.editing import working_copy
from careers.forms import CorrectionForm
from careers.importing import guidefile
from careers.machine_readers import structured_data
from careers.machine_readers.social_image import png_for
from careers.models import CareerField, Edition, Guide
from toolkit import page_cache, rate_limits, text
from toolkit.localization import reader
from toolkit.member_pages import same_for_members
from toolkit.same_origin import same_origin_post

MAX_QUERY = 200
COMPARED = (2, 4)
CHOOSERS = (
    ("first", gettext_lazy("First career guide")),
    ("second", gettext_lazy("Second career guide")),
    ("third", gettext_lazy("Third career guide")),
    ("fourth", gettext_lazy("Fourth career guide")),
)


def live_edition(slug: str, now: dt.datetime) -> Edition:
    """The live edition at an address, or a 404."""
    edition: Edition = get_object_or_404(Edition.objects.live(now), guide__slug=slug)
    return edition


# --- Finding a guide ----------------------------------------------------------------------------------------------------


def by_field(editions: list[Edition]) -> list[tuple[CareerField | None, list[Edition]]]:
    groups: dict[CareerField | None, list[Edition]] = {}
    for edition in sorted(editions, key=lambda edition: (edition.field.name if edition.field else "~", edition.title)):
        groups.setdefault(edition.field, []).append(edition)
    return list(groups.items())


def by_letter(editions: list[Edition]) -> list[tuple[str, list[Edition]]]:
    groups: dict[str, list[Edition]] = {}
    for edition in sorted(editions, key=lambda edition: edition.title.casefold()):
        groups.setdefault(edition.title[:1].upper(), []).append(edition)
    return list(groups.items())


@require_safe
@same_for_members
def index(request: HttpRequest) -> HttpResponse:
    """All guides, by field or A–Z, and the typo-tolerant search."""
    now = timezone.now()
    query = text.one_line(request.GET.get("q", ""))[:MAX_QUERY]
    order = "az" if request.GET.get("order") == "az" else "field"
    context: dict[str, Any] = {"query": query, "order": order, "results": None, "canonical": reverse("careers:index")}
    if query:
        context["results"] = results = list(Edition.objects.live(now).for_cards().matching(query)[:50])
        exact = (edition.exact for edition in results)  # type: ignore[attr-defined]  # annotated by matching()
        context["near"] = bool(results) and not any(exact)
    else:
        editions = list(Edition.objects.live(now).for_cards())
        context |= {"by_field": by_field(editions), "letters": by_letter(editions)}
    return share_until_next_edition(render(request, "careers/index.html", context), now)


@require_safe
@same_for_members
def field(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    found = get_object_or_404(CareerField, slug=slug)
    editions = list(Edition.objects.live(now).for_cards().filter(field=found).order_by("title"))
    if not editions:
        raise Http404
    context = {
        "field": found,
        "by_field": [(found, editions)],
        "query": "",
        "results": None,
        "order": "field",
        "canonical": request.path,
    }
    return share_until_next_edition(render(request, "careers/index.html", context), now)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four careers side by side: guides (``?guides=a,b`` or ``?guides=a&guides=b``), occupations (``?occupations=c``) or
    both, in the order of the address."""
    now = timezone.now()
    asked = [
        (kind, slug)
        for kind, value in parse_qsl(request.META.get("QUERY_STRING", ""))
        if kind in ("guides", "occupations")
        for slug in value.split(",")
        if slug
    ]
    wanted = list(dict.fromkeys(asked))
    fewest, most = COMPARED
    found = comparison.find_columns(wanted[:most], now=now)
    unknown = [slug for kind, slug in wanted[:most] if (kind, slug) not in found]
    problem = ""
    if unknown:
        named = "”, “".join(text.one_line(slug)[:60] for slug in unknown)
        problem = (
            ngettext("We couldn't find this career: “%s”.", "We couldn't find these careers: “%s”.", len(unknown))
            % named
        )
    elif len(wanted) > most:
        problem = _("You can compare up to %(most)d careers. These are the first %(most)d.") % {"most": most}
    elif wanted and len(wanted) < fewest:
        problem = _("Choose at least two careers to compare.")
    columns = list(found.values())
    occupations = [column for column in columns if isinstance(column, comparison.OccupationColumn)]
    context = {
        "columns": columns,
        "comparison": comparison.compare(columns),
        "all_editions": Edition.objects.live(now).for_cards().order_by("title"),
        "problem": problem,
        "occupations": occupations,
        "choosers": _choosers([slug for kind, slug in found if kind == "guides"], most - len(occupations)),
        "canonical": request.path,
    }
    return share_until_next_edition(render(request, "careers/compare.html", context), now)


def _choosers(chosen: list[str], number: int) -> list[tuple[str, Promise, str]]:
    """Returns the id, label and chosen guide of each selection."""
    padded = [*chosen, *[""] * number][:number]
    return [(id, label, slug) for (id, label), slug in zip(CHOOSERS, padded, strict=False)]


# --- One guide ----------------------------------------------------------------------------------------------------------


@require_safe
@same_for_members
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    if token := request.GET.get("preview"):
        return _preview(request, slug, token, now)
    edition = Edition.objects.live(now).for_cards().filter(guide__slug=slug).first()
    if edition is None:
        moved = get_object_or_404(Guide.objects.visible(now), former_slugs__contains=[slug])
        return redirect(moved, permanent=True)

    lifetime = until_next_edition(now, at_most=MARKET_LASTS)
    article = page_cache.fragment(
        f"guide:{edition.pk}:{reader().locale}:{reader().zone}", lambda: _article(edition.pk, now), lifetime=lifetime
    )
    context = {
        "guide": edition.guide,
        "title": edition.title,
        "article": mark_safe(article),  # noqa: S308 - rendered by our own template
        "preview": False,
        "meta_description": edition.lead[:300],
        "canonical": edition.get_absolute_url(),
        "social_image": reverse("careers:social-image", args=[edition.guide.slug]),
    }
    response = render(request, "careers/guide.html", context)
    return page_cache.share(response, lifetime=lifetime, counted_as=edition.guide.slug)


def _article(edition_pk: int, now: dt.datetime) -> str:
    """The part of a guide page that is the same for every reader of a locale and time zone, with data for machine readers."""
    edition = Edition.objects.select_related("guide", "field").with_first_published().get(pk=edition_pk)
    page = pages.page_of_edition(edition, now)
    trail = [(_("Career guides"), reverse("careers:index"))]
    if edition.field:
        trail.append((edition.field.name, reverse("careers:field", args=[edition.field.slug])))
    trail.append((edition.title, edition.get_absolute_url()))
    return _render_article(page) + structured_data.structured_data_of(page, edition.lead, trail)


def _render_article(page: pages.GuidePage) -> str:
    return render_to_string(
        "careers/_article.html", {"page": page, "site_url": settings.SITE_URL, "site_name": settings.SITE_NAME}
    )


def _preview(request: HttpRequest, slug: str, token: str, now: dt.datetime) -> HttpResponse:
    """The working copy on the real template, for anyone who has the link, until it expires."""
    found = get_object_or_404(Guide.objects.for_document(), pk=working_copy.previewed_guide_pk(token), slug=slug)
    page = pages.page_of_working_copy(found, now)
    context = {
        "guide": found,
        "title": found.title,
        "article": _render_article(page),
        "preview": True,
        "canonical": request.path,
    }
    response = render(request, "careers/guide.html", context)
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.now()
    edition = live_edition(slug, now)
    editions = edition.guide.editions.filter(published_at__lte=now).defer("html", "search")
    context = {
        "guide": edition.guide,
        "edition": edition,
        "changes": changes.history_of(editions),
        "canonical": request.path,
    }
    return share_until_next_edition(render(request, "careers/history.html", context), now)


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, slug: str) -> HttpResponse:
    """A reader reports an error; five an hour from one address."""
    now = timezone.now()
    edition = live_edition(slug, now)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not rate_limits.allow(request, "correction", "5/hour"):
            form.add_error(None, _("You've sent several reports in the past hour. Try again later."))
        else:
            if not form.is_robot:
                services.report_correction(guide=edition.guide, **form.report(), now=now)
            message = _("An editor will read your report.")
            return render(request, "careers/thanks.html", {"message": message, "guide": edition.guide})
    status = 400 if request.method == "POST" else 200
    context = {"form": form, "guide": edition.guide, "edition": edition}
    return render(request, "careers/correction.html", context, status=status)


@same_origin_post
@require_POST
def useful(request: HttpRequest, slug: str) -> HttpResponse:
    """Counts an answer to "Was this page useful?", one a day from one address for each guide."""
    now = timezone.now()
    edition = live_edition(slug, now)
    answer = request.POST.get("useful")
    if answer not in ("yes", "no"):
        return render(request, "400.html", status=400)
    if rate_limits.allow(request, f"useful:{edition.guide_id}", "1/day"):
        services.record_vote(guide=edition.guide, useful=answer == "yes", now=now)
    message = _("Your answer helps us improve this guide.")
    return render(request, "careers/thanks.html", {"message": message, "guide": edition.guide, "useful": answer})


# --- Machine readers ----------------------------------------------------------------------------------------------------


@require_safe
def as_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The guide as data: the document, its address and when it was published."""
    now = timezone.now()
    edition = live_edition(slug, now)
    found = {
        "url": settings.SITE_URL + edition.get_absolute_url(),
        "edition": edition.number,
        "published_at": edition.published_at,
        "units": {"pay": "minor units of the currency (cents, pence) a year", "growth": "percent over the period"},
        "guide": edition.document_data,
    }
    return share_until_next_edition(JsonResponse(found, json_dumps_params={"ensure_ascii": False}), now)


@require_safe
def as_markdown(request: HttpRequest, slug: str) -> HttpResponse:
    """The guide as a guide file (docs/guide-file.md)."""
    now = timezone.now()
    body = guidefile.dumps(live_edition(slug, now).document)
    return share_until_next_edition(HttpResponse(body, content_type="text/markdown; charset=utf-8"), now)


@require_safe
def social_image(request: HttpRequest, slug: str) -> HttpResponse:
    """The Open Graph image of the guide."""
    now = timezone.now()
    return share_until_next_edition(HttpResponse(png_for(live_edition(slug, now)), content_type="image/png"), now)
