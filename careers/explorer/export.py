"""Exports careers as CSV: figures as plain numbers, where each is from, and the credits that licenses ask for."""

import csv
import io
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from careers.explorer.catalog import Career, Catalog
from careers.explorer.vocabulary import EDUCATION_OF_RANK, INTEREST_NAMES, SKILLS_BY_ID
from occupations.sources import Key
from toolkit.text import escape_formula

MOST_SKILLS = 5


def as_csv(catalog: Catalog, careers: Sequence[Career], jobs: Mapping[str, int]) -> bytes:
    """Returns the careers, one row each, then an empty row and one row for each credit. It's UTF-8 with a byte order mark for
    spreadsheets; a figure that isn't published is an empty cell."""
    table = io.StringIO()
    rows = csv.writer(table)
    rows.writerow([
        _("Career"), _("O*NET-SOC code"), _("Address"),
        _("Median pay a year in USD"), _("Pay is at least this much"), _("Pay is for a wider group"), _("Pay is of another time"),
        _("Growth in percent, %s") % catalog.years, _("Openings a year"), _("Outlook is for a wider group"),
        _("Usual education"), _("Job zone"), _("Strongest interests"), _("Strongest skills"),
        _("Open jobs on %s") % settings.SITE_NAME, _("Source of pay"), _("Source of outlook"),
    ])  # fmt: skip
    pay_source, outlook_source = catalog.source(Key.WAGES), catalog.source(Key.PROJECTIONS)
    for career in careers:
        has_pay, has_outlook = career.median_pay is not None, career.growth is not None
        rows.writerow([
            escape_formula(career.title), career.code, f"{settings.SITE_URL}{career.url}",
            _dollars(career.median_pay), _yes(career.pay_is_at_least), _yes(career.pay_is_wider), career.older_pay,
            "" if career.growth is None else f"{career.growth:f}", "" if career.openings is None else career.openings,
            _yes(has_outlook and career.outlook_is_wider), EDUCATION_OF_RANK.get(career.education or 0, ""),
            career.job_zone or "", ", ".join(str(INTEREST_NAMES[letter]) for letter in career.high_points),
            ", ".join(_strongest(career)), jobs.get(career.code, 0),
            (outlook_source if career.older_pay else pay_source) if has_pay else "", outlook_source if has_outlook else "",
        ])  # fmt: skip
    rows.writerow([])
    for credit in catalog.credits:
        rows.writerow([escape_formula(f"{credit.text} ({credit.source.url})")])
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def _dollars(cents: int | None) -> str:
    return "" if cents is None else f"{cents / 100:.0f}"


def _yes(value: bool) -> str:
    return _("yes") if value else ""


def _strongest(career: Career) -> list[str]:
    ranked = sorted((career.skills or {}).items(), key=lambda item: (-item[1], item[0]))
    return [str(SKILLS_BY_ID[id].name) for id, _importance in ranked[:MOST_SKILLS] if id in SKILLS_BY_ID]
