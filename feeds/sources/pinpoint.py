"""Parses Pinpoint careers sites (``<company>.pinpointhq.com/postings.json``): all jobs of an employer at one address.

The text is in four parts with headings of their own; pay is shown only with ``compensation_visible``. Published at
https://developers.pinpointhq.com/docs/job-postings-json-endpoint.

A snapshot: the response has every posting of a careers site, without pages.
"""

import html
from collections.abc import Iterator
from urllib.parse import urljoin

from feeds.sources import values
from feeds.sources.base import Feed, FeedItem, FeedPay, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_PAY_TEXT, Entry, collect, labels, list_in
from jobs.models.source import Coverage

COVERAGE = Coverage.SNAPSHOT
_SECTIONS = ("key_responsibilities", "skills_knowledge_expertise", "benefits")


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    return collect(list_in(json_of(body), "data"), lambda entry: _item(entry, address))


def _item(entry: Entry, address: str) -> FeedItem:
    external_id, title = entry.read_id("id"), entry.read_title("title")
    spot, job = entry.inner("location"), entry.inner("job")
    if address and entry.text("path") and not entry.text("url"):
        entry.fields = {**entry.fields, "url": urljoin(address, entry.text("path", most=1000))}
    return FeedItem(
        external_id=external_id,
        title=title,
        company="",
        url=entry.read_url("url"),
        description=entry.shortened("\n".join(_sections(entry))),
        place=spot.text("name", most=200) or ", ".join(labels(spot.text("city"), spot.text("province"))),
        workplace=values.workplace(entry.text("workplace_type", "workplace_type_text")),
        industries=labels(job.inner("department").text("name"), job.inner("division").text("name")),
        types=labels(entry.text("employment_type", "employment_type_text").replace("_", " ")),
        pay=_pay(entry),
        pay_text=entry.text("compensation", most=LONGEST_PAY_TEXT) if _is_shown(entry) else "",
        published_at=entry.time("published_at", "created_at"),
        expires_at=entry.time("deadline_at"),
        expires_with_day=entry.is_day("deadline_at"),
    )


def _sections(entry: Entry) -> Iterator[str]:
    yield entry.html("description")
    for name in _SECTIONS:
        if words := entry.html(name):
            yield f"<h3>{html.escape(entry.text(f'{name}_header', most=200))}</h3>\n{words}"


def _is_shown(entry: Entry) -> bool:
    return entry.fields.get("compensation_visible") not in (False, "false")


def _pay(entry: Entry) -> FeedPay | None:
    if not _is_shown(entry):
        return None
    given = (entry.fields.get(f"compensation_{name}") for name in ("minimum", "maximum", "currency", "frequency"))
    return entry.pay(*given)
