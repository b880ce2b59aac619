"""The part of a country where somebody lives turns "partly" into yes or no, as far as the job's places can be located."""

import csv

import pytest

from jobs.screening import gazetteer
from jobs.screening.claims import Finding
from jobs.screening.eligibility import answer
from toolkit.country_parts import KINDS, part_named, parts_of


def verdict(finding, country, part):
    return answer(
        regions=["anywhere"], timezone=None, findings=(finding,), country=country, offset=None,
        part=part_named(country, part),
    ).verdict  # fmt: skip


def only(parts, *lands):
    return Finding("label-part", "limit", "Remote", partly=lands, parts=tuple(parts))


def but(parts, *lands):
    return Finding("not-open-to", "limit", "Not open to …", partly=lands, parts=tuple(parts))


US, GERMANY, UK = "united-states", "germany", "united-kingdom"


@pytest.mark.parametrize(
    ("finding", "country", "part", "expected"),
    [
        (only(["California"], US), "US", "california", "yes"),
        (only(["California"], US), "US", "texas", "no"),
        (only(["California"], US), "US", "", "partly"),
        (only(["New England"], US), "US", "vermont", "yes"),
        (only(["New England"], US), "US", "new-york", "no"),
        (only(["Southern California"], US), "US", "california", "partly"),
        (only(["Austin"], US), "US", "texas", "partly"),
        (only(["Austin"], US), "US", "ohio", "no"),
        (only(["California", "Ontario"], US, "canada"), "US", "texas", "no"),
        (only(["California", "Ontario"], US, "canada"), "CA", "ontario", "yes"),
        (only(["California", "Springfield"], US), "US", "texas", "partly"),
        (only(["Bavaria"], GERMANY), "DE", "bavaria", "yes"),
        (only(["München"], GERMANY), "DE", "berlin", "no"),
        (only(["Berlin"], GERMANY), "DE", "berlin", "yes"),
        (only(["Southern Germany"], GERMANY), "DE", "bavaria", "yes"),
        (only(["Scotland"], UK), "GB", "wales", "no"),
        (only(["London"], UK), "GB", "england", "partly"),
        (but(["California", "New York"], US), "US", "california", "no"),
        (but(["California", "New York"], US), "US", "texas", "yes"),
        (but(["New York City"], US), "US", "new-york", "partly"),
        (only([], US), "US", "texas", "partly"),
    ],
)  # fmt: skip
def test_a_part_answers_yes_or_no_where_the_named_places_can_be_located(finding, country, part, expected):
    assert verdict(finding, country, part) == expected


def test_every_name_is_one_that_jobs_are_read_with():
    known = {row.written for row in gazetteer.names() if row.is_part} | {row.part for row in gazetteer.names()}
    for country in KINDS:
        for part in parts_of(country).values():
            assert part.names <= known, part
            assert part.holds <= known, part


@pytest.mark.parametrize(
    ("country", "slug"), [("US", "united-states"), ("CA", "canada"), ("GB", "united-kingdom"), ("DE", "germany")]
)
def test_every_part_of_these_countries_that_jobs_name_is_located(country, slug):
    located = {name for part in parts_of(country).values() for name in part.names | part.holds}
    for table in ("parts", "towns"):
        with (gazetteer._DATA / f"{table}.csv").open(encoding="utf-8") as rows:
            for row in csv.DictReader(rows):
                if row["country"] == slug:
                    assert set(row.get("names", row.get("name", "")).split("|")) <= located
