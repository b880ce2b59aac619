"""Parses SmartRecruiters (``api.smartrecruiters.com/v1/companies/<company>/postings``): at most 100 jobs a page, without
their texts; each text is at the job's own address. Published at https://developers.smartrecruiters.com/docs/posting-api.

A snapshot: the pages together have every active job of a company, and ``totalFound`` counts them. The job's own address says
whether it is ``active``, or answers 404.
"""

import html
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from feeds.sources import values
from feeds.sources.base import Availability, Feed, FeedItem, FeedPay, Fetch, StatusCheck
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_COMPANY, Broken, Entry, collect, labels, list_in, stated_total
from feeds.sources.further_requests import Details, address_of_one, pages
from jobs.models.source import Coverage
from jobs.vocabulary.kinds import Workplace

COVERAGE = Coverage.SNAPSHOT
API = "https://api.smartrecruiters.com/v1/companies/"
_SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    first = json_of(body)
    if isinstance(first, dict) and "jobAd" in first:
        return collect([first], _item)
    documents, more = pages(first, lambda page: _next_page(page, address), fetch)
    found = [entry for document in documents for entry in list_in(document, "content")]
    details = Details(fetch)
    feed = collect(found, lambda entry: _detailed(entry, details))
    return replace(feed, more=(*more, *details.unread), stated=stated_total(documents[-1]))


def _is_active(body: bytes) -> Mapping[str, Availability]:
    posting = Entry(json_of(body))
    state = {True: Availability.OPEN, False: Availability.GONE}.get(posting.fields.get("active") in (True, "true"))
    names = (posting.text(name, most=200) for name in ("id", "uuid"))
    return {name: state for name in names if name and state and "active" in posting.fields}


STATUS = StatusCheck(address_of_one, _is_active)


def _next_page(page: Any, address: str) -> str:
    """The address of the page after this one: the feed's own with another offset."""
    entry = Entry(page)
    offset, total = (entry.fields.get(name) for name in ("offset", "totalFound"))
    content = entry.fields.get("content")
    if not (isinstance(offset, int) and isinstance(total, int) and isinstance(content, list) and content):
        return ""
    if offset + len(content) >= total:
        return ""
    companies = (Entry(posting).inner("company").text("identifier", most=200) for posting in content)
    company = next(filter(None, companies), "")
    if not (address or company):
        return ""
    parts = urlsplit(address or f"{API}{quote(company, safe='')}/postings")
    query = {**dict(parse_qsl(parts.query)), "limit": "100", "offset": str(offset + len(content))}
    return parts._replace(query=urlencode(query), fragment="").geturl()


def _detailed(entry: Entry, details: Details) -> FeedItem:
    """The job with its text, which the list doesn't have."""
    external_id, _title = entry.read_id("id", "uuid"), entry.read_title("name")
    if isinstance(entry.fields.get("jobAd"), dict):
        return _item(entry)
    company = entry.inner("company").text("identifier", most=200)
    address = entry.link("ref")
    if not address and company:
        address = f"{API}{quote(company, safe='')}/postings/{quote(external_id, safe='')}"
    if not address:
        raise Broken("ref is missing, so its text can't be read.")
    detail = details.read(entry, address)
    if detail is None:
        return _item(entry)
    if not isinstance(detail, dict) or not isinstance(detail.get("jobAd"), dict):
        raise Broken("Its text couldn't be read: jobAd is missing.")
    entry.fields = {**entry.fields, **detail, "id": entry.fields.get("id"), "uuid": entry.fields.get("uuid")}
    return _item(entry)


def _item(entry: Entry) -> FeedItem:
    external_id = entry.read_id("id", "uuid")
    employer, spot = entry.inner("company"), entry.inner("location")
    url, company = entry.link("postingUrl"), employer.text("identifier", most=200)
    if not url and company:
        url = f"https://jobs.smartrecruiters.com/{quote(company, safe='')}/{quote(external_id, safe='')}"
    if not url:
        raise Broken("postingUrl is missing.")
    return FeedItem(
        external_id=external_id,
        title=entry.read_title("name"),
        company=employer.text("name", most=LONGEST_COMPANY),
        url=url,
        description=entry.shortened("\n".join(_sections(entry))),
        apply_url=entry.link("applyUrl"),
        place=spot.text("fullLocation", most=200) or _place(spot),
        workplace=_workplace(spot),
        countries=labels(values.country(spot.text("country"))),
        industries=labels(*(entry.inner(name).text("label") for name in ("function", "department", "industry"))),
        types=labels(_id_or_label(entry.inner("typeOfEmployment"))),
        level=_id_or_label(entry.inner("experienceLevel")),
        pay=_pay(entry),
        published_at=entry.time("releasedDate"),
    )


def _id_or_label(choice: Entry) -> str:
    """The id of a choice, such as ``entry_level``: labels are in the employer's language."""
    return choice.text("id") or choice.text("label")


def _place(spot: Entry) -> str:
    return ", ".join(labels(spot.text("city"), spot.text("region"), values.country_name(spot.fields.get("country"))))


def _sections(entry: Entry) -> Iterator[str]:
    sections = entry.inner("jobAd").inner("sections")
    for name in _SECTIONS:
        section = sections.inner(name)
        if words := section.html("text"):
            yield f"<h3>{html.escape(section.text('title', most=200))}</h3>\n{words}"


def _workplace(spot: Entry) -> str:
    if spot.flag("remote"):
        return str(Workplace.REMOTE.value)
    return str(Workplace.HYBRID.value) if spot.flag("hybrid") else ""


def _pay(entry: Entry) -> FeedPay | None:
    pay = entry.inner("compensation")
    given = pay.inner("salary").fields or pay.fields
    return entry.pay(given.get("min"), given.get("max"), given.get("currency"), given.get("period"))
