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


# Units of a currency to the US dollar. Only the order of a list sorted by pay uses these; no amount that a page shows is
# converted. Averages of 2025: Board of Governors of the Federal Reserve System, "Foreign Exchange Rates – G.5A Annual".
_PUBLISHED = {
    "AUD": 1.5504, "BRL": 5.5891, "CAD": 1.3973, "CHF": .8305, "CNY": 7.1875, "DKK": 6.6137, "EUR": .8845, "HKD": 7.7956,
    "INR": 87.1468, "JPY": 149.5686, "KRW": 1421.3963, "MXN": 19.2052, "MYR": 4.2809, "NOK": 10.3852, "NZD": 1.7176,
    "SEK": 9.806, "SGD": 1.3065, "THB": 32.8619, "TWD": 31.1663, "ZAR": 17.8782,
}  # fmt: skip
# Our own rounded rates for currencies that the release doesn't have, reviewed once a year (last in 2026).
_ROUNDED = {
    "GBP": .75, "AED": 3.7, "ARS": 1400, "BGN": 1.7, "CLP": 950, "COP": 4000, "CRC": 500, "CZK": 21, "EGP": 48, "GEL": 2.7,
    "GHS": 12, "HUF": 345, "IDR": 16500, "ILS": 3.3, "ISK": 125, "KES": 130, "MAD": 9.3, "NGN": 1470, "PEN": 3.5, "PHP": 58,
    "PKR": 280, "PLN": 3.7, "QAR": 3.6, "RON": 4.4, "RSD": 102, "SAR": 3.75, "TRY": 42, "UAH": 42, "UYU": 40, "VND": 26000,
}  # fmt: skip
A_DOLLAR: dict[str, float] = {"USD": 1} | _PUBLISHED | _ROUNDED
MOST_COMPARED = (
    50_000_000  # five million dollars; higher amounts are errors, and would stretch the ranges that are walked
)


def compared(currency: str, yearly: int | None) -> int | None:
    """Returns yearly pay in tenths of a US dollar, to sort by; None without pay, or in a currency that we can't compare.
    ``yearly`` is in minor units."""
    if yearly is None or currency not in A_DOLLAR:
        return None
    return min(round(float(money.to_major(yearly, currency)) / A_DOLLAR[currency] * 10), MOST_COMPARED)


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
