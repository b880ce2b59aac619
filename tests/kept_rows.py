"""Rows that the tests of a module begin with, made once: the first test makes them, the others get copies of them.

For tests with real transactions (`transactional_db`), which leave an empty database behind.
"""

import copy

from django.db import connection, transaction

_COLUMNS = """
SELECT table_name, string_agg(format('%%I', column_name), ', ' ORDER BY ordinal_position) FROM information_schema.columns
WHERE table_schema = 'public' AND is_generated = 'NEVER' AND table_name = ANY(%s) GROUP BY table_name
"""
_made = {}


def made_once(name, make):
    """What ``make()`` returns, with the rows it makes. Later tests find them as they were then, under the same keys."""
    if name in _made:
        statements, result = _made[name]
        with transaction.atomic(), connection.cursor() as cursor:
            # Each row is as it was, so no trigger has anything to add.
            cursor.execute("; ".join(["SET LOCAL session_replication_role = replica", *statements]))
    else:
        result = make()
        _made[name] = _keep(name), result
    return copy.deepcopy(result)


def _keep(name):
    """Copies all rows to a schema of their own; returns the statements that put them back."""
    put_back = []
    with connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE; CREATE SCHEMA "{name}"')
        cursor.execute(_COLUMNS, [connection.introspection.django_table_names(only_existing=True)])
        for table, columns in cursor.fetchall():
            cursor.execute(f'CREATE TABLE "{name}"."{table}" AS SELECT {columns} FROM "{table}"')  # noqa: S608 - names of our tables
            if cursor.rowcount:
                # What migrations put in is there already.
                put_back.append(f'INSERT INTO "{table}" ({columns}) TABLE "{name}"."{table}" ON CONFLICT DO NOTHING')
    return put_back
