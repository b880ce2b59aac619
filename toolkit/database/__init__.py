"""Database backend of the site: many values as one parameter, and the error for an unreachable database."""

from collections.abc import Iterable
from typing import Any

from django.db import OperationalError
from django.db.models.expressions import RawSQL

PRIMARY, REPLICA = "default", "replica"  # names in the setting ``DATABASES``

# For a transaction that stays open while something else works. Takes whether it's for this transaction only. A setting that this
# version of PostgreSQL doesn't know, as those before 17 don't know transaction_timeout, isn't in its list.
NO_TIMEOUTS = (
    "SELECT set_config(name, '0', %s) FROM pg_settings"
    " WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')"
)


class DatabaseUnreachableError(OperationalError):
    """No connection to PostgreSQL: it is unavailable, doesn't respond, or refuses the connection."""


def bigint_array(values: Iterable[int]) -> RawSQL:
    """For ``filter(pk__in=bigint_array(ids))``: hundreds of parameters take longer to write and parse than their rows."""
    return RawSQL("SELECT unnest(%s::bigint[])", [array_literal(values)])


def array_literal(values: Iterable[object]) -> str:
    """Returns a PostgreSQL array literal of numbers, booleans, or moments in ISO form, none of which needs quotes."""
    return f"{{{','.join(map(str, values))}}}"


def is_pooled(connection: Any) -> bool:
    """Whether a pooler is between us and the server, which may use another session for each transaction (``DATABASE_POOLER``)."""
    return bool(connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"])
