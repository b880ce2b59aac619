"""Parses single values of feeds: text, links, times, amounts. Each function is total: an unreadable value is ``""`` or
``None``, or ``Unreadable`` if the report should say why.
"""

import datetime as dt
import email.utils
import hashlib
import html
import re
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any
from urllib.parse import urlsplit

from babel.core import Locale, get_global
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from feeds.sources.base import FeedPay
from jobs.vocabulary.kinds import PayPeriod, Workplace
from jobs.vocabulary.regions import countries
from toolkit.email_addresses import canonical
from toolkit.text import one_line, prose

LONGEST_LINK = 1000
LONGEST_DESCRIPTION = 300_000
_LONGEST_ID = 200
_link = URLValidator(schemes=["http", "https"])


class Unreadable(ValueError):
    """A value is there but cannot be used; the message says what is wrong with it."""


def text(value: Any, most: int) -> str:
    """A text or number as one line of at most ``most`` characters, its HTML entities read."""
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        return ""
    return one_line(html.unescape(value[: most * 10]))[:most].strip()


def quoted(value: Any) -> str:
    """A value of a feed, quoted for a message."""
    return f"“{shown}”" if (shown := text(value, 60)) else "neither text nor a number"


def identifier(value: Any) -> str:
    """The id of a job; an id that is too long to store is replaced by its digest."""
    whole = text(value, 5000)
    if len(whole) <= _LONGEST_ID:
        return whole
    return f"{whole[:150]}…{hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()}"


def markup(value: Any) -> str:
    """HTML as the source has it, without control characters."""
    return prose(value) if isinstance(value, str) else ""


def link(value: Any) -> str:
    """A web address. Raises ``Unreadable`` for any other scheme, no host, credentials, or one too long to store."""
    if not isinstance(value, str) or not value.strip():
        return ""
    # Only the ampersand: a query such as ?a=1&copy=2 must not become ?a=1©=2.
    address = value.strip().replace("&amp;", "&").replace("&#038;", "&").replace("&#38;", "&")
    try:
        if len(address) > LONGEST_LINK:
            raise Unreadable(f"is longer than {LONGEST_LINK} characters")
        _link(address)
    except ValidationError as error:
        raise Unreadable(f"isn't a web address: {quoted(value)}") from error
    if "@" in urlsplit(address).netloc:
        raise Unreadable(f"contains a username or password: {quoted(value)}")
    return address


def mailbox(value: Any) -> str:
    """An email address. Raises ``Unreadable``."""
    address = text(value, 254)
    if not address:
        return ""
    try:
        return canonical(address)
    except ValidationError as error:
        raise Unreadable(f"isn't an email address: {quoted(value)}") from error


def flag(value: Any) -> bool:
    """Whether a yes-or-no field says yes."""
    return value is True or text(value, 5).casefold() in {"true", "1", "yes"}


# --- Times ----------------------------------------------------------------------------------------------------------

# Names of zones beside those RFC 822 knows (UT, GMT and the North American ones).
_ZONES = {"WEST": "+0100", "BST": "+0100", "CET": "+0100", "MEZ": "+0100", "CEST": "+0200", "MESZ": "+0200", "EET": "+0200",
          "EEST": "+0300", "MSK": "+0300", "IST": "+0530", "SGT": "+0800", "JST": "+0900", "AEST": "+1000",
          "AEDT": "+1100", "NZST": "+1200", "NZDT": "+1300"}  # fmt: skip


def moment(value: Any) -> dt.datetime | None:
    """A time in UTC: ISO 8601, RFC 822 as in RSS, a date alone, or seconds or milliseconds since 1970. Without a zone it is
    UTC, as documented by the sources that leave it out. Raises ``Unreadable``; a day that could be two, such as
    ``03/04/2026``, is unreadable as well."""
    if value is None or value == "":
        return None
    try:
        words = text(value, 60)
        found = _from_epoch(Decimal(words)) if _EPOCH.fullmatch(words) else _from_words(words)
        if not 1990 <= found.year <= 2200:
            raise ValueError
        return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)
    except (ValueError, TypeError, OverflowError, IndexError) as error:
        raise Unreadable(f"isn't a date: {quoted(value)}") from error


def is_day(value: Any) -> bool:
    """Whether a time names a day and no hour."""
    return isinstance(value, str) and ":" not in value and not _EPOCH.fullmatch(value.strip())


# Nine digits are seconds since 1973, the beginning of milliseconds that are read; fewer are a date or nothing.
_EPOCH = re.compile(r"\d{9,13}(?:\.\d{1,9})?")
_LEAST_MILLISECONDS = 10**11
_DAY_IN_WORDS = (
    re.compile(
        r"(?:[^\W\d_]+\.?,? )?(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)? (?:de |of )?(?P<month>[^\W\d_]+)\.?,? "
        r"(?:de )?(?P<year>\d{4})"
    ),
    re.compile(r"(?:[^\W\d_]+\.?, )?(?P<month>[^\W\d_]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[/.](?P<number>\d{1,2})[/.](?P<day>\d{1,2})"),
)
_TWO_NUMBERS = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})")


def _from_epoch(value: Decimal) -> dt.datetime:
    seconds = value / 1000 if value >= _LEAST_MILLISECONDS else value
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=int(seconds * 1_000_000))


def _from_words(words: str) -> dt.datetime:
    if re.match(r"\d{4}-|\d{4}W\d|\d{8}(?!\d)", words):
        return dt.datetime.fromisoformat(re.sub(r"\s*(UTC|GMT|Z)$", "+00:00", words))
    if day := _day_in_words(words):
        return day
    words = re.sub(r"([+-]\d\d):(\d\d)$", r"\1\2", words)
    zone = words.rpartition(" ")[2].upper()
    return email.utils.parsedate_to_datetime(words[: -len(zone)] + _ZONES[zone] if zone in _ZONES else words)


def _day_in_words(words: str) -> dt.datetime | None:
    """A date without an hour, in the order that its language or its punctuation fixes. Of two numbers with a slash or a
    hyphen, one must be too high for a month, or they must be equal."""
    if found := _TWO_NUMBERS.fullmatch(words):
        one, other = int(found[1]), int(found[3])
        if one <= 12 and other <= 12 and one != other:
            raise ValueError
        day, month = (one, other) if other <= 12 else (other, one)
        return dt.datetime(int(found[4]), month, day)  # noqa: DTZ001 - the caller adds the zone
    for pattern in _DAY_IN_WORDS:
        if found := pattern.fullmatch(words):
            parts = found.groupdict()
            month = int(parts["number"]) if parts.get("number") else _months().get(parts["month"].casefold(), 0)
            return dt.datetime(int(parts["year"]), month, int(parts["day"]))  # noqa: DTZ001
    return None


@cache
def _months() -> dict[str, int]:
    """The names of the months in the languages that feeds use; a name that means two months is left out."""
    named: dict[str, set[int]] = {}
    for language in ("en", "de", "fr", "es", "pt", "nl", "pl"):
        months = Locale(language).months
        for context, width in product(("format", "stand-alone"), ("wide", "abbreviated")):
            for number, name in months[context][width].items():
                named.setdefault(name.casefold().rstrip("."), set()).add(number)
    named.setdefault("sept", set()).add(9)
    return {name: numbers.pop() for name, numbers in named.items() if len(numbers) == 1}


# --- Places and kinds -----------------------------------------------------------------------------------------------

_OTHER_NAMES = {"usa": "US", "u.s.": "US", "u.s.a.": "US", "united states of america": "US", "uk": "GB",
                "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "czech republic": "CZ",
                "turkey": "TR", "the netherlands": "NL", "holland": "NL", "korea": "KR"}  # fmt: skip


@cache
def _countries() -> dict[str, str]:
    return _OTHER_NAMES | {
        name.casefold(): code for code, region in countries().items() for name in (code, region.name)
    }


def country(value: Any) -> str:
    """The ISO code of a country given by its code or its English name; empty for anything else, such as "EU"."""
    return _countries().get(text(value, 60).casefold(), "")


def country_name(value: Any) -> str:
    """The name of a country given by its code; any other label as it is."""
    code = country(value)
    return countries()[code].name if code else text(value, 60)


def workplace(value: Any) -> str:
    """``remote``, ``hybrid`` or ``onsite`` for the words sources use, else empty."""
    word = re.sub(r"[^a-z]", "", text(value, 40).casefold())
    if word in {"remote", "fullyremote", "remoteonly", "telecommute", "telecommuting", "100remote"}:
        return str(Workplace.REMOTE.value)
    if word in {"hybrid", "hybridremote", "partlyremote"}:
        return str(Workplace.HYBRID.value)
    return str(Workplace.ONSITE.value) if word in {"onsite", "inoffice", "office", "inperson"} else ""


def workplace_in(label: str) -> str:
    """The same, out of a location label such as ``Remote - US`` or ``London (hybrid)``."""
    for word, meant in (("hybrid", Workplace.HYBRID), ("remote", Workplace.REMOTE), ("on-?site", Workplace.ONSITE)):
        if re.search(rf"\b{word}\b", label, re.IGNORECASE):
            return str(meant.value)
    return ""


# --- Pay ------------------------------------------------------------------------------------------------------------

_MOST_PAY = Decimal(10) ** 12
_SYMBOLS = {"US$": "USD", "€": "EUR", "£": "GBP", "A$": "AUD", "C$": "CAD", "CA$": "CAD", "₹": "INR", "zł": "PLN"}
_PERIODS = (
    (r"(?:per|an|a|/)?\s*(?:hours?|hourly|hr|h)", PayPeriod.HOUR),
    (r"(?:per|a|/)?\s*(?:days?|daily)", PayPeriod.DAY),
    (r"(?:per|a|/)?\s*(?:weeks?|weekly|wk)", PayPeriod.WEEK),
    (r"(?:per|a|/)?\s*(?:months?|monthly|mo)", PayPeriod.MONTH),
    (r"(?:per|a|/)?\s*(?:years?|yearly|annum|annual|annually|yr|pa|p\.a\.)", PayPeriod.YEAR),
)
_AROUND_PERIODS = r"(?:1\s+)?{}(?:\s+(?:salary|wage|rate|pay))?"


@cache
def currencies() -> frozenset[str]:
    """The ISO 4217 codes of money that is legal tender somewhere today (Unicode CLDR)."""
    uses = get_global("territory_currencies").values()
    return frozenset(code for territory in uses for code, _start, end, tender in territory if tender and end is None)


def currency(value: Any) -> str:
    """The ISO code of a currency in use. Raises ``Unreadable``; a bare ``$`` says too little."""
    word = text(value, 20)
    code = _SYMBOLS.get(word, word.upper())
    if not code:
        raise Unreadable("has no currency")
    if code not in currencies():
        raise Unreadable(f"has an unknown currency: {quoted(value)}")
    return code


def period(value: Any) -> str:
    """``hour``, ``day``, ``week``, ``month`` or ``year`` for the words sources use. Raises ``Unreadable``."""
    words = re.sub(r"[-_\s]+", " ", text(value, 40).casefold()).strip()
    if not words:
        raise Unreadable("has no period")
    for pattern, meant in _PERIODS:
        if re.fullmatch(_AROUND_PERIODS.format(pattern), words):
            return str(meant.value)
    raise Unreadable(f"has an unknown period: {quoted(value)}")


def amount(value: Any) -> Decimal | None:
    """Money in main units; nothing, zero and ``"0"`` mean that it is not stated. Raises ``Unreadable``."""
    if value is None or isinstance(value, bool) or value == "":
        return None
    figure = Decimal(value) if isinstance(value, (int, Decimal)) else _figure(text(value, 60))
    if not figure.is_finite() or figure < 0 or figure > _MOST_PAY:
        raise Unreadable(f"isn't an amount of money: {quoted(value)}")
    if not figure:
        return None
    # One form for one amount: a source that writes 72000.0 one day and 72000 the next has changed nothing.
    return Decimal(int(figure)) if figure == int(figure) else figure.normalize()


def _figure(words: str) -> Decimal:
    """``"120,000.50"``, ``"120.000,50"``, ``"120 000"``, ``"1'200"``, ``"$120k"`` as a number."""
    found = re.fullmatch(r"[^\d-]{0,5}(\d[\d.,'’\s]*)(k?)[^\d]{0,5}", words, re.IGNORECASE)
    if not found:
        raise Unreadable(f"isn't an amount of money: {quoted(words)}")
    plain = re.sub(r"[\s'’]", "", found[1]).rstrip(".,")
    whole, fraction = plain, ""
    point = max(plain.rfind("."), plain.rfind(","))
    # Pay never has three decimals, so a mark before three digits separates thousands; so does one that occurs twice.
    if point >= 0 and len(plain) - point != 4 and plain.count(plain[point]) == 1:
        whole, fraction = plain[:point], plain[point + 1 :]
    return Decimal(f"{re.sub('[.,]', '', whole)}.{fraction}") * (1000 if found[2] else 1)


def pay(low: Any, high: Any, unit: Any, per: Any) -> FeedPay | None:
    """Pay from its four fields; ``None`` when no amount is stated. Raises ``Unreadable``."""
    lowest, highest = amount(low), amount(high)
    if lowest is None and highest is None:
        return None
    if lowest is not None and highest is not None and highest < lowest:
        raise Unreadable(f"has its maximum below its minimum: {quoted(high)}, {quoted(low)}")
    return FeedPay(lowest, highest, currency(unit), period(per))
