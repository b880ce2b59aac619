"""Reads a job's page: does it say that the job is open or closed?

Two things count. The structured data of the job (``JobPosting`` of schema.org) names its end in ``validThrough``, see
https://developers.google.com/search/docs/appearance/structured-data/job-posting. And a line of its own says in English that
this job is closed. A page that says neither, or both, is no evidence. Every step takes time in proportion to the page.
"""

import datetime as dt
import html
import json
import re
from collections.abc import Iterator
from typing import Any

from feeds.sources import values
from feeds.sources.base import Availability
from toolkit.text import one_line

_MOST = 500_000  # characters of a page that are read
_MOST_DATA = 200_000  # and of one block of structured data
_LONGEST_LINE = 200
_GRACE = dt.timedelta(hours=12)  # for clocks that disagree, and for times without their zone
_SILENT = ("script", "style", "template", "noscript", "svg", "select", "textarea", "title")
_TAG = re.compile(r"<[^<>]*>")
_INLINE = re.compile(r"</?(?:b|strong|em|i|u|span|a|small|mark|font)(?![a-z0-9-])", re.IGNORECASE)
_HIDDEN = re.compile(r"\bhidden\b|display ?: ?none", re.IGNORECASE)
_CLOSED = re.compile(
    r"(?:(?:we(?:'|’)re )?sorry[,.!:;–-]? ?(?:but )?)?"
    r"(?:"
    r"(?:this|the) (?:job|position|posting|job posting|job ad|vacancy|role|listing|job listing|opportunity|opening)"
    r"(?: you are looking for)? (?:is|has|was) (?:now |already |since )?(?:been )?"
    r"(?:no longer (?:available|open|active|online|listed|accepting applications)|not available any ?more|expired|closed|filled"
    r"|removed|archived|taken down)"
    r"|no longer accepting applications|applications (?:are|have) (?:now )?closed"
    r")\b",
    re.IGNORECASE,
)


def read_job_page(body: bytes, *, title: str, now: dt.datetime) -> Availability:
    """What the page of the job called ``title`` says."""
    page = body[: _MOST * 4].decode("utf-8", "replace")[:_MOST]
    visible, data = _parts(page)
    end = _end(data, title)
    if end is not None and end + _GRACE <= now:
        return Availability.GONE
    is_stated_open = end is not None
    says_closed = any(_CLOSED.match(line) for line in _lines(visible))
    if says_closed == is_stated_open:
        return Availability.UNKNOWN
    return Availability.GONE if says_closed else Availability.OPEN


def structured_jobs(page: str) -> list[dict[str, Any]]:
    """The jobs in the structured data of a page."""
    _visible, data = _parts(page)
    return [posting for block in data for posting in _postings(block)]


def _parts(page: str) -> tuple[str, list[str]]:
    """The page without its invisible parts, and its blocks of structured data."""
    lower = page.lower() if len(page.lower()) == len(page) else page
    kept: list[str] = []
    data: list[str] = []
    at = 0
    for start, name in _openings(lower):
        if start < at:
            continue
        inner = lower.find(">", start) + 1
        end = lower.find(f"</{name}", inner) if inner else -1
        if end < 0:  # the rest of the page is inside it
            kept.append(page[at:start])
            return "\n".join(kept), data
        if name == "script" and "ld+json" in lower[start:inner]:
            data.append(page[inner:end])
        kept.append(page[at:start])
        at = end
    return "\n".join([*kept, page[at:]]), data


def _openings(lower: str) -> Iterator[tuple[int, str]]:
    for tag in re.finditer(rf"<({'|'.join(_SILENT)})(?![a-z0-9-])", lower):
        yield tag.start(), tag[1]


def _lines(visible: str) -> Iterator[str]:
    """The lines of text between tags, without those that a page keeps hidden."""
    words: list[str] = []
    is_hidden = False
    at = 0
    for tag in _TAG.finditer(visible):
        words.append(visible[at : tag.start()])
        at = tag.end()
        if _INLINE.match(tag[0]) and not _HIDDEN.search(tag[0]):
            continue
        if not is_hidden:
            yield _line(words)
        words = []
        is_hidden = bool(_HIDDEN.search(tag[0]))
    if not is_hidden:
        yield _line([*words, visible[at:]])


def _line(words: list[str]) -> str:
    line = "".join(words)
    return one_line(html.unescape(line)) if len(line) <= _LONGEST_LINE * 5 else ""


# --- Structured data ------------------------------------------------------------------------------------------------

_NEVER = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def _end(data: list[str], title: str) -> dt.datetime | None:
    """When the job ends by its structured data: far in the future if that names no end, None if there is none of this job."""
    found = [posting for block in data for posting in _postings(block)]
    if len(found) > 1:
        found = [posting for posting in found if values.text(posting.get("title"), 200).casefold() == title.casefold()]
    if len(found) != 1:
        return None
    stated = found[0].get("validThrough")
    if not stated:
        return _NEVER
    try:
        end = values.moment(stated)
    except values.Unreadable:
        return None
    return end + dt.timedelta(days=1) if end and values.is_day(stated) else end


def _postings(block: str) -> Iterator[dict[str, Any]]:
    if len(block) > _MOST_DATA:
        return
    try:
        document = json.loads(block)
    except (ValueError, RecursionError):
        return
    graph = document.get("@graph") if isinstance(document, dict) else document
    listed = document.get("itemListElement") if isinstance(document, dict) else None
    items = [one.get("item", one) for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    for thing in (document, *(graph if isinstance(graph, list) else ()), *items):
        kind = thing.get("@type") if isinstance(thing, dict) else None
        if kind == "JobPosting" or (isinstance(kind, list) and "JobPosting" in kind):
            yield thing
