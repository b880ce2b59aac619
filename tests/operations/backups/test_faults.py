"""What goes wrong in the night: a killed process, a full disk, tools that don't fit. The last good backup is always kept."""

import contextlib
import datetime as dt
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings as site
from django.db import connection
from django.utils import timezone

from local.postgres import wheel_folder
from operations.backups.folder import MORE, BackupFolder
from operations.backups.making import make_backup
from operations.backups.manifest import read_manifest
from operations.models import Backup
from tests.factories import a_user
from tests.local.support import eventually
from tests.operations.backups.support import a_file, here, options, refused, run
from tests.private_files import setting_of_folder

pytestmark = pytest.mark.django_db(transaction=True)
SLOW = """#!/bin/sh
[ "$1" = --version ] && exec {pg_dump} --version
{pg_dump} "$@" | head -c 20000
exec sleep 60
"""


def a_tool(folder, script):
    folder.mkdir()
    (folder / "pg_dump").write_text(script)
    (folder / "pg_dump").chmod(0o755)
    return folder


@contextlib.contextmanager
def a_process(folder, tools):
    environ = {**os.environ, "DATABASE_URL": here().url, "BACKUP_DIR": str(folder), "POSTGRES_TOOLS_DIR": str(tools)}
    command = [sys.executable, "-X", "utf8", "manage.py", "backup"]
    with subprocess.Popen(
        command, cwd=site.BASE_DIR, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        yield process
        process.kill()


def a_backup(settings, seconds):
    """A backup is named by its second; this one comes some seconds later."""
    now = timezone.now() + dt.timedelta(seconds=seconds)
    return make_backup(options=settings.BACKUPS, now=now, progress=print).name


def test_the_last_one_that_was_verified_outlives_the_policy(tmp_path, settings):
    settings.BACKUPS = options(tmp_path / "backups", keep=(0, 0, 0))
    folder = BackupFolder(settings.BACKUPS)
    good = a_backup(settings, 0)
    Backup.objects.filter(name=good).update(verified_at=timezone.now())
    second = a_backup(settings, 5)
    assert folder.names() == [good, second]
    third = a_backup(settings, 10)
    assert folder.names() == [good, third]
    assert set(Backup.objects.values_list("name", flat=True)) == {good, third}


def test_a_killed_backup_is_none(tmp_path, settings):
    settings.BACKUPS = options(tmp_path / "backups")
    folder = BackupFolder(settings.BACKUPS)
    run("backup")
    [good] = folder.names()
    slow = a_tool(tmp_path / "slow", SLOW.format(pg_dump=wheel_folder() / "pg_dump"))
    with a_process(folder.path, slow) as process:
        eventually(
            lambda: [one for one in folder.path.glob("*.part/database.dump") if one.stat().st_size], "a dump", 60
        )
        assert "Another backup" in refused("backup")
        process.send_signal(signal.SIGKILL)
        process.wait(10)
    assert folder.names() == [good]
    assert folder.find("").name == good  # what would be verified and restored
    [left] = folder.path.glob("*.part")
    assert Backup.objects.count() == 1
    a_backup(settings, seconds=5)
    assert folder.names() > [good]
    assert not left.exists()


def test_a_full_disk_keeps_the_last_backup(tmp_path, settings):
    disk = tmp_path / "disk"
    disk.mkdir()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        [of_database] = cursor.fetchone()
    size = 20_000_000 + 2 * of_database  # a backup of it fits twice, whatever earlier tests left there
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    done = subprocess.run(words, capture_output=True, timeout=20)
    if done.returncode:
        pytest.skip("NOT TESTED: a small disk can't be mounted here, so no backup fills one.")
    try:
        settings.BACKUPS = options(disk / "backups")
        settings.STORAGES = setting_of_folder(tmp_path / "files")
        folder = BackupFolder(settings.BACKUPS)
        user = a_user()
        run("backup")
        [good] = folder.names()
        left = int(read_manifest(folder.path / good).size * MORE) + 1_000_000  # so it is begun
        (disk / "something else").write_bytes(bytes(shutil.disk_usage(disk).free - left))
        a_file(user, secrets.token_bytes(left + 500_000))
        while "in a second" in (why := refused("backup")):  # a backup is named by its second
            pass
        assert f"{folder.path} is full: The last backup, {good}, is kept." in why
        assert folder.names() == [good]
        assert not list(folder.path.glob("*.part"))
        (disk / "more").write_bytes(bytes(shutil.disk_usage(disk).free - 100_000))
        why = refused("backup")
        assert f"Not enough space in {folder.path}" in why
        assert f"{good}, is kept" in why
    finally:
        subprocess.run(["umount", str(disk)], check=True, timeout=20)


def test_tools_that_do_not_fit_are_named(tmp_path, settings):
    folder = tmp_path / "backups"
    old = a_tool(tmp_path / "old", "#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    settings.BACKUPS = options(folder)
    server = int(
        subprocess.run([wheel_folder() / "pg_dump", "--version"], capture_output=True, text=True)
        .stdout.split()[2]
        .split(".")[0]
    )
    for tools, why in (
        (
            old,
            f"pg_dump is older than the server, which is PostgreSQL {server} ({old}/pg_dump is of version 9). Install postgresql-client-{server}",
        ),
        (tmp_path / "none", f"pg_dump isn't installed. Install postgresql-client-{server}"),
        (
            a_tool(
                tmp_path / "broken",
                "#!/bin/sh\necho 'pg_dump (PostgreSQL) 99.1'\n[ $1 = --version ] || { echo 'no luck' >&2; exit 3; }\n",
            ),
            "pg_dump failed (3): no luck",
        ),
    ):
        settings.BACKUPS = options(folder)
        object.__setattr__(settings.BACKUPS, "tools", tools)
        assert why in refused("backup")
        assert [path.name for path in folder.iterdir()] == [".lock"]


def test_without_a_folder_or_a_database_it_says_what_to_do(tmp_path, settings, monkeypatch):
    settings.BACKUPS = options(None)
    assert "BACKUP_DIR isn't set" in refused("backup")
    settings.BACKUPS = options(tmp_path, database="postgresql://jobboard:secret@127.0.0.1:1/gone")
    why = refused("backup")
    assert "No connection to the database “gone”" in why
    assert "secret" not in why
    assert "There's no backup" in refused("verify_backup")
    settings.BACKUPS = options(tmp_path)
    monkeypatch.setitem(settings.DATABASES["default"], "DISABLE_SERVER_SIDE_CURSORS", True)
    assert "Set BACKUP_DATABASE_URL" in refused("backup")


def test_a_hanging_tool_is_stopped(tmp_path, settings, monkeypatch):
    monkeypatch.setattr("operations.backups.pipes.SILENT_SECONDS", 0.3)
    settings.BACKUPS = options(tmp_path / "backups")
    hanging = a_tool(
        tmp_path / "hanging", "#!/bin/sh\n[ $1 = --version ] && exec echo 'pg_dump (PostgreSQL) 99.1'\nexec sleep 60\n"
    )
    object.__setattr__(settings.BACKUPS, "tools", hanging)
    began = time.monotonic()
    assert "pg_dump was silent for too long" in refused("backup")
    assert time.monotonic() - began < 30
    assert BackupFolder(settings.BACKUPS).names() == []
