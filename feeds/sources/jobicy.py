"""Parses Jobicy-style JSON (``jobicy.com/api/v2/remote-jobs``): a page of remote jobs, newest first.

Reads both shapes: that of 2024 (``annualSalaryMin`` as text, dates without a zone, which are UTC) and that of 2026
(``salaryMin`` as a number, ``salaryPeriod``, ISO dates). Published at https://github.com/Jobicy/remote-jobs-api.

A window: the feed has the jobs of the last seven days, and its description says that a job that leaves it isn't necessarily
closed (openapi.yaml there, version 2.2.18). Older pages follow by ``nextCursor``. ``/status`` answers for a hundred ids at once
whether stored jobs are open: ``active``, ``closed``, or ``unknown``, which counts as no answer.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from feeds.sources.base import Availability, Feed, FeedItem, FeedPay, Fetch, StatusCheck
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_COMPANY, Broken, Entry, as_list, collect, list_in, places
from feeds.sources.values import workplace
from jobs.models.source import Coverage
from jobs.vocabulary.kinds import PayPeriod, Workplace

COVERAGE = Coverage.WINDOW
_FEED = "https://jobicy.com/api/v2/remote-jobs"
_STATUSES = {"active": Availability.OPEN, "closed": Availability.GONE}
_ID = re.compile(r"[1-9][0-9]{0,15}")


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    document = json_of(body)
    if isinstance(document, dict) and "jobs" not in document and document.get("jobCount") in (0, "0"):
        return Feed()
    return collect(list_in(document, "jobs"), _item, _next_page(document, address))


def _next_page(document: Any, address: str) -> list[str]:
    cursor = document.get("nextCursor") if isinstance(document, dict) else None
    if not isinstance(cursor, str) or not cursor or document.get("hasMore") is False:
        return []
    parts = urlsplit(address or _FEED)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "cursor"]
    return [parts._replace(query=urlencode([*query, ("cursor", cursor)]), fragment="").geturl()]


def _status_address(feed: str, ids: Sequence[str]) -> str:
    parts = urlsplit(feed)
    path = parts.path.rstrip("/")
    numbers = [number for number in ids if _ID.fullmatch(number)]
    if not numbers or not path.endswith("/remote-jobs"):
        return ""
    return parts._replace(path=f"{path}/status", query=f"ids={','.join(numbers)}", fragment="").geturl()


def _statuses(body: bytes) -> Mapping[str, Availability]:
    found = list_in(json_of(body), "jobs")
    answers = {
        str(entry.get("id")): _STATUSES.get(entry["status"])
        for entry in found
        if isinstance(entry, dict) and isinstance(entry.get("status"), str)
    }
    return {number: answer for number, answer in answers.items() if answer}


STATUS = StatusCheck(_status_address, _statuses, at_once=100)


def _item(entry: Entry) -> FeedItem:
    external_id, title = entry.read_id("id"), entry.read_title("jobTitle")
    company = entry.text("companyName", most=LONGEST_COMPANY)
    if not company:
        raise Broken("companyName is missing.")
    return FeedItem(
        external_id=external_id,
        title=title,
        company=company,
        url=entry.read_url("url"),
        description=entry.html("jobDescription", "jobExcerpt"),
        place=places(*as_list(entry.fields.get("jobGeo"))),
        workplace=workplace(entry.fields.get("workplace")) or str(Workplace.REMOTE.value),
        industries=entry.labels("jobIndustry"),
        types=entry.labels("jobType"),
        level=entry.text("jobLevel"),
        pay=_pay(entry),
        published_at=entry.time("pubDate"),
    )


def _pay(entry: Entry) -> FeedPay | None:
    given = entry.fields
    unit = given.get("salaryCurrency")
    if "annualSalaryMin" in given or "annualSalaryMax" in given:
        return entry.pay(given.get("annualSalaryMin"), given.get("annualSalaryMax"), unit, PayPeriod.YEAR.value)
    return entry.pay(given.get("salaryMin"), given.get("salaryMax"), unit, given.get("salaryPeriod"))
