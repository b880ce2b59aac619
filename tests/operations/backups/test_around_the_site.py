"""What an operator's server has around the site: others' extensions, limits of a role, a folder that isn't mounted."""

import pytest
from psycopg import sql

from operations.backups.folder import BackupFolder
from operations.backups.verifying import throwaway_database
from operations.models import Backup
from tests.factories import a_user
from tests.operations.backups.support import (
    a_file,
    a_small_site,
    another_database,
    contents,
    here,
    options,
    refused,
    run,
)
from tests.private_files import setting_of_folder
from tests.tables import migrated_database

pytestmark = pytest.mark.django_db(transaction=True)
LOST_AT = "2026-01-20T12:00Z"


@pytest.fixture
def folder(tmp_path, settings):
    settings.BACKUPS = options(tmp_path / "backups")
    settings.STORAGES = setting_of_folder(tmp_path / "files")
    return BackupFolder(settings.BACKUPS)


@pytest.fixture
def user():
    """The site's own: it may make databases, and is no superuser."""
    with here().connect(autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS plain; CREATE ROLE plain LOGIN CREATEDB PASSWORD 'plain'")
        yield here().with_options(user="plain", password="plain")
        connection.execute("DROP ROLE plain")


def test_what_only_a_superuser_can_make_stops_no_verification_and_no_restore(folder, user, settings):
    """docs/operations/watching.md tells to make pg_stat_statements."""
    with here().connect() as connection:
        template = migrated_database(connection)
    with another_database("source", template=template) as source, another_database("target") as target:
        with source.connect(autocommit=True) as connection:
            connection.execute(
                "CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pageinspect; CREATE PUBLICATION everything FOR ALL TABLES;"
                " CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;"
                " CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION note(); DROP EVENT TRIGGER note;"
                " DROP FUNCTION note"
            )
        settings.BACKUPS = options(folder.path, database=source.url)
        run("backup")
        assert "restores" in run("verify_backup", "--server", user.url)
        with target.connect(autocommit=True) as connection:
            connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO plain").format(sql.Identifier(target.name)))
        order = (
            "restore",
            "--lost-at",
            LOST_AT,
            "--database",
            user.with_options(dbname=target.name).url,
            folder.names()[0],
        )
        with target.connect(autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_trgm")  # as in template1, or by a provider
            assert "1 other sessions use the database" in refused(
                *order
            )  # of somebody else, whom plain isn't told about
        assert f"{target.name} has the extension pg_trgm already, and plain doesn't own it" in refused(*order)
        with target.connect(autocommit=True) as connection:
            connection.execute("DROP EXTENSION pg_trgm; SET ROLE plain; CREATE EXTENSION pg_trgm")
        run(*order)
        assert contents(target)[0] == contents(source)[0]
        assert contents(target)[1] == contents(here())[1]


KINDS = {
    "as Debian without a locale": "ENCODING 'SQL_ASCII' LOCALE 'C' LOCALE_PROVIDER libc",
    "of one byte a letter": "ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc",
    "made with care": "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' LOCALE_PROVIDER libc",
    "as by Patroni": "ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'",
}
KIND = (
    "SELECT encoding, datcollate, datctype, datlocprovider, datlocale, daticurules FROM pg_database WHERE datname = %s"
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_database_of_a_verification_is_of_the_kind_that_the_site_has(kind):
    """Not of the server's: in SQL_ASCII, each letter with an accent counts twice."""
    with here().connect(autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS of_a_kind")
        try:
            connection.execute(f"CREATE DATABASE of_a_kind TEMPLATE template0 {KINDS[kind]}")
            with throwaway_database(here().with_options(dbname="of_a_kind")) as made:
                found, wanted = (connection.execute(KIND, [name]).fetchall() for name in (made.name, "of_a_kind"))
                encoding = connection.execute("SELECT pg_encoding_to_char(%s)", [found[0][0]]).fetchone()
            assert encoding == ("UTF8",)
            assert found[0][1:] == wanted[0][1:]
        finally:
            connection.execute("DROP DATABASE IF EXISTS of_a_kind")


def test_nothing_is_restored_into_a_database_that_counts_bytes(folder):
    run("backup")
    with here().connect(autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS of_bytes")
        connection.execute("CREATE DATABASE of_bytes TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
        target = here().with_options(dbname="of_bytes")
        why = refused("restore", folder.names()[0], "--lost-at", LOST_AT, "--database", target.url)
        connection.execute("DROP DATABASE of_bytes")
    assert "of_bytes is encoded in SQL_ASCII" in why
    assert "--encoding=UTF8" in why


def test_limits_of_pages_end_no_backup_and_no_restore(folder):
    """`ALTER ROLE … SET statement_timeout` is what our documents tell to do behind a pooler."""
    limited = here().with_options(options="-c statement_timeout=200 -c transaction_timeout=200")
    with limited.connect() as connection:
        connection.execute("SELECT pg_sleep(0.4)")
    before = contents(here())
    run("backup")
    name = folder.names()[0]
    with another_database("target") as target:
        limited = target.with_options(options="-c statement_timeout=200 -c idle_in_transaction_session_timeout=200")
        run("restore", name, "--lost-at", LOST_AT, "--database", limited.url)
        assert contents(target) == before


def test_files_that_are_not_where_they_should_be_are_no_success(folder, settings, tmp_path):
    """A folder that isn't mounted, or another bucket. Deleted files are something else, and one that is lost is only told."""
    settings.BACKUPS = options(folder.path, keep=(0, 0, 0))
    user = a_small_site()
    a_file(user, key="second")
    run("backup")
    settings.STORAGES = setting_of_folder(tmp_path / "not mounted")
    while "in a second" in (why := refused("backup")):  # a backup is named by its second
        pass
    assert (
        f"2 files that rows name and {tmp_path / 'not mounted'} lacks, of 2. Is it the right one, and mounted?" in why
    )
    assert len(folder.names()) == 2
    assert Backup.objects.count() == 2


def test_files_that_are_deleted_during_a_backup_are_not_missed(folder, settings, caplog):
    user = a_user()
    names = [a_file(user, key=key) for key in ("first", "second", "third")]
    (folder.path.parent / "files" / names[0]).unlink()
    run("backup")
    assert "1 files that rows name" in caplog.text
    assert "3 files" not in run("verify_backup")
