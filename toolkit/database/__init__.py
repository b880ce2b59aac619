"""The database back end of the site, and the one error that is about the way to it."""

from django.db import OperationalError


class DatabaseUnreachableError(OperationalError):
    """No connection to PostgreSQL: it is away, silent, or refuses who asks."""
