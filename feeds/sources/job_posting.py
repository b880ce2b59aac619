"""Reads a ``JobPosting`` of schema.org, which pages embed as JSON-LD and some feeds as a field.

Published at https://schema.org/JobPosting and https://developers.google.com/search/docs/appearance/structured-data/job-posting.
Remote work is ``jobLocationType: TELECOMMUTE``; ``applicantLocationRequirements`` then says where applicants can live.
"""

from typing import Any

from feeds.sources import values
from feeds.sources.base import FeedItem, FeedPay
from feeds.sources.entries import LONGEST_COMPANY, Entry, as_list, labels, places
from jobs.vocabulary.kinds import Workplace


def read_job_posting(entry: Entry, *, url: str) -> FeedItem:
    """The item of a posting whose page is at ``url``, if it doesn't name it itself."""
    title = entry.read_title("title")
    own_url = entry.link("url") or url
    if not own_url:
        own_url = entry.read_url("url")
    external_id = entry.read_id("@id", otherwise=_identifier(entry) or own_url)
    employer = _first(entry, "hiringOrganization")
    offices, homes = list(_offices(entry)), list(_areas(entry))
    return FeedItem(
        external_id=external_id,
        title=title,
        company=entry.text("hiringOrganization", most=LONGEST_COMPANY) or employer.text("name", most=LONGEST_COMPANY),
        company_url=employer.link("sameAs"),
        url=own_url,
        description=entry.html("description"),
        place=places(*(name for name, _code in homes or offices)),
        workplace=_workplace(entry),
        countries=labels(*(code for _name, code in homes or offices)),
        industries=entry.labels("industry", "occupationalCategory"),
        types=entry.labels("employmentType"),
        pay=_pay(entry),
        skills=_skills(entry),
        published_at=entry.time("datePosted"),
        expires_at=entry.time("validThrough"),
        expires_with_day=entry.is_day("validThrough"),
    )


def _first(entry: Entry, name: str) -> Entry:
    """The object in a field, or the first one of a list."""
    return next(iter(entry.each(name)), entry.inner(name))


def _identifier(entry: Entry) -> str:
    return values.identifier(_first(entry, "identifier").fields.get("value") or entry.fields.get("identifier"))


def _workplace(entry: Entry) -> str:
    stated = {label.upper() for label in entry.labels("jobLocationType")}
    return str(Workplace.REMOTE.value) if "TELECOMMUTE" in stated else ""


def _offices(entry: Entry) -> list[tuple[str, str]]:
    found = []
    for spot in entry.each("jobLocation"):
        address = _first(spot, "address")
        land = _first(address, "addressCountry").text("name") or address.text("addressCountry")
        code = values.country(land)
        parts = labels(
            address.text("addressLocality"), address.text("addressRegion"), values.country_name(code) if code else land
        )
        found.append((", ".join(parts) or spot.text("address", "name", most=200), code))
    return found


def _areas(entry: Entry) -> list[tuple[str, str]]:
    """Where applicants can live."""
    found = []
    for area in as_list(entry.fields.get("applicantLocationRequirements")):
        name = values.text(area, 80) or Entry(area).text("name")
        code = values.country(name)
        found.append((values.country_name(code) if code else name, code))
    return [(name, code) for name, code in found if name]


def _skills(entry: Entry) -> tuple[str, ...]:
    given = entry.fields.get("skills")
    return labels(*(given.split(",") if isinstance(given, str) else as_list(given)))


def _pay(entry: Entry) -> FeedPay | None:
    salary = _first(entry, "baseSalary")
    amount: Any = salary.fields.get("value", salary.fields)
    given = amount if isinstance(amount, dict) else {"value": amount}
    low, high = given.get("minValue", given.get("value")), given.get("maxValue", given.get("value"))
    return salary.pay(low, high, salary.fields.get("currency"), given.get("unitText", salary.fields.get("unitText")))
