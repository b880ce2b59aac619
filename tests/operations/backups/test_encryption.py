"""Backups that only their operator can read, and that are verified all the same; copies in a bucket."""

import os
import shutil
import subprocess
import time
from dataclasses import replace

import boto3
import pytest
from django.core.management import CommandError
from moto.server import ThreadedMotoServer

from operations.backups.folder import BackupFolder
from operations.backups.loading import Opened, load_dump
from operations.backups.manifest import read_manifest
from operations.backups.settings import Bucket
from operations.models import Backup
from tests.deploy.programs import needed
from tests.factories import a_user
from tests.operations.backups.support import a_file, another_database, contents, options, refused, run
from tests.private_files import setting_of_folder

pytestmark = pytest.mark.django_db(transaction=True)
LOST_AT = "2026-01-20T12:00Z"


@pytest.fixture
def age(tmp_path):
    """The file with an operator's secret key, and the public key."""
    needed("age", "age-keygen")
    made = subprocess.run(
        ["age-keygen", "-o", str(tmp_path / "key.txt")], capture_output=True, text=True, check=True, timeout=20
    )
    return tmp_path / "key.txt", made.stderr.split()[-1]


@pytest.fixture
def bucket():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    found = Bucket("copies", f"http://{host}:{port}", "us-east-1", "k", "s")
    client = boto3.client(
        "s3", endpoint_url=found.endpoint, region_name=found.region, aws_access_key_id="k", aws_secret_access_key="s"
    )
    client.create_bucket(Bucket="copies")
    yield found, client
    server.stop()


def test_only_the_operator_reads_a_backup_and_each_night_it_is_verified(tmp_path, settings, age, bucket):
    identity, recipient = age
    copies, client = bucket
    settings.BACKUPS = options(tmp_path / "backups", age_recipients=(recipient,), bucket=copies)
    settings.STORAGES = setting_of_folder(tmp_path / "files")
    a_file(a_user(), b"a very private file")
    run("backup")
    folder = BackupFolder(settings.BACKUPS)
    [name] = folder.names()
    for path in (folder.path / name).iterdir():
        content = path.read_bytes()
        assert b"a very private file" not in content
        assert b"ada@example.com" not in content
    listed = {one["Key"] for one in client.list_objects_v2(Bucket="copies")["Contents"]}
    assert listed == {f"{name}/{path.name}" for path in (folder.path / name).iterdir()}
    assert all(
        client.get_object(Bucket="copies", Key=key)["Body"].read() == (folder.path / key).read_bytes() for key in listed
    )
    row = Backup.objects.get()
    assert row.copied_at

    assert row.key.startswith("AGE-SECRET-KEY-1")
    assert "1 files" in run("verify_backup")
    assert Backup.objects.get().key == ""  # from now on, nothing here can read it
    assert "Give the file with the secret key" in refused("verify_backup")
    assert Backup.objects.get().problem == ""  # it isn't the backup's fault
    assert "1 files" in run("verify_backup", "--identity", identity)
    with another_database("encrypted") as other:
        order = ("restore", name, "--lost-at", LOST_AT, "--database", other.url)
        assert "Give the file with the secret key" in refused(*order)
        other_key = tmp_path / "other.txt"
        subprocess.run(["age-keygen", "-o", str(other_key)], capture_output=True, check=True, timeout=20)
        assert "age failed" in refused(*order, "--identity", other_key)
        manifest = read_manifest(folder.path / name)
        load_dump(Opened(folder.path / name, manifest, identity=identity), other, settings.BACKUPS, processes=4)
        assert contents(other)[0] == manifest.counts


def test_gpg_is_an_alternative(tmp_path, settings, monkeypatch):
    needed("gpg")
    home = tmp_path / "g"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    gpg = ["gpg", "--batch", "--quiet", "--passphrase", ""]
    subprocess.run(
        [*gpg, "--quick-gen-key", "operator@example.org", "future-default"], check=True, timeout=60, capture_output=True
    )
    listed = subprocess.run(
        ["gpg", "--list-keys", "--with-colons"], check=True, timeout=20, capture_output=True, text=True
    )
    fingerprint = next(line.split(":")[9] for line in listed.stdout.splitlines() if line.startswith("fpr"))
    settings.BACKUPS = options(tmp_path / "backups", gpg_recipient=fingerprint)
    settings.STORAGES = setting_of_folder(tmp_path / "files")
    a_file(a_user(), b"a very private file")
    run("backup")
    secret = subprocess.run(
        [*gpg, "--export-secret-keys", "--armor"], check=True, timeout=20, capture_output=True
    ).stdout
    assert secret
    subprocess.run(["gpgconf", "--kill", "all"], check=True, timeout=20)
    shutil.move(home / "private-keys-v1.d", tmp_path / "elsewhere")  # the operator keeps it there
    run("verify_backup")
    assert "gpg failed" in refused("verify_backup")
    shutil.rmtree(home / "private-keys-v1.d", ignore_errors=True)
    shutil.move(tmp_path / "elsewhere", home / "private-keys-v1.d")
    folder = BackupFolder(settings.BACKUPS).find("")
    read = subprocess.run([*gpg, "--decrypt", folder / "files.tar.gpg"], check=True, timeout=20, capture_output=True)
    assert b"a very private file" in read.stdout
    subprocess.run(["gpgconf", "--kill", "all"], check=True, timeout=20)


def test_a_copy_that_fails_is_an_error_and_the_backup_stays(tmp_path, settings, age):
    settings.BACKUPS = options(
        tmp_path / "backups",
        age_recipients=(age[1],),
        with_files=False,
        bucket=Bucket("copies", "http://127.0.0.1:1", "us-east-1", "k", "s"),
    )
    why = refused("backup")
    assert "is complete in" in why
    assert "copied to the bucket copies" in why
    assert len(BackupFolder(settings.BACKUPS).names()) == 1
    assert Backup.objects.get().copied_at is None


def test_a_copy_that_fails_costs_no_older_backup(tmp_path, settings, age):
    plain = options(tmp_path / "backups", with_files=False, keep=(0, 0, 0))
    settings.BACKUPS = plain
    run("backup")
    [older] = BackupFolder(settings.BACKUPS).names()
    settings.BACKUPS = replace(
        plain, age_recipients=(age[1],), bucket=Bucket("copies", "http://127.0.0.1:1", "us-east-1", "k", "s")
    )
    while "in a second" in (why := refused("backup")):  # a backup is named by its second
        pass
    assert "copied to the bucket copies" in why
    assert len(names := BackupFolder(settings.BACKUPS).names()) == 2
    assert names[0] == older
    settings.BACKUPS = plain
    while "in a second" in (why := said("backup")):
        pass
    assert "Removed 2 old backups" in why


def said(command):
    try:
        return run(command)
    except CommandError as error:
        return str(error)


SECOND_CALL = """#!/bin/sh
[ -e {mark} ] && {{ {script} }}
touch {mark}
exec {age} "$@"
"""


@pytest.fixture
def age_that(tmp_path, monkeypatch):
    """Makes age do something else when it's called for the second time: for members' files."""
    found = needed("age")

    def make(script):
        folder = tmp_path / "programs"
        folder.mkdir(exist_ok=True)
        (tmp_path / "mark").unlink(missing_ok=True)
        (folder / "age").write_text(
            SECOND_CALL.format(mark=tmp_path / "mark", script=script.replace("AGE", found), age=found)
        )
        (folder / "age").chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    return make


def test_a_program_that_stops_reading_members_files_is_stopped(tmp_path, settings, age, age_that, monkeypatch):
    monkeypatch.setattr("operations.backups.pipes.SILENT_SECONDS", 1)
    settings.BACKUPS = options(tmp_path / "backups", age_recipients=(age[1],))
    settings.STORAGES = setting_of_folder(tmp_path / "files")
    a_file(a_user(), bytes(1_000_000))
    age_that("exec sleep 60;")
    began = time.monotonic()
    assert "age was silent for too long" in refused("backup")
    assert time.monotonic() - began < 30
    assert BackupFolder(settings.BACKUPS).names() == []


def test_a_program_that_dies_says_nothing_about_the_files_that_it_read(tmp_path, settings, age, age_that):
    settings.BACKUPS = options(tmp_path / "backups", age_recipients=(age[1],))
    settings.STORAGES = setting_of_folder(tmp_path / "files")
    a_file(a_user(), bytes(100_000))
    run("backup")
    age_that('AGE "$@" | head -c 5000; kill -9 $$;')
    assert "age failed (-9)" in refused("verify_backup")
    assert Backup.objects.get().problem == ""
    age_that("true;")
    assert "1 files" in run("verify_backup")
