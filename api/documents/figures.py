"""Published and advertised figures as programs read them, each with its source."""

from typing import Literal

from pydantic import BaseModel, Field

from careers.document import Passport, PayBand
from careers.occupations import outlook as outlooks
from careers.occupations.pay import pay_source
from jobs.market_stats import Market
from occupations.facts import Outlook, Pay
from toolkit.money import to_number

STEPS = ("p10", "p25", "median", "p75", "p90", "mean", "low", "high")


class PublishedPay(BaseModel):
    """Pay that a statistical office publishes, before tax, in main units of ``currency`` per ``period``.

    A figure that isn't published is null. One named in ``at_least`` is at least this high; if it's null there, it's above what
    the publisher gives. ``source.note`` says if the figures are of a wider group than the occupation.
    """

    country: str
    currency: str
    period: Literal["year", "hour"]
    p10: float | int | None
    p25: float | int | None
    median: float | int | None
    p75: float | int | None
    p90: float | int | None
    mean: float | int | None
    low: float | int | None
    high: float | int | None
    at_least: list[str]
    source: Passport


class EstimatedPay(BaseModel):
    """A year's pay in a guide, in main units of ``currency``; ``source.basis`` says whether our editors estimate it."""

    country: str
    currency: str
    low: float | int | None
    entry: float | int | None
    median: float | int | None
    senior: float | int | None
    high: float | int | None
    source: Passport


class AdvertisedPay(BaseModel):
    """What our open jobs state, in main units of ``currency`` a year: half of them start at ``low`` or more, half reach
    ``high`` or more. ``sample`` is the number of jobs that state both ends in this currency."""

    low: float | int
    high: float | int
    currency: str
    sample: int
    source: Passport


class PublishedOutlook(BaseModel):
    """Projected employment in the United States. ``growth`` is percent over the years; openings are a year's."""

    first_year: int
    last_year: int
    employment: int
    growth: float
    openings: int
    education: str = Field(description="Typical entry education, in the publisher's words.")
    experience: str
    training: str
    source: Passport


def main_units(minor: int | None, currency: str) -> float | int | None:
    """Converts minor units (cents) to what people write; whole amounts are integers."""
    return None if minor is None else to_number(minor, currency)


def describe_published_pay(pay: Pay) -> PublishedPay:
    """Describes published pay in main units."""
    return PublishedPay(
        country=pay.country,
        currency=pay.currency,
        period=pay.period,
        **{name: main_units(getattr(pay, name), pay.currency) for name in STEPS},
        at_least=list(pay.top_coded),
        source=pay_source(pay).passport,
    )


def describe_pay_band(band: PayBand) -> EstimatedPay:
    """Describes a guide's band of pay in main units."""
    return EstimatedPay(
        country=band.country,
        currency=band.currency,
        **{step: main_units(getattr(band, step), band.currency) for step in PayBand.STEPS},
        source=Passport(**{name: getattr(band, name) for name in Passport.model_fields}),
    )


def describe_advertised_pay(market: Market) -> AdvertisedPay | None:
    """Describes what our open jobs state; null if too few of them state pay."""
    band = market.pay
    if band is None:
        return None
    low, high = main_units(band.low, band.currency), main_units(band.high, band.currency)
    passport = Passport(basis="postings", sample_size=band.sample, as_of=market.counted_at.date())
    return AdvertisedPay(low=low or 0, high=high or 0, currency=band.currency, sample=band.sample, source=passport)


def describe_outlook(outlook: Outlook) -> PublishedOutlook:
    """Describes projected employment."""
    return PublishedOutlook(
        first_year=outlook.first_year,
        last_year=outlook.last_year,
        employment=outlook.employment,
        growth=float(outlook.growth),
        openings=outlook.openings,
        education=outlook.education,
        experience=outlook.experience,
        training=outlook.training,
        source=outlooks.source(outlook).passport,
    )
