"""Passes many values as one array parameter: hundreds of parameters take longer to write and parse than their rows."""

from collections.abc import Iterable

from django.db.models.expressions import RawSQL


def bigint_array(values: Iterable[int]) -> RawSQL:
    """For ``filter(pk__in=bigint_array(ids))``."""
    return RawSQL("SELECT unnest(%s::bigint[])", [array_literal(values)])


def array_literal(values: Iterable[object]) -> str:
    """Returns a PostgreSQL array literal of numbers, booleans, or moments in ISO form, none of which needs quotes."""
    return f"{{{','.join(map(str, values))}}}"
