"""Parses Workable: the widget of careers pages (``apply.workable.com/api/v1/widget/accounts/<account>?details=true``) and
the shapes of its newer APIs (``/api/v3/accounts/<account>/jobs``, ``/spi/v3/jobs``).

The widget lists a job once for each of its places, and its ``state`` is a part of a country; elsewhere ``state`` says whether a
job is public. Published at https://workable.readme.io/reference/jobs.

A snapshot: the widget has every published job of an account; the newer APIs have pages, linked by ``paging.next``.
"""

from collections.abc import Iterable
from typing import Any

from feeds.sources import values
from feeds.sources.base import Feed, FeedItem, FeedPay, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_COMPANY, Entry, Skipped, as_list, collect, labels, list_in, places
from feeds.sources.further_requests import pages
from jobs.models.source import Coverage
from jobs.vocabulary.kinds import Workplace

COVERAGE = Coverage.SNAPSHOT
_TYPES = {"full": "full-time", "part": "part-time"}
_NOT_PUBLIC = {"draft", "closed", "archived", "internal"}


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    documents, more = pages(json_of(body), _next_page, fetch)
    found = [entry for document in documents for entry in list_in(document, "jobs", "results")]
    company = Entry(documents[0]).text("name", most=LONGEST_COMPANY)
    return collect(_once_each(found), lambda entry: _item(entry, company), more)


def _next_page(document: Any) -> str:
    return Entry(document).inner("paging").link("next")


def _once_each(found: Iterable[Any]) -> list[Any]:
    """The entries with those put together that are one job in several places."""
    together: dict[Any, dict[str, Any]] = {}
    kept: list[Any] = []
    for fields in found:
        entry = Entry(fields)
        key = (entry.text("shortcode"), entry.text("title"))
        if all(key) and key in together:
            together[key]["locations"] = [*_spots(together[key]), *_spots(entry.fields)]
            continue
        kept.append(dict(fields) if isinstance(fields, dict) else fields)
        if all(key):
            together[key] = kept[-1]
    return kept


def _spots(fields: dict[str, Any]) -> list[Any]:
    """The places of a job: a list, one object, or fields of the job itself."""
    listed = [spot for spot in as_list(fields.get("locations")) if isinstance(spot, dict)]
    single = fields.get("location")
    return listed or [single if isinstance(single, dict) else fields]


def _item(entry: Entry, company: str) -> FeedItem:
    title = entry.read_title("title", "full_title")
    if (state := entry.text("state").casefold()) in _NOT_PUBLIC:
        raise Skipped(f"It isn't public: {state}.")
    external_id = entry.read_id("shortcode", "id")
    spots = [spot for spot in map(Entry, _spots(entry.fields)) if not spot.flag("hidden")]
    return FeedItem(
        external_id=external_id,
        title=title,
        company=company,
        url=entry.link("url", "shortlink") or f"https://apply.workable.com/j/{external_id}",
        description=_description(entry),
        apply_url=entry.link("application_url"),
        place=places(*map(_place, spots)),
        workplace=_workplace(entry),
        countries=labels(*(values.country(spot.text("countryCode", "country_code", "country")) for spot in spots)),
        industries=entry.labels("department", "function", "industry"),
        types=labels(*(_TYPES.get(label, label) for label in entry.labels("employment_type", "type"))),
        level=entry.text("experience"),
        pay=_pay(entry),
        published_at=entry.time("published_on", "published", "created_at"),
    )


def _description(entry: Entry) -> str:
    """The full description, or the parts it is made of; some answers keep them one level deeper."""
    holder = entry if entry.text("full_description", "description") else entry.inner("details")
    parts = (holder.html(part) for part in ("description", "requirements", "benefits"))
    return holder.html("full_description") or entry.shortened("\n".join(filter(None, parts)))


def _place(spot: Entry) -> str:
    region = spot.text("region", "state")
    return spot.text("location_str", most=200) or ", ".join(labels(spot.text("city"), region, spot.text("country")))


def _workplace(entry: Entry) -> str:
    place = entry.inner("location")
    for word in (entry.text("workplace"), entry.text("workplace_type"), place.text("workplace_type")):
        if stated := values.workplace(word):
            return stated
    is_remote = entry.flag("telecommuting") or entry.flag("remote") or place.flag("telecommuting")
    return str(Workplace.REMOTE.value) if is_remote else ""


def _pay(entry: Entry) -> FeedPay | None:
    given = entry.inner("salary").fields
    return entry.pay(
        given.get("salary_from"), given.get("salary_to"), given.get("salary_currency"), given.get("salary_frequency")
    )
