"""What the doctor says of a site that works, or is just being worked on: nothing that would have somebody repair it."""

import contextlib

import psycopg
import pytest

from tests.local.support import eventually
from tests.operations import servers
from tests.operations.backups.support import here, serving_from
from tests.operations.doctor import expect, look


def test_a_web_server_that_counts_by_its_own_variable(settings):
    """The units name the folder, and /etc/jobboard.env, which commands read, doesn't."""
    settings.LOCAL, settings.METRICS_TOKEN, settings.METRICS_DIR = False, "a-token-of-many-characters", ""
    counts = '# HELP x\njobboard_http_request_duration_seconds_bucket{le="1.0"} 3.0\n'
    with servers.web({"/metrics": (200, {}, counts)}) as settings.SITE_URL:
        expect(look("settings: monitoring"), "ok")
    for status, body in ((200, "jobboard_alerts_due 1\n"), (404, counts)):
        with servers.web({"/metrics": (status, {}, body)}) as settings.SITE_URL:
            expect(look("settings: monitoring"), "warning", "METRICS_DIR isn't set")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "state", "said"),
    [
        ("ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER libc", "warning", "“KÖLN” isn't found by “köln” → Make a backup"),
        ("ENCODING 'UTF8' LOCALE 'C.UTF-8' LOCALE_PROVIDER libc", "ok", "UTF8"),  # as our pages make it
        ("ENCODING 'UTF8' LOCALE 'C' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8'", "ok", "UTF8"),
    ],
)
def test_a_database_that_knows_letters_only_to_z(other, kind, state, said):
    """What `createdb --encoding=UTF8` makes on a Debian without a locale."""
    other.execute("DROP DATABASE IF EXISTS of_letters")
    other.execute(f"CREATE DATABASE of_letters TEMPLATE template0 {kind}")
    with serving_from(here().with_options(dbname="of_letters")):
        expect(look("database: encoding"), state, said)
    other.execute("DROP DATABASE of_letters")


@pytest.mark.django_db
def test_an_index_that_is_being_built_and_one_that_was_left_over(other):
    other.execute("CREATE TABLE many AS SELECT 1 AS value FROM generate_series(1, 2)")
    with psycopg.connect(other.info.dsn, password=other.info.password) as reading:
        reading.execute("LOCK TABLE many IN ROW EXCLUSIVE MODE")  # the build waits for it
        with contextlib.closing(
            psycopg.connect(other.info.dsn, password=other.info.password, autocommit=True)
        ) as building:
            building.pgconn.send_query(b"CREATE INDEX CONCURRENTLY growing ON many (value)")
            eventually(lambda: other.execute("SELECT 1 FROM pg_index WHERE NOT indisvalid").fetchone(), "it's begun")
            expect(look("database: indexes"), "ok", "being built")
            reading.rollback()
            eventually(
                lambda: not other.execute("SELECT 1 FROM pg_index WHERE NOT indisvalid").fetchone(), "it's built"
            )
    with pytest.raises(psycopg.errors.UniqueViolation):
        other.execute("CREATE UNIQUE INDEX CONCURRENTLY growing_ccnew ON many (value)")
    expect(look("database: indexes"), "wrong", "Run DROP INDEX CONCURRENTLY growing_ccnew.")
    other.execute("DROP TABLE many")
