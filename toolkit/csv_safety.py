"""Escapes CSV cells that spreadsheets would run as formulas."""

# How spreadsheets tell a formula (https://owasp.org/www-community/attacks/CSV_Injection), in full width as well.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def escape_formula(value: str) -> str:
    """Text that no spreadsheet runs as a formula: an apostrophe before what would begin one."""
    return f"'{value}" if value.startswith(FORMULA) else value
