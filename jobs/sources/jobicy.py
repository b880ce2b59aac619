"""Jobicy-style JSON (``jobicy.com/api/v2/remote-jobs``): at most 100 postings at one address, all of them remote.

Both shapes are read: that of 2024 (``annualSalaryMin`` as text, dates without a zone, which are UTC) and that of 2026
(``salaryMin`` as a number, ``salaryPeriod``, ISO dates). Published at https://github.com/Jobicy/remote-jobs-api.
"""

from jobs.sources.base import Feed, FeedItem, FeedPay, Fetch
from jobs.sources.documents import json_of
from jobs.sources.entries import LONGEST_COMPANY, Broken, Entry, as_list, collect, list_in, places
from jobs.sources.values import workplace
from jobs.vocabulary.kinds import PayPeriod, Workplace


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    document = json_of(body)
    if isinstance(document, dict) and "jobs" not in document and document.get("jobCount") in (0, "0"):
        return Feed()
    return collect(list_in(document, "jobs"), _item)


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
