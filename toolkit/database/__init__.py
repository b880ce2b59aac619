"""Database backend of the site: many values as one parameter, and the error for an unreachable database."""

from collections.abc import Iterable
from typing import Any

from django.db import OperationalError
from django.db.models.expressions import RawSQL

PRIMARY, REPLICA = "default", "replica"  # names in the setting ``DATABASES``
EXTENSIONS = ("pg_trgm",)  # that migrations make

# Limits that a role or a database may have. A setting that this version of PostgreSQL doesn't know, as those before 17 don't know
# transaction_timeout, isn't in its list.
_LIMITS = (
    "FROM pg_settings WHERE name IN ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')"
)
# For what takes long, and for a transaction that stays open meanwhile. Takes whether it's for this transaction only.
NO_TIMEOUTS = f"SELECT set_config(name, '0', %s) {_LIMITS}"
USUAL_TIMEOUTS = f"SELECT set_config(name, reset_val, false) {_LIMITS}"  # what a session began with
NAMES_OF_TIMEOUTS = f"SELECT name {_LIMITS}"

# Connections to all databases, by the name of their database. Of other users, nobody but a superuser is told more than that they
# are there.
CONNECTIONS = (
    "SELECT datname, pid FROM pg_stat_activity"
    " WHERE usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'"
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
