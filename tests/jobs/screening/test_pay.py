import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.pay import ASSUMPTIONS, PERIODS_A_YEAR, Pay
from jobs.vocabulary.kinds import PayPeriod

amounts = st.integers(1, 10**12)
periods = st.sampled_from(PayPeriod.values)
currencies = st.sampled_from(["USD", "EUR", "JPY"])


@pytest.mark.parametrize(
    ("low", "high", "wide"),
    [(50_000_00, 100_000_00, True), (50_000_00, 99_999_99, False), (50_000_00, 50_000_00, False), (None, 100_000_00, False), (50_000_00, None, False), (0, 10, False)],
)  # fmt: skip
def test_a_range_is_wide_from_twice_the_lowest_on(low, high, wide):
    assert Pay(low, high, "USD", "year").is_wide is wide


@pytest.mark.parametrize(
    ("period", "times", "assumption"),
    [("hour", 2080, "based on 2,080 hours"), ("day", 260, "based on 260 days"), ("week", 52, "based on 52 weeks"), ("month", 12, "based on 12 months"), ("year", 1, "")],
)  # fmt: skip
def test_the_yearly_equivalent_says_what_it_assumes(period, times, assumption):
    stated = Pay(10_00, 20_00, "EUR", period)
    assert stated.yearly == Pay(10_00 * times, 20_00 * times, "EUR", "year")
    assert str(stated.assumption) == assumption


def test_every_period_has_a_yearly_equivalent_and_says_how():
    assert PERIODS_A_YEAR.keys() == set(PayPeriod.values)
    assert ASSUMPTIONS.keys() == set(PayPeriod.values) - {"year"}


@given(amounts, amounts, currencies, periods)
def test_a_year_keeps_currency_order_and_width(one, other, currency, period):
    stated = Pay(min(one, other), max(one, other), currency, period)
    assert stated.yearly.currency == currency
    assert stated.yearly.low <= stated.yearly.high
    assert stated.yearly.is_wide == stated.is_wide
    assert stated.yearly.yearly == stated.yearly


def test_an_end_that_is_not_known_stays_unknown():
    assert Pay(None, 20_00, "USD", "hour").yearly == Pay(None, 41_600_00, "USD", "year")
    assert Pay(10_00, None, "USD", "hour").yearly == Pay(20_800_00, None, "USD", "year")


def test_pay_in_different_currencies_is_never_the_same():
    assert Pay(100, 200, "USD", "year") != Pay(100, 200, "EUR", "year")


@pytest.mark.parametrize(
    ("pay", "words"),
    [
        (Pay(72_000_00, 88_000_00, "USD", "year"), "$72,000–$88,000 a year"),
        (Pay(20_00, 20_00, "GBP", "hour"), "£20 an hour"),
        (Pay(72_000_00, None, "USD", "year"), "from $72,000 a year"),
        (Pay(None, 88_000_00, "EUR", "year"), "up to €88,000 a year"),
        (Pay(300_000, 400_000, "JPY", "month"), "¥300,000–¥400,000 a month"),
    ],
)
def test_pay_is_said_in_its_own_currency(pay, words):
    assert str(pay) == words
