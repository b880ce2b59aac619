"""Parses Ashby job boards: all jobs of an employer at one address, with ``?includeCompensation=true``.

``workplaceType`` takes precedence over ``isRemote``, which also marks hybrid jobs; unlisted jobs are not public. Published at
https://developers.ashbyhq.com/docs/public-job-posting-api.

A snapshot: the response has every published job of a board, without pages. Nothing else is available without a key, and a job's
page answers 200 even after the job is closed.
"""

from feeds.sources import values
from feeds.sources.base import Feed, FeedItem, FeedPay, Fetch
from feeds.sources.documents import json_of
from feeds.sources.entries import LONGEST_PAY_TEXT, Entry, Skipped, collect, labels, list_in, places
from jobs.models.source import Coverage
from jobs.vocabulary.kinds import Workplace

COVERAGE = Coverage.SNAPSHOT


def parse(body: bytes, fetch: Fetch | None = None, address: str = "") -> Feed:
    return collect(list_in(json_of(body), "jobs"), _item)


def _item(entry: Entry) -> FeedItem:
    title = entry.read_title("title")
    if entry.fields.get("isListed") in (False, "false"):
        raise Skipped("It isn't listed.")
    spots = [entry, *entry.each("secondaryLocations")]
    lands = [_country(spot) for spot in spots]
    return FeedItem(
        external_id=entry.read_id("id", otherwise=_id_in(entry.text("jobUrl", most=values.LONGEST_LINK))),
        title=title,
        company="",
        url=entry.read_url("jobUrl", "applyUrl"),
        description=entry.html("descriptionHtml", "descriptionPlain"),
        apply_url=entry.link("applyUrl"),
        place=places(
            *(spot.text("location", most=200) for spot in spots),
            *(land for land in lands if not values.country(land)),
        ),
        workplace=_workplace(entry),
        countries=labels(*map(values.country, lands)),
        industries=entry.labels("department", "team"),
        types=entry.labels("employmentType"),
        pay=_pay(entry),
        pay_text=_pay_text(entry),
        published_at=entry.time("publishedAt"),
    )


def _id_in(url: str) -> str:
    """The id at the end of a job's address: the published example has it nowhere else."""
    return url.rstrip("/").rpartition("/")[2]


def _country(spot: Entry) -> str:
    """The country of a place; its postal address is one level deeper in some answers than in others."""
    address = spot.inner("address")
    return address.inner("postalAddress").text("addressCountry") or address.text("addressCountry")


def _workplace(entry: Entry) -> str:
    stated = values.workplace(entry.fields.get("workplaceType"))
    return stated or (str(Workplace.REMOTE.value) if entry.flag("isRemote") else "")


def _pay(entry: Entry) -> FeedPay | None:
    """The salary over all tiers, unless the employer does not want it shown."""
    return entry.together(map(_range, _salaries(entry))) if _is_shown(entry) else None


def _pay_text(entry: Entry) -> str:
    """The summary of a salary that has no parts."""
    if not _is_shown(entry) or _salaries(entry):
        return ""
    return entry.inner("compensation").text("scrapeableCompensationSalarySummary", most=LONGEST_PAY_TEXT)


def _is_shown(entry: Entry) -> bool:
    return entry.fields.get("shouldDisplayCompensationOnJobPostings") not in (False, "false")


def _salaries(entry: Entry) -> list[Entry]:
    pay = entry.inner("compensation")
    parts = pay.each("summaryComponents") or [
        part for tier in pay.each("compensationTiers") for part in tier.each("components")
    ]
    return [part for part in parts if part.text("compensationType") == "Salary"]


def _range(part: Entry) -> FeedPay | None:
    given = part.fields
    return part.pay(given.get("minValue"), given.get("maxValue"), given.get("currencyCode"), given.get("interval"))
