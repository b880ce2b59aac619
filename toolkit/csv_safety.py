"""Escapes CSV cells that spreadsheets would run as formulas."""

# Characters that start a formula in spreadsheets (https://owasp.org/www-community/attacks/CSV_Injection), also in full width.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def escape_formula(value: str) -> str:
    """Returns text that no spreadsheet runs as a formula: prefixes an apostrophe if it would start one."""
    return f"'{value}" if value.startswith(FORMULA) else value
