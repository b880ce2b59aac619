"""Normalizes a feed item into job data."""

import hashlib
import re
from dataclasses import astuple, dataclass
from decimal import Decimal

from feeds.importing import labels, pay_words, timezones
from feeds.sources.base import FeedItem, FeedPay
from feeds.sources.values import Unreadable
from jobs import deduplication
from jobs.job_data import JobData
from jobs.models import Source
from jobs.pay import PERIODS_A_YEAR, Pay
from jobs.screening import places, remote
from jobs.screening.claims import Claims
from jobs.vocabulary.kinds import Workplace
from toolkit import money
from toolkit.text import one_line

READING = 2  # increment it when this module reads items differently, so that all items are read again

LONGEST_ADDRESS = 1000
# Currencies in which a year of full-time work is a number of four to seven digits, in main units. Beyond that the feed
# means something else: thousands, another period, or all employees together.
_STRONG = frozenset({"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD"})
_LEAST_A_YEAR, _MOST_A_YEAR = 1_000, 20_000_000
_MOST_OF_ANY = 10**12

# Boards of remote jobs; the feeds of employers hold every kind of job.
_REMOTE_BOARDS = frozenset({Source.Format.JOBICY, Source.Format.RSS})
# Fillers of a salary field that say nothing.
_NO_WORDS = frozenset(
    {"", "0", "n/a", "na", "none", "null", "not specified", "not stated", "unspecified", "tbd", "tba"}
)
_CAREERS = re.compile(r"\s*[-–—|:]\s*(?:careers?|jobs?|job board|career page)\s*$", re.IGNORECASE)


class Unusable(ValueError):
    """The item lacks a required value; the message names the field."""


@dataclass(frozen=True)
class Reading:
    """``notes`` say which values of the item were left out, and why."""

    posting: JobData
    notes: tuple[str, ...] = ()


def left_out_because(item: FeedItem, source: Source) -> str:
    """Returns why an item doesn't belong on the board, with the sentences that decide; empty if it says that it's remote.

    A board of remote jobs says so for all of its jobs. The rules check whether what a job says is true.
    """
    if source.format in _REMOTE_BOARDS and item.workplace != Workplace.ONSITE:
        return ""
    said = remote.statement(
        Claims(
            title=one_line(item.title), text=item.rich_text.text, place=one_line(item.place), workplace=item.workplace,
            tags=tuple(map(one_line, item.tags)), regions=places.read_places(item.place, item.countries).regions,
        )
    )  # fmt: skip
    if said.is_remote:
        return ""
    reason = "It isn't remote" if said.is_denied else "Nothing says that it's remote"
    return f"{reason}: {' '.join(f'“{quote}”' for quote in said.quotes)}" if said.quotes else f"{reason}."


def item_digest(item: FeedItem) -> str:
    """A digest that is equal for items with the same content that are read the same way."""
    return hashlib.blake2b(repr((READING, astuple(item))).encode(), digest_size=16).hexdigest()


def read_job(item: FeedItem, source: Source) -> Reading:
    """The job that ``item`` describes. The jobs of an employer's own source belong to that employer, whatever name its
    feed uses. In a format that only employers use, a source without a company is named after its employer."""
    notes: list[str] = list(item.notes)
    stated = (item.place, *item.tags)
    where = places.read_places(item.place, item.countries)
    pay, pay_text = _pay(item, where.regions, notes)
    notes += [f"place: “{place}” isn't a place we know" for place in where.unknown]
    posting = JobData(
        title=_required(one_line(item.title), "title"),
        company=_employer(item, source),
        company_site=item.company_url,
        description=item.rich_text,
        industries=labels.industries_of(
            item.industries, item.title, are_departments=source.format not in deduplication.BOARDS
        ),
        place=one_line(item.place),
        workplace=item.workplace if item.workplace in Workplace.values and item.workplace else Workplace.REMOTE.value,
        tags=tuple(dict.fromkeys(filter(None, map(one_line, item.tags)))),
        regions=where.regions,
        timezone=timezones.window(stated),
        types=labels.types_of(item.types, item.title),
        level=labels.level_of(item.level, item.title),
        skills=labels.skills_of(item.skills, item.tags, item.title, item.rich_text.text),
        pay=pay,
        pay_text=pay_text,
        apply_url=_address(item.apply_url or ("" if item.apply_email else item.url), "apply_url"),
        apply_email=item.apply_email,
        source_url=_address(item.url, "url"),
        published_at=item.published_at,
        expires_at=item.ends_at,
    )
    return Reading(posting, tuple(notes))


def _required(value: str, field: str) -> str:
    if not value:
        raise Unusable(f"{field}: empty")
    return value


def _address(url: str, field: str) -> str:
    if len(url) > LONGEST_ADDRESS:
        raise Unusable(f"{field}: longer than {LONGEST_ADDRESS} characters")
    return url


def _employer(item: FeedItem, source: Source) -> str:
    named = source.company.name if source.company else employer(item.company)
    if not named and source.format in deduplication.BOARDS:
        raise Unusable("company: the feed names no employer, neither in a field nor in the title")
    return named or source.name


def employer(name: str) -> str:
    """The name of an employer without the suffixes that feeds add."""
    return _CAREERS.sub("", one_line(name)).strip("\"'“”,;")


def _pay(item: FeedItem, regions: tuple[str, ...], notes: list[str]) -> tuple[Pay | None, str]:
    """Pay in minor units; if it isn't certain, the words to show instead, with a note that says why."""
    stated, words = item.pay, one_line(item.pay_text)
    if stated is None and words.casefold().strip(" .-–—") not in _NO_WORDS:
        try:
            stated = pay_words.read_pay(words, regions=regions, elsewhere=f"{item.title}\n{item.rich_text.text}")
        except Unreadable as error:
            if any(character.isdigit() for character in words):
                notes.append(f"pay {error}; shown as written.")
            return None, words
    if stated is None:
        return None, ""
    ends = (stated.low or None, stated.high or None)  # in feeds, zero means "not stated"
    if ends == (None, None):
        return None, ""
    reason = _objection(ends, stated)
    if reason:
        notes.append(f"pay: {_words(stated)} shown as written, {reason}")
        return None, words or _words(stated)
    low, high = (money.to_minor(end, stated.currency) if end is not None else None for end in ends)
    return Pay(low, high, stated.currency, stated.period), ""


def _objection(ends: tuple[Decimal | None, Decimal | None], stated: FeedPay) -> str:
    """Why these figures cannot be pay, or an empty string."""
    if stated.period not in PERIODS_A_YEAR:
        return "its period is unknown"
    if not money.is_currency(stated.currency):
        return "its currency is unknown"
    amounts = [end for end in ends if end is not None]
    if any(not end.is_finite() or end < 0 for end in amounts):
        return "an amount isn't a positive number"
    if len(amounts) == 2 and amounts[0] > amounts[1]:
        return "its lower end is above its upper end"
    yearly = [end * PERIODS_A_YEAR[stated.period] for end in amounts]
    least, most = (_LEAST_A_YEAR, _MOST_A_YEAR) if stated.currency in _STRONG else (0, _MOST_OF_ANY)
    if not all(least <= amount <= most for amount in yearly):
        return "the amount isn't plausible"
    try:
        for end in amounts:
            money.to_minor(end, stated.currency)
    except ValueError:
        return f"{stated.currency} has no unit that small"
    return ""


def _words(stated: FeedPay) -> str:
    ends = " to ".join(f"{end:f}" for end in (stated.low, stated.high) if end is not None)
    return " ".join(filter(None, (ends, stated.currency, f"a {stated.period}" if stated.period else "")))
