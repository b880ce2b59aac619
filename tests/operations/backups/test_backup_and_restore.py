"""Commands back up the site, verify that the backup restores, and restore it; the site goes on from there."""

import contextlib
import datetime as dt
import hashlib
import json
import logging
import shutil
import stat
import subprocess

import psycopg
import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from alerts.models import Alert
from billing.models import BillingAccount
from operations.backups.status import backup_status
from operations.models import Backup
from resumes.models import RenderedPdf
from tests.operations.backups.support import (
    a_file,
    a_small_site,
    another_database,
    contents,
    databases,
    here,
    options,
    refused,
    run,
    serving_from,
)
from tests.private_files import setting_of_folder
from tests.tables import migrated_database

pytestmark = pytest.mark.django_db(transaction=True)
LOST_AT = "2026-01-20T12:00Z"
PAGES = ("/", "/jobs/", "/careers/lighthouse-keeper/", "/health/ready")


@pytest.fixture
def folder(tmp_path, settings):
    settings.BACKUPS = options(tmp_path / "backups")
    settings.STORAGES = setting_of_folder(tmp_path / "files")
    return tmp_path / "backups"


@contextlib.contextmanager
def broken_for_now(database):
    """A restore into it fails in the middle."""
    with database.connect(autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no more'; END $$;"
            " CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE TRIGGER') EXECUTE FUNCTION refuse()"
        )
    yield
    with database.connect(autocommit=True) as connection:
        connection.execute("DROP EVENT TRIGGER refuse")


def test_a_site_goes_on_from_its_backup(folder, settings, tmp_path):
    user = a_small_site()
    Alert.objects.update(watermark="2026-01-01T00:00Z", next_due_at="2026-01-05T08:00Z")
    before, began = contents(here()), timezone.now()

    run("backup")

    [name] = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    manifest = json.loads((folder / name / "manifest.json").read_text())
    assert manifest["counts"] == before[0]
    assert manifest["counts"]["jobs_job"] == 3
    assert manifest["file_count"] == 1
    assert dt.datetime.fromisoformat(manifest["taken_at"]) >= began
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder / name).iterdir()}
    assert (stat.S_IMODE((folder / name).stat().st_mode), modes) == (0o700, {0o600})
    done = subprocess.run(
        ["sha256sum", "--check", "SHA256SUMS"], cwd=folder / name, capture_output=True, text=True, timeout=20
    )
    assert done.stdout.splitlines() == ["database.dump: OK", "files.tar: OK", "manifest.json: OK"]

    status = backup_status(timezone.now())
    assert (status.is_set_up, status.verified_age, status.problem) == (True, None, "")
    assert "1 files" in run("verify_backup")
    status = backup_status(timezone.now())
    assert status.verified_age == pytest.approx(status.age, abs=dt.timedelta(seconds=1))
    assert f"{here().name}_verify" not in databases()

    [file] = RenderedPdf.objects.values_list("file", flat=True)
    settings.STORAGES = setting_of_folder(tmp_path / "new files")
    with another_database("restored") as other:
        with broken_for_now(other):
            assert "pg_restore failed" in refused("restore", name, "--database", other.url, "--lost-at", LOST_AT)
        # Tables are there, and every process of the site finds nothing: it connects like this.
        with psycopg.connect(other.url, autocommit=True) as site:
            assert site.execute("SELECT to_regclass('public.jobs_job') IS NOT NULL").fetchone() == (True,)
            with pytest.raises(psycopg.errors.UndefinedTable):
                site.execute("SELECT FROM jobs_job")
        said = run("restore", name, "--database", other.url, "--lost-at", LOST_AT)
        assert "in which a restore was stopped" in said
        assert "all counts are right" in said
        # What changes is what `after_restore` does: numbers, a sync, and alerts.
        assert contents(other) == before
        assert (tmp_path / "new files" / file).read_bytes() == b"a PDF"
        with serving_from(other):
            assert [Client().get(path).status_code for path in PAGES] == [200] * len(PAGES)
            # Due each Monday at eight since January 5: the 19th was the last before the loss, and its window trails by ten minutes.
            assert Alert.objects.get().watermark == dt.datetime(2026, 1, 19, 7, 50, tzinfo=dt.UTC)
            assert BillingAccount.objects.filter(sync_done__lt=1, sync_requested=1).count() == 1
            assert User.objects.create_user("new@example.com", "correct horse battery").pk > user.pk + 900_000
        again = refused("restore", name, "--database", other.url, "--lost-at", LOST_AT)
        assert "isn't empty" in again
        assert "--replace" in again


def test_nothing_is_restored_over_a_database_that_is_in_use_or_full(folder):
    a_small_site()
    run("backup")
    [name] = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    before = contents(here())
    order = ("restore", name, "--lost-at", LOST_AT, "--database")
    assert "is the live database of this site" in refused(*order, here().url)
    assert "other sessions use the database" in refused(*order, here().url, "--replace", here().name)
    assert "postgresql://" in refused(*order, "mysql://x/y")
    assert "isn't a backup" in refused("restore", "20200101T000000Z", *order[2:], here().url)
    assert "a time in the past" in refused(*order[:2], "--lost-at", "soon", "--database", here().url)
    assert contents(here()) == before


def test_a_backup_of_an_older_release_is_migrated_and_one_of_a_newer_release_refused(folder, settings):
    with here().connect() as connection:
        template = migrated_database(connection)
    with another_database("source", template=template) as source:
        settings.BACKUPS = options(folder, database=source.url)
        with source.connect() as connection:  # as before this table came
            connection.execute("DROP TABLE operations_backup; DELETE FROM django_migrations WHERE app = 'operations'")
        run("backup")
        with another_database("migrated") as new:
            run("restore", *_order(folder, new))
            assert contents(new)[1] == contents(here())[1]
            assert contents(new)[0]["operations_backup"] == 0
        with source.connect() as connection:
            connection.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('jobs', '9999_from_the_future', now())"
            )
        settings.BACKUPS = options(folder / "newer", database=source.url)
        run("backup")
        with another_database("refused") as new:
            why = refused("restore", *_order(folder / "newer", new))
            assert "newer release" in why
            assert "jobs.9999_from_the_future" in why
            assert contents(new)[0] == {}


def _order(folder, database):
    name = max(path.name for path in folder.iterdir() if path.name[0].isdigit())
    return (str(folder / name), "--lost-at", LOST_AT, "--database", database.url)


@pytest.mark.parametrize("part", ["database.dump", "files.tar", "manifest.json"])
def test_a_changed_file_is_refused_by_its_name(folder, part, caplog):
    a_file(a_small_site(), key="second")
    run("backup")
    [name] = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    path = folder / name / part
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with caplog.at_level(logging.ERROR):
        why = refused("verify_backup")
    assert part in why
    assert name in caplog.text
    assert part in refused("restore", name, "--lost-at", LOST_AT, "--database", here().url)
    assert part in backup_status(timezone.now()).problem
    assert backup_status(timezone.now()).verified_age is None


@pytest.fixture
def simple_user():
    """The address of the test's database for a user who can't make databases."""
    with here().connect(autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS simple; CREATE ROLE simple LOGIN PASSWORD 'simple'")
        yield here().with_options(user="simple", password="simple").url
        connection.execute("DROP ROLE simple")


def test_a_verification_that_cannot_be_done_says_nothing_about_the_backup(folder, simple_user, caplog):
    run("backup")
    assert "ALTER ROLE simple CREATEDB" in refused("verify_backup", "--server", simple_user)
    assert "ALTER ROLE simple CREATEDB" in caplog.text
    assert backup_status(timezone.now()).problem == ""


def test_counts_that_differ_are_an_error(folder, caplog):
    """As if the dump had lost a row that the snapshot counted."""
    a_small_site()
    run("backup")
    [name] = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    path = folder / name / "manifest.json"
    path.write_text(path.read_text().replace('"jobs_job": 3', '"jobs_job": 4'))
    sums = folder / name / "SHA256SUMS"
    lines = [line for line in sums.read_text().splitlines() if "manifest" not in line]
    sums.write_text("\n".join([*lines, f"{hashlib.sha256(path.read_bytes()).hexdigest()}  manifest.json\n"]))
    assert "jobs_job has 3, not 4" in refused("verify_backup")
    assert f"{here().name}_verify" not in databases()
    assert Backup.objects.get().verified_at is None


def test_a_copy_elsewhere_says_nothing_of_the_backup_here(folder, tmp_path):
    a_small_site()
    run("backup")
    [name] = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
    copy = shutil.copytree(folder / name, tmp_path / "elsewhere" / name)
    run("verify_backup", copy)
    assert Backup.objects.get().verified_at is None
    (copy / "database.dump").write_bytes(b"damaged")
    refused("verify_backup", copy)
    assert Backup.objects.get().problem == ""
