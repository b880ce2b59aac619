"""What people earn: published pay in words, a drawing of it, and other countries beside it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from careers.display import country_name, money, share
from careers.occupations import outlook
from careers.occupations.passports import Sourced, sourced, wider_note, year_of
from careers.occupations.pay_dots import NARROW, WIDE, Dots, pay_dots
from occupations.facts import OccupationFacts, Pay

US = "US"
MANY_SELF_EMPLOYED = 10  # percent; with fewer, pay of employees is that of nearly everybody


@dataclass(frozen=True)
class CountryPay:
    """Pay in one country: ``low`` and ``high`` are what ``what`` says they are."""

    country: str
    low: str
    median: str
    high: str
    what: str
    wider: str
    source: Sourced


@dataclass(frozen=True)
class LeavesOut:
    """Says whose earnings US pay leaves out. ``source`` is that of the share of them, None if it isn't said."""

    text: str
    source: Sourced | None = None


@dataclass(frozen=True)
class PaySection:
    """``sentences`` say the published percentiles of US pay, which ``dots`` draw; ``countries`` is for comparing several."""

    sentences: tuple[str, ...]
    dots: tuple[Dots, ...]
    title: str
    countries: tuple[CountryPay, ...]
    sources: tuple[Sourced, ...]
    wider: str
    leaves_out: LeavesOut | None


def pay_section(facts: OccupationFacts) -> PaySection | None:
    rows = [(pay, row) for pay in facts.pay if (row := _country(pay))]
    countries = tuple(row for _pay, row in rows)
    own = facts.pay_in(US)
    sentences = tuple(percentile_sentences(own)) if own else ()
    if not countries and not sentences:
        return None
    return PaySection(
        sentences=sentences,
        dots=tuple(dots for size in (WIDE, NARROW) if own and (dots := pay_dots(own, size))),
        title=own.title if own else "",
        countries=countries if len(countries) > 1 or not sentences else (),
        sources=tuple(pay_source(pay) for pay in facts.pay if pay is own or pay in [shown for shown, _row in rows]),
        wider=wider_note(own) if own else "",
        leaves_out=_leaves_out(facts) if own else None,
    )


def _leaves_out(facts: OccupationFacts) -> LeavesOut:
    projected = facts.outlook
    if projected is None or projected.self_employed is None or projected.self_employed < MANY_SELF_EMPLOYED:
        return LeavesOut(_("US pay is that of employees only."))
    said = {"share": share(projected.self_employed), "title": projected.title}
    text = (
        _("US pay is that of employees only. %(share)s of people in “%(title)s”, a wider group, are self-employed.")
        if projected.wider
        else _("US pay is that of employees only. %(share)s of people in this work are self-employed.")
    )
    return LeavesOut(text % said, outlook.source(projected))


def amount(pay: Pay, name: str) -> str:
    """A figure of ``pay`` with its period: ``$75,000 a year``, ``at least $239,200 a year``; nothing if it isn't known."""
    minor = getattr(pay, name)
    if minor is None:
        return ""
    if pay.period == "hour":
        said = _("at least %(amount)s an hour") if name in pay.top_coded else _("%(amount)s an hour")
    else:
        said = _("at least %(amount)s a year") if name in pay.top_coded else _("%(amount)s a year")
    return said % {"amount": money(minor, pay.currency)}


def percentile_sentences(pay: Pay) -> list[str]:
    """The percentiles in words. A top-coded one says what it is at least; one that isn't published isn't mentioned."""
    said = {name: amount(pay, name) for name in ("p10", "p25", "median", "p75", "p90")}
    plain = {name: text for name, text in said.items() if text and name not in pay.top_coded}
    found = []
    if "median" in plain:
        found.append(_("Half earn more than %(amount)s.") % {"amount": plain["median"]})
    if "p25" in plain and "p75" in plain:
        low = money(pay.p25, pay.currency)
        found.append(_("The middle half earn %(low)s to %(high)s.") % {"low": low, "high": plain["p75"]})
    elif "p25" in plain:
        found.append(_("A quarter earn less than %(amount)s.") % {"amount": plain["p25"]})
    if "p10" in plain and "p90" in plain:
        both = {"low": plain["p10"], "high": plain["p90"]}
        found.append(_("A tenth earn less than %(low)s, and a tenth earn more than %(high)s.") % both)
    elif "p10" in plain:
        found.append(_("A tenth earn less than %(amount)s.") % {"amount": plain["p10"]})
    return found + list(_top_coded(pay))


def _top_coded(pay: Pay) -> list[str]:
    """What is known of the figures above the highest amount that the publisher gives."""
    first = next((name for name in ("p10", "p25", "median", "p75", "p90") if name in pay.top_coded), "")
    if not first or not getattr(pay, first):
        return []
    top = {"amount": money(getattr(pay, first), pay.currency)}
    said = {
        "p25": _("At least three quarters earn %(amount)s a year or more."),
        "median": _("At least half earn %(amount)s a year or more."),
        "p75": _("At least a quarter earn %(amount)s a year or more."),
        "p90": _("At least a tenth earn %(amount)s a year or more."),
    }
    limit = _("The publisher doesn't give figures above %(amount)s a year.")
    return [sentence % top for sentence in (said.get(first, ""), limit) if sentence]


def _country(pay: Pay) -> CountryPay | None:
    if pay.low is not None and pay.high is not None:
        ends, what = ("low", "high"), _("Low and high wages")
    elif pay.p10 is not None and pay.p90 is not None:
        ends, what = ("p10", "p90"), _("10th and 90th percentile")
    elif pay.p25 is not None and pay.p75 is not None:
        ends, what = ("p25", "p75"), _("25th and 75th percentile")
    else:
        ends, what = ("", ""), _("Median only")
    if pay.median is None:
        return None
    low, high = (amount(pay, name) if name else "" for name in ends)
    what = _("%(what)s of “%(title)s”") % {"what": what, "title": pay.title}
    if pay.country == "GB":
        what = _("%(what)s, full-time") % {"what": what}
    what = f"{what}, {year_of(pay.release)}"
    return CountryPay(
        country_name(pay.country), low, amount(pay, "median"), high, what, wider_note(pay), pay_source(pay)
    )


def pay_source(pay: Pay) -> Sourced:
    return sourced(f"pay-{pay.country.lower()}", pay, _measure(pay), note=_error(pay))


def _measure(pay: Pay) -> str:
    if pay.low is not None or pay.high is not None:
        return _("low, median and high wages")
    if pay.p10 is None and pay.p25 is None and pay.p90 is None:
        return _("median of annual wages")
    return _("10th, 25th, 50th, 75th and 90th percentiles of annual wages")


def _error(pay: Pay) -> str:
    if pay.error is None:
        return ""
    return _("The standard error of the median is %(error)s.") % {"error": share(pay.error)}
