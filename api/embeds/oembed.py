"""oEmbed provider: a card of a job or guide for pages and chats that somebody pastes its address into (https://oembed.com)."""

import datetime as dt
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from api import limits
from api.cors import open_to_all
from api.documents.jobs import absolute
from api.embeds.forms import read_number
from careers.models import Edition
from jobs.display import pay_words, place_words
from jobs.models import Job
from toolkit.negotiation import compressed
from toolkit.web_addresses import server_of

LASTS = 60 * 60  # seconds; a job can close
WIDEST, NARROWEST = 600, 220  # pixels; a card that has less room is a plain link
HEIGHT = 170
PICTURE = (1200, 630)
MOST_PIXELS = 99_999


@dataclass(frozen=True)
class Card:
    """What we say about a page: its title, whose it is, lines of facts, and the path of its picture."""

    path: str
    title: str
    author: str
    author_path: str
    lines: tuple[str, ...]
    picture: str = ""


@open_to_all
@require_safe
@compressed
def oembed(request: HttpRequest) -> HttpResponse:
    """Answers for the address of an open job or a guide: 404 for another one, 501 for a format other than json and xml."""
    allowance = limits.spend(request, action="oembed")
    if allowance.is_over:
        return limits.tell_limit(_refused("Too many requests.", 429), allowance)
    written = request.GET.get("format", "json")
    if written not in ("json", "xml"):
        return _refused("The formats are json and xml.", 501)
    if not request.GET.get("url"):
        return _refused("Give the address of a job or a guide as url.", 400)
    try:
        room = [_pixels(request, name) for name in ("maxwidth", "maxheight")]
    except ValueError as error:
        return _refused(str(error), 400)
    card = card_of(request.GET["url"], now=timezone.now())
    if card is None:
        return _refused("There's no open job and no guide at this address.", 404)
    told = _told(card, *room)
    response: HttpResponse = (
        JsonResponse(told, json_dumps_params={"ensure_ascii": False})
        if written == "json"
        else HttpResponse(_xml(told), content_type="text/xml; charset=utf-8")
    )
    response.headers["Cache-Control"] = f"public, max-age={LASTS}"
    return response


def _refused(said: str, status: int) -> JsonResponse:
    return JsonResponse({"error": said}, status=status)


def _pixels(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    if not value:
        return None
    pixels = read_number(value, most=MOST_PIXELS)
    if pixels is None:
        raise ValueError(f"{name} must be a number of pixels.")
    return pixels


# --- Pages --------------------------------------------------------------------------------------------------------------


def card_of(url: str, *, now: dt.datetime) -> Card | None:
    """Returns the card of a page of this site, also for an address that leads to it; None if there is none. One query; two for
    an address that a guide had before."""
    found = _page_at(url.strip())
    if found is None:
        return None
    if found.view_name == "jobs:detail":
        job = Job.objects.visible(now).for_cards().filter(pk=found.kwargs["pk"]).first()
        return _job_card(job) if job else None
    if found.view_name == "careers:guide":
        edition = _edition(found.kwargs["slug"].lower(), now)
        return _guide_card(edition) if edition else None
    return None


def _page_at(url: str) -> ResolverMatch | None:
    """Returns what is at an address of this site, with the slash at its end that people leave out."""
    if server_of(url) != server_of(settings.SITE_URL):
        return None
    path = urlsplit(url).path
    try:
        return resolve(path if path.endswith("/") else f"{path}/") if "\0" not in path else None
    except Resolver404:
        return None


def _edition(slug: str, now: dt.datetime) -> Edition | None:
    live = Edition.objects.live(now).for_cards()
    if edition := live.filter(guide__slug=slug).first():
        return edition
    return live.filter(guide__former_slugs__contains=[slug]).first()


def _job_card(job: Job) -> Card:
    facts = [place_words(job.regions, job.parts), pay_words(job.pay) if job.pay else "", *map(str, job.type_labels)]
    return Card(
        path=job.get_absolute_url(),
        title=job.title,
        author=job.company.name,
        author_path=job.company.get_absolute_url(),
        lines=(job.company.name, " · ".join(fact for fact in facts if fact)),
    )


def _guide_card(edition: Edition) -> Card:
    return Card(
        path=edition.get_absolute_url(),
        title=edition.title,
        author=settings.SITE_NAME,
        author_path="/",
        lines=(edition.lead[:300],),
        picture=reverse("careers:social-image", args=[edition.guide.slug]),
    )


# --- Answers ------------------------------------------------------------------------------------------------------------


def _told(card: Card, width: int | None, height: int | None) -> dict[str, Any]:
    """Returns the answer: HTML without script and style, or only a link where there's no room for it."""
    told: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": card.title,
        "author_name": card.author,
        "author_url": absolute(card.author_path),
        "provider_name": settings.SITE_NAME,
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": LASTS,
    }
    if (width is None or width >= NARROWEST) and (height is None or height >= HEIGHT):
        told |= {"type": "rich", "html": _html(card), "width": min(width or WIDEST, WIDEST), "height": HEIGHT}
    if card.picture and (width is None or width >= PICTURE[0]) and (height is None or height >= PICTURE[1]):
        told["thumbnail_url"] = absolute(card.picture)
        told["thumbnail_width"], told["thumbnail_height"] = PICTURE
    return told


def _html(card: Card) -> str:
    url = absolute(card.path)
    lines = format_html_join("", "<p>{}</p>", ((line,) for line in card.lines if line))
    heading = format_html('<p><a href="{}"><strong>{}</strong></a></p>', url, card.title)
    return format_html('<blockquote cite="{}">{}{}</blockquote>', url, heading, lines)


def _xml(told: dict[str, Any]) -> str:
    written = StringIO()
    xml = XMLGenerator(written, "utf-8")
    xml.startDocument()
    xml.startElement("oembed", AttributesImpl({}))
    for name, value in told.items():
        xml.startElement(name, AttributesImpl({}))
        xml.characters(str(value))
        xml.endElement(name)
    xml.endElement("oembed")
    xml.endDocument()
    return written.getvalue()
