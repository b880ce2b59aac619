"""Parses Recruitee careers sites (``<company>.recruitee.com/api/offers/``): all jobs of an employer at one address.

Amounts of pay are text, the workplace is three flags, and times end in ``UTC``. Published at
https://docs.recruitee.com/reference/offers.

A snapshot: the response has every published offer of a careers site, without pages.
"""

from feeds.sources import values
from feeds.sources.base import Feed, FeedItem, FeedPay, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_COMPANY, Entry, Skipped, collect, labels, list_in, places, stated_total
from jobs.models.source import Coverage
from jobs.vocabulary.kinds import Workplace

COVERAGE = Coverage.SNAPSHOT
_FLAGS = {"remote": Workplace.REMOTE, "hybrid": Workplace.HYBRID, "on_site": Workplace.ONSITE}


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    document = json_of(body)
    return collect(list_in(document, "offers"), _item, stated=stated_total(document))


def _item(entry: Entry) -> FeedItem:
    words = _words(entry)
    if (status := entry.text("status")) not in ("", "published"):
        entry.title = words.text("title")
        raise Skipped(f"It isn't public: {status}.")
    external_id = entry.read_id("id", "slug")
    entry.title = words.read_title("title")
    spots = entry.each("locations")
    apply_url = entry.link("careers_apply_url")
    return FeedItem(
        external_id=external_id,
        title=entry.title,
        company=entry.text("company_name", most=LONGEST_COMPANY),
        url=entry.read_url("careers_url", "careers_apply_url"),
        description=entry.shortened("\n".join(filter(None, (words.html("description"), words.html("requirements"))))),
        apply_url=apply_url,
        apply_email="" if apply_url else entry.email("mailbox_email"),
        place=places(*map(_spot, spots)) or entry.text("location", most=200) or _spot(entry),
        workplace=next((str(place.value) for flag, place in _FLAGS.items() if entry.flag(flag)), ""),
        countries=labels(*(values.country(spot.text("country_code", "country")) for spot in spots or [entry])),
        industries=entry.labels("department", "category_code"),
        types=entry.labels("employment_type_code"),
        level=entry.text("experience_code"),
        pay=_pay(entry),
        tags=entry.labels("tags"),
        published_at=entry.time("published_at", "created_at"),
        expires_at=entry.time("close_at"),
        expires_with_day=entry.is_day("close_at"),
    )


def _words(entry: Entry) -> Entry:
    """The fields that hold the text of a job: its own, or its English translation, or the first one."""
    if entry.text("title"):
        return entry
    translations = entry.inner("translations")
    tongues = ("en", *translations.fields)
    return next((words for words in map(translations.inner, tongues) if words.text("title")), entry)


def _spot(spot: Entry) -> str:
    name = ", ".join(spot.labels("city", "state", "country")) if spot.text("city", "country") else ""
    return name or spot.text("name", most=200)


def _pay(entry: Entry) -> FeedPay | None:
    given = entry.inner("salary").fields
    return entry.pay(given.get("min"), given.get("max"), given.get("currency"), given.get("period"))
