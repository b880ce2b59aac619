"""Two web servers and a worker that share PostgreSQL, Valkey and a bucket, and no disk: what one receives, the others have."""

import contextlib
import html
import json
import os
import re
import subprocess
import sys
import time

import boto3
import pytest
import requests
from django.test import Client

from local.files import free_port
from local.valkey import Valkey
from resumes.models import Resume
from tests.factories import a_user
from tests.private_files import s3_server
from tests.resumes.long_resume import LONG_DATA

from .behind import copied_code


@pytest.fixture
def valkey(tmp_path):
    server = Valkey(tmp_path / "valkey", throwaway=True)
    server.start()
    yield server
    server.stop()


class Host:
    """A process in a folder of its own, with a home and a place for temporary files of its own."""

    def __init__(self, folder, code, environ, *command):
        self.folder = folder
        self.places = {"HOME": folder / "home", "TMPDIR": folder / "tmp"}
        for place in (folder / "work", *self.places.values()):
            place.mkdir(parents=True)
        own = {name: str(place) for name, place in self.places.items()}
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-X", "utf8", "-B", "-m", *command],
                cwd=folder / "work",
                env={**environ, **own, "PYTHONPATH": str(code)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def left(self):
        """Files that it has left, but its log."""
        return [path for path in self.folder.rglob("*") if path.is_file() and path != self.folder / "log"]


def files_of(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*")}


@pytest.fixture
def hosts(tmp_path, valkey, database_url):
    """Two webs and a worker, and the bucket's server. The code is a copy that nobody can write into, unless they are root."""
    code = copied_code(tmp_path / "code")
    for path in (code, *code.rglob("*")):
        path.chmod(0o555)
    before = files_of(code)
    with s3_server() as (port, _server), contextlib.ExitStack() as running:
        ports = [free_port(), free_port()]
        environ = {
            **os.environ,
            "DATABASE_URL": database_url,
            "REDIS_URL": valkey.url(),
            "MEMBER_FILES_BUCKET": "files",
            "MEMBER_FILES_ENDPOINT": f"http://127.0.0.1:{port}",
            "MEMBER_FILES_REGION": "us-east-1",
            "MEMBER_FILES_ACCESS_KEY": "k",
            "MEMBER_FILES_SECRET_KEY": "s",
            "WEB_WORKERS": "1",
            "DRAIN_SECONDS": "0",
            "SITE_URL": f"http://127.0.0.1:{ports[0]}",
        }
        for name in ("CACHE_URL", "CELERY_BROKER_URL", "MEMBER_FILES_DIR"):
            environ.pop(name, None)
        made = [Host(tmp_path / "worker", code, environ, "celery", "-A", "jobboard", "worker", "--pool=solo")]
        for number in ports:
            web = {**environ, "WEB_PORT": str(number)}
            made.append(Host(tmp_path / f"web-{number}", code, web, "operations.web"))
        for host in made:
            running.callback(host.stop)
        webs = [f"http://127.0.0.1:{number}" for number in ports]
        for web in webs:
            until(lambda web=web: _answers(web), 120)
        yield webs, made, port
    for path in (code, *code.rglob("*")):
        path.chmod(0o755)  # so that the folder can be removed
    assert files_of(code) == before


def _answers(web):
    with contextlib.suppress(requests.RequestException):
        return requests.get(f"{web}/health/ready", timeout=5).status_code == 200
    return False


def until(what, seconds):
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "nothing happened"
        time.sleep(0.1)
    return found


def hidden(page):
    """The values of a page's hidden fields."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in fields}


@pytest.mark.django_db(transaction=True)
def test_what_one_receives_another_makes_and_a_third_hands_out(hosts):
    (first, second), processes, s3_port = hosts
    member = Client()
    member.force_login(a_user())
    session = requests.Session()
    session.trust_env = False
    session.cookies.update({name: morsel.value for name, morsel in member.cookies.items()})
    session.headers["Sec-Fetch-Site"] = "same-origin"

    page = session.get(f"{first}/account/resumes/import/", timeout=30)
    assert page.status_code == 200, page.text
    upload = {"file": ("long.json", json.dumps(LONG_DATA), "application/json")}
    draft = session.post(f"{first}/account/resumes/import/", hidden(page.text), files=upload, timeout=60)
    assert draft.status_code == 200, draft.text
    saved = session.post(
        f"{second}/account/resumes/import/confirm/",
        {**hidden(draft.text), "name": "Long", "language": "en"},
        timeout=30,
        allow_redirects=False,
    )
    assert saved.status_code == 302, saved.text
    path = f"/account/resumes/{Resume.objects.get().pk}/download/pdf/?design=modern"
    assert session.get(first + path, timeout=30).status_code == 202
    pdf = until(lambda: (answer := session.get(second + path, timeout=30)).status_code == 200 and answer, 60)
    assert pdf.content.startswith(b"%PDF")

    keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s", "region_name": "us-east-1"}
    bucket = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{s3_port}", **keys)
    [stored] = bucket.list_objects_v2(Bucket="files")["Contents"]
    assert stored["Size"] == len(pdf.content)
    bucket.close()
    for process in processes:
        assert process.process.poll() is None
        process.stop()
        assert process.left() == []
