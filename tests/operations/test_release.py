"""Migrating: by one process of several, without a table that keeps the site waiting, and with a pooler in between."""

import importlib
import io
import threading
import time

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.backends.postgresql.schema import DatabaseSchemaEditor
from django.db.migrations import RunSQL
from django.db.migrations.executor import MigrationExecutor

from operations.releases.lock import KEY, ReleaseError, one_release
from operations.releases.migrating import _in_the_way, migrate
from tests.local.support import eventually


def applied():
    return {name for app, name in MigrationExecutor(connection).loader.applied_migrations if app == "ads"}


def in_a_thread(act):
    """Runs it beside the test; its result or error comes from ``result()``."""
    found = []

    def run():
        try:
            found.append(act())
        except BaseException as error:
            found.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()

    def result():
        thread.join(60)
        [one] = found
        if isinstance(one, BaseException):
            raise one
        return one

    return result


@pytest.mark.django_db(transaction=True)
def test_of_two_that_migrate_at_once_one_does_it():
    call_command("migrate", "ads", "zero", verbosity=0)
    assert applied() == set()
    said = [io.StringIO(), io.StringIO()]
    results = [in_a_thread(lambda out=out: call_command("migrate", stdout=out, no_color=True)) for out in said]
    for result in results:
        result()
    texts = sorted((out.getvalue() for out in said), key=lambda text: text.count("Applying ads.0001"))
    assert [text.count("Applying ads.0001") for text in texts] == [0, 1]
    assert "Another process is migrating this database. Waiting for it." in texts[0]
    assert "No migrations to apply." in texts[0]
    assert applied()


@pytest.mark.django_db(transaction=True)
def test_who_waits_in_vain_says_so_and_what_only_reads_does_not_wait():
    with one_release(wait=0):
        waiting = in_a_thread(lambda: call_command("migrate", "--wait=0.2", verbosity=0))
        with pytest.raises(CommandError, match="Another process has been migrating this database for 0.2 seconds"):
            waiting()
        call_command("migrate", "--check", verbosity=0)
        call_command("migrate", "--plan", stdout=io.StringIO())
    with one_release(wait=5):  # free again, once the server has ended that session
        pass


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_was_lost_is_noticed(other):
    with one_release(wait=0) as check:
        check()
        [(holder,)] = other.execute(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = %s", [KEY & 0xFFFFFFFF]
        )
        other.execute("SELECT pg_terminate_backend(%s)", [holder])
        with pytest.raises(ReleaseError, match="was lost"):
            check()


@pytest.mark.django_db(transaction=True)
def test_the_lock_outlives_limits_of_sessions(other, monkeypatch):
    """A role or database may have them; a migration can take longer."""
    limits = " ".join(f"-c {name}=200" for name in ("transaction_timeout", "idle_in_transaction_session_timeout"))
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "options", limits)  # of the connection that holds the lock
    age = (
        "SELECT clock_timestamp() - xact_start > interval '500 ms' FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE locktype = 'advisory' AND objid = %s"
    )
    with one_release(wait=0) as check:
        eventually(lambda: other.execute(age, [KEY & 0xFFFFFFFF]).fetchall() != [(False,)], "the lock is old")
        check()


@pytest.mark.django_db(transaction=True)
def test_a_table_in_use_is_left_alone_and_tried_again(other):
    """While somebody reads it, others can go on reading: the migration never waits longer than it was told to."""
    heard, longest = [], []
    reading = other.cursor()
    reading.execute("BEGIN; SELECT count(*) FROM ads_campaign")

    def ends(who, wait):
        heard.append((wait, f"process {other.info.backend_pid} (idle in transaction" in who))
        began = time.monotonic()
        with connection.cursor() as cursor:  # not behind a waiting ALTER TABLE
            cursor.execute("SELECT count(*) FROM ads_campaign")
        longest.append(time.monotonic() - began)
        if len(heard) == 2:
            other.execute("COMMIT")

    began = time.monotonic()
    migrate("ads", "zero", lock_seconds=0.2, patience=30, blocked=ends, verbosity=0)
    assert heard == [(1, True), (2, True)]
    assert max(longest) < 1
    assert time.monotonic() - began < 20
    assert applied() == set()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")  # nothing is left in the session, which a pooler would give to others
        assert cursor.fetchone() == ("0",)
    call_command("migrate", verbosity=0)
    other.execute("BEGIN; SELECT count(*) FROM ads_campaign")
    with pytest.raises(ReleaseError, match=f"because of process {other.info.backend_pid} "):
        migrate("ads", "zero", lock_seconds=0.1, patience=0.5, verbosity=0)
    for seconds in (0, 0.0001, -1):  # which would be no limit at all
        with pytest.raises(ReleaseError, match=f"because of process {other.info.backend_pid} "):
            migrate("ads", "zero", lock_seconds=seconds, patience=0, verbosity=0)
    other.execute("COMMIT")
    assert applied()


@pytest.mark.django_db(transaction=True)
def test_two_tables_that_somebody_needs_in_the_other_order(other):
    """PostgreSQL ends one of the two. If that's the migration, it's tried again, too."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW deadlock_timeout")
        assert cursor.fetchone() == ("1s",)  # then the migration looks who is in the way
    heard = []
    other.execute("SET deadlock_timeout = '1min'")
    other.execute("BEGIN; LOCK TABLE ads_advertiser IN ACCESS SHARE MODE")  # the last one that goes
    migrating = in_a_thread(
        lambda: migrate(
            "ads", "zero", lock_seconds=20, patience=30, blocked=lambda *said: heard.append(said), verbosity=0
        )
    )
    waits = "SELECT relation::regclass::text FROM pg_locks WHERE NOT granted"
    with psycopg.connect(other.info.dsn, password=other.info.password, autocommit=True) as watching:
        eventually(lambda: watching.execute(waits).fetchall() == [("ads_advertiser",)], "the migration waits")
    other.execute("LOCK TABLE ads_campaign IN ACCESS SHARE MODE")  # gone in the migration's transaction
    other.execute("COMMIT")
    migrating()
    assert [wait for _who, wait in heard] == [1]
    assert applied() == set()
    call_command("migrate", verbosity=0)
    assert applied()


@pytest.mark.django_db(transaction=True)
def test_limits_of_pages_end_no_migration(other, monkeypatch):
    """`ALTER ROLE … SET statement_timeout` is what our documents tell to do behind a pooler."""
    limits = " ".join(f"-c {name}=200" for name in ("statement_timeout", "transaction_timeout"))
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "options", limits)
    connection.close()
    call_command("migrate", "ads", "0002", verbosity=0)
    before, took = DatabaseSchemaEditor.execute, []

    def slowly(editor, *words):
        with editor.connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")
        took.append(editor.atomic_migration)
        return before(editor, *words)

    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("200ms",)
    monkeypatch.setattr(DatabaseSchemaEditor, "execute", slowly)
    call_command("migrate", "ads", "0001", verbosity=0)
    call_command("migrate", "ads", "zero", verbosity=0)
    monkeypatch.undo()
    assert took
    connection.close()
    call_command("migrate", verbosity=0)


@pytest.mark.django_db(transaction=True)
def test_a_release_can_be_repeated():
    call_command("migrate", "ads", "zero", verbosity=0)
    for expected in ("Applying ads.0001", "No migrations to apply."):
        out = io.StringIO()
        call_command("release", "--no-figures", stdout=out, no_color=True)
        assert expected in out.getvalue()
        assert out.getvalue().rstrip().endswith("Restart web servers, workers and beat.")


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_names_a_setting_of_an_extension_can_be_run_on_its_own(other):
    """The session that made the extension may have ended before it, and the site's user is no superuser."""
    migration = importlib.import_module("jobs.migrations.0002_search")
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS plain; CREATE ROLE plain; GRANT ALL ON SCHEMA public TO plain")
        cursor.execute("GRANT SELECT ON jobs_searchword TO plain")
    connection.close()  # the next one hasn't used the extension
    try:
        with connection.schema_editor() as editor:
            editor.execute("SET LOCAL ROLE plain")
            for operation in migration.Migration.operations:
                if "jobs_words_like" in str(getattr(operation, "sql", "")):
                    renamed = [
                        statement.replace("jobs_words_like", "jobs_words_like_too") for statement in operation.sql
                    ]
                    RunSQL(renamed).database_forwards("jobs", editor, None, None)
        other.execute("DROP FUNCTION jobs_words_like_too")
    finally:
        other.execute("DROP OWNED BY plain; DROP ROLE plain")


@pytest.mark.django_db(transaction=True)
def test_who_is_in_the_way_is_named_to_a_user_who_may_not_know_what_others_do(other):
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS plain; CREATE ROLE plain")
        other.execute("BEGIN; SELECT count(*) FROM ads_campaign")
        cursor.execute("SET ROLE plain")
        try:
            assert _in_the_way() == f"process {other.info.backend_pid} of the user {other.info.user}"
            other.execute("COMMIT")
            assert _in_the_way() == "a transaction that has ended since"
        finally:
            cursor.execute("RESET ROLE; DROP ROLE plain")
