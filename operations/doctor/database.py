"""Checks of PostgreSQL."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor

from operations.doctor.results import Options, Result, ok, warning, wrong
from operations.doctor.running import described
from operations.web_settings import web_settings
from toolkit.database import CONNECTIONS, EXTENSIONS, REPLICA
from toolkit.database.replica import is_same_database
from toolkit.environment import Environment

OLDEST = 15  # the major version that the site supports
QUERY_MILLISECONDS = 4000
LEFT_OVER = re.compile(r"_cc(new|old)\d*\"?$")
FAR_BEHIND = 32 * 1_048_576  # bytes of the log
MANY = 0.85  # of max_connections in use
CREATE = "createdb --encoding=UTF8 --locale=C.UTF-8 --template=template0"
RELEASE = "Run `manage.py release` (on one host, before the new code starts anywhere)."
# Transactions, of 2,147 million: autovacuum freezes at 200, and PostgreSQL stops taking writes near the end.
FROZEN_LATE, FROZEN_TOO_LATE = 600_000_000, 1_500_000_000


@contextmanager
def reading() -> Iterator[Any]:
    """Yields a cursor in a transaction that can't write and is rolled back, with a time-out for each query."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL transaction_read_only = on; SET LOCAL statement_timeout = {QUERY_MILLISECONDS}")
            yield cursor
        transaction.set_rollback(True)


def rows(query: str, *parameters: object) -> list[tuple[Any, ...]]:
    with reading() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def _name() -> str:
    found = settings.DATABASES["default"]
    return f"{found['NAME']} at {found.get('HOST') or 'the local socket'}"


def reach(options: Options) -> Result:
    try:
        [(version,)] = rows("SELECT current_setting('server_version')")
    except DatabaseError as error:
        return wrong(
            f"{_name()} doesn't answer: {described(error)}",
            "Start PostgreSQL, and check host, port, user and password in DATABASE_URL, pg_hba.conf and firewalls.",
        )
    return ok(f"PostgreSQL {version}, {_name()}")


def version(options: Options) -> Result:
    [(number,)] = rows("SELECT current_setting('server_version_num')::int")
    major = number // 10_000
    if major < OLDEST:
        return wrong(f"PostgreSQL {major} is too old", f"Upgrade to PostgreSQL {OLDEST} or newer with pg_upgrade.")
    return ok(f"PostgreSQL {major}")


def migrations(options: Options) -> Result:
    """Compares the migrations of this code with those of the database."""
    executor = MigrationExecutor(connection)
    planned = [
        f"{one.app_label}.{one.name}" for one, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())
    ]
    if planned:
        said = ", ".join(planned[:3]) + (f" and {len(planned) - 3} more" if len(planned) > 3 else "")
        return wrong(f"{len(planned)} not applied: {said}", RELEASE)
    ours = {label for label, _name in executor.loader.disk_migrations}
    known = set(executor.loader.disk_migrations)
    newer = sorted(
        one
        for one in executor.loader.applied_migrations
        if one[0] in ours and one not in known and not _replaced(executor, one)
    )
    if newer:
        said = f"the database knows {len(newer)} that this code doesn't, such as {newer[-1][0]}.{newer[-1][1]}"
        return warning(said, "A newer release has migrated. Deploy it here too; until then this code goes on working.")
    return ok("all applied")


def _replaced(executor: MigrationExecutor, key: tuple[str, str]) -> bool:
    return any(key in one.replaces for one in executor.loader.disk_migrations.values())


def extensions(options: Options) -> Result:
    found = {name for (name,) in rows("SELECT extname FROM pg_extension")}
    if missing := [name for name in EXTENSIONS if name not in found]:
        return wrong(
            f"missing: {', '.join(missing)}",
            f"As the database's owner, run CREATE EXTENSION {missing[0]}; it comes with the package postgresql-contrib.",
        )
    return ok(", ".join(EXTENSIONS))


def encoding(options: Options) -> Result:
    [(found, zone)] = rows("SELECT current_setting('server_encoding'), current_setting('TimeZone')")
    if found != "UTF8":
        return wrong(
            f"the database is encoded in {found}",
            f"Make a backup, and restore it into one that is made with {CREATE}.",
        )
    if zone != settings.TIME_ZONE:
        return warning(
            f"the session's time zone is {zone}, not {settings.TIME_ZONE}",
            f"Set it for the role: ALTER ROLE … SET timezone = '{settings.TIME_ZONE}'. A pooler loses what sessions set.",
        )
    if rows("SELECT lower('ÄÉ') = 'äé'") != [(True,)]:
        return warning(
            "the database doesn't know small and large letters beyond a to z: “KÖLN” isn't found by “köln”",
            f"Make a backup, and restore it into a database that is made with {CREATE}.",
        )
    return ok(f"{found}, {zone}")


def collation(options: Options) -> Result:
    """A new C library can sort otherwise than the one that built the indexes."""
    query = """SELECT datname, datcollversion, pg_database_collation_actual_version(oid)
               FROM pg_database WHERE datname = current_database()"""
    [(name, then, today)] = rows(query)
    if then and today and then != today:
        return wrong(
            f"indexes were built with version {then} of the system's sort order, which is {today} now",
            f'Run REINDEX DATABASE "{name}", then ALTER DATABASE "{name}" REFRESH COLLATION VERSION.',
        )
    return ok("indexes and system agree")


def connection_budget(options: Options) -> Result:
    """Compares what one web server and one worker can hold with what the database gives out."""
    query = """SELECT current_setting('max_connections')::int
                      - current_setting('superuser_reserved_connections')::int"""
    [(limit,)] = rows(query)
    used = len(rows(CONNECTIONS))
    web = web_settings(Environment(os.environ))
    needed = web.workers * web.threads + (os.cpu_count() or 1) + 1
    counted = f"{needed} for one web server ({web.workers} × {web.threads} threads) and one worker"
    if settings.DATABASES["default"].get("DISABLE_SERVER_SIDE_CURSORS"):  # theirs are connections to the pooler
        needed, counted = 0, "a pooler shares them"
    counted = f"{counted}; {used} of {limit} in use"
    more = "Raise max_connections, lower WEB_WORKERS or WEB_THREADS, or put PgBouncer before it."
    if needed > limit:
        return wrong(counted, more)
    if used > limit * MANY:
        return warning(counted, more)
    return ok(counted)


def long_transactions(options: Options) -> Result:
    """Finds what keeps vacuum and migrations waiting."""
    query = """SELECT pid, state, extract(epoch FROM clock_timestamp() - xact_start)::int, coalesce(application_name, '')
               FROM pg_stat_activity
               WHERE backend_type = 'client backend' AND datname = current_database() AND pid <> pg_backend_pid()
                     AND xact_start < clock_timestamp() - make_interval(secs => %s)
               ORDER BY xact_start"""
    found = rows(query, options.old.total_seconds())
    if not found:
        return ok(f"none longer than {options.old.total_seconds() / 60:g} minutes")
    pid, state, seconds, program = found[0]
    said = f"{len(found)}; the oldest, {state}, for {seconds // 60} minutes (process {pid}{', ' + program if program else ''})"
    return warning(said, f"Find out whose it is. SELECT pg_terminate_backend({pid}) ends it; migrations wait for it.")


def prepared_transactions(options: Options) -> Result:
    found = rows("SELECT gid FROM pg_prepared_xacts WHERE database = current_database() ORDER BY prepared")
    if found:
        return warning(
            f"{len(found)} prepared and never ended", f"Run ROLLBACK PREPARED '{found[0][0]}' if nobody will commit it."
        )
    return ok("none prepared")


def invalid_indexes(options: Options) -> Result:
    """An index that was built CONCURRENTLY and failed costs writes and is never read."""
    query = """SELECT indexrelid::regclass::text FROM pg_index
               WHERE NOT indisvalid AND indexrelid NOT IN (SELECT index_relid FROM pg_stat_progress_create_index)
               ORDER BY 1"""
    found = [name for (name,) in rows(query)]
    if found:
        is_left = LEFT_OVER.search(found[0])  # by a REINDEX CONCURRENTLY that failed; the index itself is still there
        command = "DROP INDEX CONCURRENTLY" if is_left else "REINDEX INDEX CONCURRENTLY"
        return wrong(f"invalid: {', '.join(found[:5])}", f"Run {command} {found[0]}.")
    return ok("all valid, or being built")


def freezing(options: Options) -> Result:
    [(age,)] = rows("SELECT age(datfrozenxid) FROM pg_database WHERE datname = current_database()")
    said = f"oldest transaction {age // 1_000_000} million behind"
    advice = (
        "Run VACUUM FREEZE, and see what keeps autovacuum from it: long transactions, replication slots, its settings."
    )
    if age > FROZEN_TOO_LATE:
        return wrong(said, advice)
    return warning(said, advice) if age > FROZEN_LATE else ok(said)


def durability(options: Options) -> Result:
    names = ("fsync", "full_page_writes", "autovacuum", "synchronous_commit")
    query = "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)"
    off = sorted(name for name, value in rows(query, list(names)) if value == "off")
    if off and not settings.LOCAL:
        return wrong(
            f"off: {', '.join(off)}", f"Set {off[0]} = on in postgresql.conf, or a crash loses what was acknowledged."
        )
    return ok("writes survive a crash" if not off else f"off: {', '.join(off)} (local mode)")


def replication_slots(options: Options) -> Result:
    """An abandoned slot keeps WAL until the disk is full."""
    query = """SELECT slot_name, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
               FROM pg_replication_slots WHERE NOT active ORDER BY 2 DESC"""
    [(recovering,)] = rows("SELECT pg_is_in_recovery()")
    if recovering:
        return wrong("DATABASE_URL leads to a standby, which can't be written", "Point DATABASE_URL to the primary.")
    found = rows(query)
    if found:
        name, size = found[0]
        said = f"{len(found)} without a reader; {name} keeps {size // 1_048_576} MB of WAL"
        return warning(
            said, f"Start its standby, or SELECT pg_drop_replication_slot('{name}') before the disk is full."
        )
    return ok("this is the primary; no abandoned slot")


def replica(options: Options) -> Result:
    """How far the replica of DATABASE_REPLICA_URL is behind."""
    if REPLICA not in settings.DATABASES:
        return ok("none is set")
    try:
        with connections[REPLICA].cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn()::text, '0/0')")
            recovering, position = cursor.fetchone()
    except DatabaseError as error:
        advice = "Start it, and check DATABASE_REPLICA_URL. Until then the primary answers everything."
        return wrong(f"it doesn't answer: {described(error)}", advice)
    if not recovering:
        return wrong("DATABASE_REPLICA_URL leads to a primary", "Point it to a standby of DATABASE_URL, or empty it.")
    if not is_same_database():
        return wrong(
            "DATABASE_REPLICA_URL leads to a replica of another database, so it isn't used",
            "Point it to a standby of DATABASE_URL and to the same database there, or empty it.",
        )
    [(behind,)] = rows("SELECT greatest(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s::pg_lsn), 0)::bigint", position)
    if behind > FAR_BEHIND:
        advice = "See its log and pg_stat_replication on the primary: the network, its disk, or a long query that stops replay."
        return warning(f"{behind / 1_048_576:.0f} MB behind", advice)
    return ok(f"{behind / 1024:.0f} KB behind")
