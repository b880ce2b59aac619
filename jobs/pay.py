"""Pay of a job, and its yearly equivalent for assumed working hours."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobs.vocabulary.kinds import PayPeriod
from toolkit import money

# Number of each period in a year of full-time work: 52 weeks of 5 days of 8 hours.
PERIODS_A_YEAR: dict[str, int] = {
    PayPeriod.HOUR: 2080,
    PayPeriod.DAY: 260,
    PayPeriod.WEEK: 52,
    PayPeriod.MONTH: 12,
    PayPeriod.YEAR: 1,
}
ASSUMPTIONS: dict[str, Promise] = {
    PayPeriod.HOUR: _("based on 2,080 hours"),
    PayPeriod.DAY: _("based on 260 days"),
    PayPeriod.WEEK: _("based on 52 weeks"),
    PayPeriod.MONTH: _("based on 12 months"),
}
MOST_TIMES = 5  # a higher amount isn't this job's pay but a valuation, a budget or the like
WIDE = 2  # a range with at least this ratio of highest to lowest says little and gets a warning


# A minimum amount that a text promises. Quantifiers are bounded, so matching takes linear time.
_PROMISE = re.compile(
    r"\b(?:at least|minimum of|no less than|starting at)\s{1,3}"
    r"(?P<sign>[€$£]|(?:EUR|USD|GBP) ?)(?P<amount>\d[\d,]{0,11})(?P<k>k)?\b",
    re.I,
)
_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP"}


def promised(text: str, pay: "Pay | None") -> str:
    """Returns the words of ``text`` that promise a higher yearly pay than the lower end of ``pay``; empty if none
    do."""
    if pay is None or pay.yearly.low is None:
        return ""
    for found in _PROMISE.finditer(text):
        sign = found["sign"].strip().upper()
        least = int(found["amount"].replace(",", "")) * (100_000 if found["k"] else 100)
        if _SIGNS.get(sign, sign) == pay.currency and pay.yearly.low < least <= MOST_TIMES * pay.yearly.low:
            return found[0]
    return ""


# What one unit of a currency is worth in US dollars, rounded. Only the order of a list sorted by pay uses these; no amount that
# a page shows is converted. They are reviewed once a year (last in 2026).
DOLLARS: dict[str, float] = {
    "USD": 1, "EUR": 1.15, "GBP": 1.33, "AED": .27, "ARS": .0007, "AUD": .65, "BGN": .59, "BRL": .185, "CAD": .72, "CHF": 1.24,
    "CLP": .00105, "CNY": .14, "COP": .00025, "CRC": .002, "CZK": .047, "DKK": .154, "EGP": .021, "GEL": .37, "GHS": .085,
    "HKD": .128, "HUF": .0029, "IDR": .00006, "ILS": .3, "INR": .0113, "ISK": .008, "JPY": .0065, "KES": .0077, "KRW": .0007,
    "MAD": .107, "MXN": .054, "MYR": .24, "NGN": .00068, "NOK": .099, "NZD": .58, "PEN": .29, "PHP": .0172, "PKR": .0036,
    "PLN": .27, "QAR": .27, "RON": .226, "RSD": .0098, "SAR": .27, "SEK": .105, "SGD": .77, "THB": .031, "TRY": .024,
    "TWD": .032, "UAH": .024, "UYU": .025, "VND": .000038, "ZAR": .057,
}  # fmt: skip
MOST_COMPARED = (
    50_000_000  # five million dollars; higher amounts are errors, and would stretch the ranges that are walked
)


def compared(currency: str, yearly: int | None) -> int | None:
    """Returns yearly pay in tenths of a US dollar, to sort by; None without pay, or in a currency that we can't compare.
    ``yearly`` is in minor units."""
    if yearly is None or currency not in DOLLARS:
        return None
    return min(round(float(money.to_major(yearly, currency)) * DOLLARS[currency] * 10), MOST_COMPARED)


@dataclass(frozen=True)
class Pay:
    """A pay range in minor units of ``currency`` per ``period``; at least one end is known."""

    low: int | None
    high: int | None
    currency: str
    period: str

    @property
    def is_wide(self) -> bool:
        """Whether the range is too wide to be informative: the highest is at least twice the lowest."""
        return bool(self.low and self.high and self.high >= WIDE * self.low)

    def starts_below(self, least: "Pay | None") -> bool:
        """Returns whether the range starts below the requested minimum, in the same currency."""
        if least is None or least.currency != self.currency or self.yearly.low is None:
            return False
        return self.yearly.low < (least.yearly.low or 0)

    @property
    def yearly(self) -> "Pay":
        """The same pay per year, under ``assumption``."""
        times = PERIODS_A_YEAR[self.period]
        return Pay(self.low and self.low * times, self.high and self.high * times, self.currency, PayPeriod.YEAR)

    @property
    def assumption(self) -> Promise | str:
        return ASSUMPTIONS.get(self.period, "")

    @property
    def amount(self) -> str:
        """``$72,000–$88,000``; a single end as ``from $72,000`` or ``up to $88,000``."""
        low = money.display(self.low, self.currency) if self.low is not None else ""
        high = money.display(self.high, self.currency) if self.high is not None else ""
        if low and high:
            return low if low == high else f"{low}–{high}"
        return str(_("from %s") % low) if low else str(_("up to %s") % high)

    def __str__(self) -> str:
        return f"{self.amount} {PayPeriod(self.period).label}"
