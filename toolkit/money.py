"""Formats and converts money: integers in a currency's minor unit."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision, get_currency_symbol, list_currencies


def is_currency(code: str) -> bool:
    """Returns whether ``code`` is an ISO 4217 code that the Unicode CLDR knows."""
    return code in list_currencies()


def to_minor(amount: Decimal, currency: str) -> int:
    """Converts ``amount`` from the main unit (dollars) to the minor unit (cents). Raises ``ValueError`` if it has finer
    parts than that."""
    scaled = amount.scaleb(get_currency_precision(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{currency} has no unit that small")
    return int(scaled)


def to_major(minor: int, currency: str) -> Decimal:
    """Converts ``minor`` units to a decimal in the main unit."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def to_number(minor: int, currency: str) -> float | int:
    """Converts ``minor`` units to a number in the main unit as JSON has it: an integer if it's whole."""
    amount = to_major(minor, currency)
    return int(amount) if amount == amount.to_integral_value() else float(amount)


@lru_cache(maxsize=8192)
def display(minor: int, currency: str, locale: str = "en_US") -> str:
    """Formats ``7500000, "USD"`` as ``$75,000``: cents only if there are any, and a space after a symbol of letters
    (``SGD 75,000``). Cached, because parsing locale patterns is slow."""
    amount = to_major(minor, currency)
    pattern = "¤#,##0" if amount == amount.to_integral_value() else None
    shown = format_currency(amount, currency, format=pattern, locale=locale, currency_digits=pattern is None)
    symbol = get_currency_symbol(currency, locale=locale)
    number = shown.removeprefix(symbol)
    has_letters_first = number != shown and symbol[-1].isalpha() and number[:1].isdigit()
    return f"{symbol}\xa0{number}" if has_letters_first else shown
