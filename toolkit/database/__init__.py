"""Database backend of the site, and the error for an unreachable database."""

from django.db import OperationalError


class DatabaseUnreachableError(OperationalError):
    """No connection to PostgreSQL: it is unavailable, doesn't respond, or refuses the connection."""
