"""Members' private files: stored under random names, served as downloads only, deleted with their rows, swept if no row names them.

Everything is tried on a folder and on a real S3 server in a process of its own.
"""

import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import boto3
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from accounts.privacy import delete_account
from jobboard.tasks import sweep_files
from local.files import free_port
from tests.factories import a_user
from tests.private_files import s3_server, setting_of_folder, setting_of_server
from toolkit import private_files
from toolkit.private_files import FilesUnavailable, FileTooLarge, PrivateFileField, private_storage, serve_attachment

DAY = dt.timedelta(days=1)
PDF = "application/pdf"


@pytest.fixture(scope="module")
def server():
    with s3_server() as (port, _process):
        yield port


@pytest.fixture(params=["folder", "S3 server"])
def storage(request, settings, tmp_path):
    if request.param == "folder":
        settings.STORAGES = setting_of_folder(tmp_path)
    else:
        settings.STORAGES = setting_of_server(request.getfixturevalue("server"))
        for name in stored():
            private_storage().delete(name)
    return private_storage()


@pytest.fixture
def letters(db):
    """A model with a private file, and its table, for one test."""

    class Letter(models.Model):
        user = models.ForeignKey(User, models.CASCADE, related_name="+")
        file = PrivateFileField(max_bytes=1000, blank=True)

        class Meta:
            app_label = "jobboard"

        def __str__(self):
            return self.file.name

    with connection.schema_editor() as editor:
        editor.create_model(Letter)
    yield Letter
    del apps.all_models["jobboard"]["letter"]
    apps.clear_cache()


def a_letter(letters, user=None, content=b"%PDF-1.7 Maren"):
    letter = letters(user=user or a_user())
    letter.file.save("maren-oakfield.pdf", ContentFile(content), save=False)
    letter.save()
    return letter


def content_of(row):
    with row.file.open("rb") as file:
        return file.read()


def stored():
    storage = private_storage()
    return {f"{folder}/{name}" for folder in storage.listdir("")[0] for name in storage.listdir(folder)[1]}


def test_a_file_is_stored_and_read(storage, letters):
    letter = a_letter(letters)

    assert content_of(letters.objects.get()) == b"%PDF-1.7 Maren"
    assert stored() == {letter.file.name}


def test_files_keep_their_names_from_a_folder_to_a_bucket(letters, settings, tmp_path, server):
    settings.STORAGES = setting_of_folder(tmp_path)
    letter = a_letter(letters)
    keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s", "region_name": "us-east-1"}
    with closing(boto3.client("s3", endpoint_url=f"http://127.0.0.1:{server}", **keys)) as bucket:
        for path in filter(Path.is_file, tmp_path.rglob("*")):  # what `aws s3 sync` does
            bucket.upload_file(str(path), "files", path.relative_to(tmp_path).as_posix())

    settings.STORAGES = setting_of_server(server)
    assert content_of(letters.objects.get(pk=letter.pk)) == b"%PDF-1.7 Maren"


def test_names_are_random_and_say_nothing(storage, letters):
    user = a_user()
    names = {a_letter(letters, user).file.name for _number in range(20)}

    assert len(names) == 20
    assert all(re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{30}", name) for name in names)


def test_a_file_has_no_address(storage, letters):
    with pytest.raises(ValueError, match="a view serves it"):
        _address = a_letter(letters).file.url


@pytest.mark.parametrize("assigned", [False, True])
def test_a_file_over_the_cap_is_refused(storage, letters, assigned):
    user = a_user()
    letter = letters(user=user)
    content = ContentFile(b"x" * 1001, name="x")
    if assigned:
        letter.file = content

    with pytest.raises(FileTooLarge), transaction.atomic():
        letter.save() if assigned else letter.file.save("", content)

    assert stored() == set()
    a_letter(letters, user, content=b"x" * 1000)


def test_a_download_is_an_attachment_that_nothing_runs_shows_or_keeps(storage, letters):
    letter = a_letter(letters, content=b"<script>alert(1)</script>")

    response = serve_attachment(letters.objects.get(pk=letter.pk).file, "Ana “é” Moreira.pdf", PDF)

    assert response.content == b"<script>alert(1)</script>"
    assert response["Content-Type"] == PDF
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Ana%20")
    assert response["Content-Length"] == "25"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert not response.streaming


def test_the_name_of_a_download_adds_no_header(storage, letters):
    response = serve_attachment(a_letter(letters).file, 'a"\r\nSet-Cookie: x=1\r\n.pdf', PDF)

    assert "Set-Cookie" not in response.headers
    assert "\n" not in response["Content-Disposition"]


def test_a_file_that_is_gone_is_a_404(storage, letters):
    letter = a_letter(letters)
    storage.delete(letter.file.name)

    with pytest.raises(Http404):
        serve_attachment(letters.objects.get().file, "a.pdf", PDF)


@pytest.mark.parametrize("how", ["row", "query", "bulk of deferred rows", "account"])
def test_a_file_goes_with_its_row_when_that_commits(storage, letters, how, django_capture_on_commit_callbacks):
    letter, other = a_letter(letters), a_letter(letters, a_user("other@example.com"))

    with django_capture_on_commit_callbacks(execute=True):
        if how == "row":
            letter.delete()
        elif how == "query":
            letters.objects.filter(pk=letter.pk).delete()
        elif how == "bulk of deferred rows":
            letters.objects.only("pk").filter(pk=letter.pk).delete()
        else:
            delete_account(user=letter.user, now=timezone.now())
        assert stored() == {letter.file.name, other.file.name}  # the transaction could still be rolled back

    assert stored() == {other.file.name}


def test_a_row_without_a_file_can_be_deleted(storage, letters, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        letters.objects.create(user=a_user()).delete()


def test_a_deletion_that_is_rolled_back_leaves_the_file(storage, letters, django_capture_on_commit_callbacks):
    letter = a_letter(letters)

    with django_capture_on_commit_callbacks(execute=True), suppress(RuntimeError), transaction.atomic():
        letter.delete()
        raise RuntimeError

    assert stored() == {letter.file.name}


class TestSweep:
    def test_files_without_a_row_go_after_a_day(self, storage, letters):
        kept, orphan = a_letter(letters), private_storage().save(private_files.random_name(), ContentFile(b"x"))
        now = timezone.now()

        assert private_files.sweep(now=now + DAY - dt.timedelta(minutes=5)) == 0
        assert private_files.sweep(now=now + DAY + dt.timedelta(minutes=5)) == 1

        assert stored() == {kept.file.name}
        assert orphan not in stored()

    def test_a_file_that_was_replaced_goes(self, storage, letters):
        letter = a_letter(letters)
        letter.file.save("new", ContentFile(b"new"))

        private_files.sweep(now=timezone.now() + 2 * DAY)

        assert stored() == {letter.file.name}

    def test_files_that_are_not_ours_stay(self, storage, letters):
        for name in ("README", "ab/README", f"other/{'0' * 30}", f"zz/{'0' * 30}"):
            storage.save(name, ContentFile(b"x"))

        assert private_files.sweep(now=timezone.now() + 2 * DAY) == 0

    def test_most_files_are_not_deleted_unasked(self, storage, letters, monkeypatch):
        monkeypatch.setattr(private_files, "MOST_ORPHANS", 2)
        a_letter(letters)
        for _number in range(3):
            storage.save(private_files.random_name(), ContentFile(b"x"))
        now = timezone.now() + 2 * DAY

        with pytest.raises(private_files.TooManyOrphans, match="3 of 4"):
            private_files.sweep(now=now)
        assert len(stored()) == 4
        assert private_files.sweep(now=now, force=True) == 3
        assert len(stored()) == 1

    def test_the_command_says_what_it_did(self, settings, letters, tmp_path, monkeypatch, capsys):
        settings.STORAGES = setting_of_folder(tmp_path)
        name = private_storage().save(private_files.random_name(), ContentFile(b"x"))
        os.utime(tmp_path / name, (0, 0))
        monkeypatch.setattr(private_files, "MOST_ORPHANS", 0)

        with pytest.raises(CommandError, match="1 of 1 private files have no row.*--force"):
            call_command("sweep_files")
        call_command("sweep_files", "--force")

        assert capsys.readouterr().out == "Deleted 1 file.\n"
        assert sweep_files() == 0


def test_a_folder_is_readable_by_its_owner_only(settings, letters, tmp_path):
    settings.STORAGES = setting_of_folder(tmp_path / "files")
    letter = a_letter(letters)
    path = Path(letter.file.path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "files").stat().st_mode & 0o777 == 0o700


@contextmanager
def silence():
    """A server that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@contextmanager
def nobody():
    yield free_port()


@contextmanager
def refusal():
    """A server without the bucket's key: moto checks none, so it is one that answers 403."""
    code = (
        "import http.server, sys\n"
        "class Refuses(http.server.BaseHTTPRequestHandler):\n"
        "    def do_PUT(self): self.send_error(403)\n"
        "    do_GET = do_HEAD = do_DELETE = do_PUT\n"
        "server = http.server.HTTPServer(('127.0.0.1', 0), Refuses)\n"
        "print(server.server_port, flush=True)\n"
        "server.serve_forever()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        yield int(process.stdout.readline())
    finally:
        process.stdout.close()
        process.kill()
        process.wait()


@pytest.mark.parametrize("server", [nobody, silence, refusal])
def test_a_server_that_fails_is_an_error_that_says_so_in_time(settings, letters, server, monkeypatch, caplog):
    monkeypatch.setattr("toolkit.s3_storage.READ_SECONDS", 0.3)
    with server() as port:
        settings.STORAGES = setting_of_server(port)
        letter = letters.objects.create(user=a_user(), file=private_files.random_name())
        for act in (
            lambda: letter.file.save("", ContentFile(b"x")),
            lambda: serve_attachment(letters.objects.get().file, "a.pdf", PDF),
            lambda: private_storage().delete("ab/cd"),
            lambda: private_storage().exists("ab/cd"),
            lambda: private_storage().size("ab/cd"),
            lambda: private_storage().get_modified_time("ab/cd"),
            lambda: private_files.sweep(now=timezone.now()),
        ):
            began = time.monotonic()
            with pytest.raises(FilesUnavailable, match="doesn't answer|refused"):
                act()
            assert time.monotonic() - began < 10


def test_a_row_can_be_deleted_while_the_server_is_down(settings, letters, django_capture_on_commit_callbacks, caplog):
    settings.STORAGES = setting_of_server(free_port())
    letter = letters.objects.create(user=a_user(), file=private_files.random_name())

    with django_capture_on_commit_callbacks(execute=True):
        letter.delete()

    assert not letters.objects.exists()
    assert "the sweep will try again" in caplog.text


def test_the_server_may_come_back(settings, letters, monkeypatch):
    monkeypatch.setattr("toolkit.s3_storage.READ_SECONDS", 1)
    with s3_server() as (port, process):
        settings.STORAGES = setting_of_server(port)
        letter = a_letter(letters)
        process.send_signal(signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(FilesUnavailable):
            private_storage().exists(letter.file.name)
        assert time.monotonic() - began < 10
        process.send_signal(signal.SIGCONT)
        assert content_of(letters.objects.get()) == b"%PDF-1.7 Maren"
