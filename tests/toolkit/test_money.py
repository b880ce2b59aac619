from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import money

CURRENCIES = st.sampled_from(["USD", "EUR", "JPY", "KWD", "GBP"])


@given(st.integers(-(10**15), 10**15), CURRENCIES)
def test_minor_units_survive_the_way_to_the_main_unit_and_back(minor, currency):
    assert money.to_minor(money.to_major(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (7_500_000, "USD", "$75,000"),
        (7_500_050, "USD", "$75,000.50"),
        (75_000, "JPY", "¥75,000"),
        (75_000_123, "KWD", "KWD\xa075,000.123"),
        (9_450_000, "SGD", "SGD\xa094,500"),
        (0, "EUR", "€0"),
        (5, "EUR", "€0.05"),
    ],
)
def test_amounts_show_cents_only_when_there_are_any(minor, currency, shown):
    assert money.display(minor, currency) == shown


def test_a_part_smaller_than_the_minor_unit_is_refused():
    with pytest.raises(ValueError, match="JPY"):
        money.to_minor(Decimal("10.5"), "JPY")
