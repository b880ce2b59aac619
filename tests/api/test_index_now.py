"""Search engines are told which pages changed, if the operator gave a key."""

import datetime as dt
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from api.feed import index_now
from api.models import SearchEngineNotice
from api.tasks import tell_search_engines
from jobs import services
from jobs.lifecycle import Closed
from jobs.models import Job
from tests.factories import NOW, a_job, a_published_guide

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"
SITE = "http://127.0.0.1:8000"
LATER = NOW + dt.timedelta(hours=1)


class Engine:
    """A search engine on this machine. ``notices``: what it was sent; ``status``: what it answers."""

    def __init__(self):
        self.notices, self.status = [], 202
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                engine.notices.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(engine.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_words):
                """Nothing on the console."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/indexnow"
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()


@pytest.fixture
def engine(settings):
    made = Engine()
    settings.INDEXNOW_KEY, settings.INDEXNOW_URL = KEY, made.url
    SearchEngineNotice.objects.create(protocol="indexnow", told_until=NOW - dt.timedelta(hours=1))
    yield made
    made.server.shutdown()
    made.server.server_close()


def told():
    return SearchEngineNotice.objects.get(protocol="indexnow")


def test_each_changed_page_is_told_once(engine):
    opened, closed = a_job(title="Opened", company="A"), a_job(title="Closed", company="B")
    services.withdraw(job=closed, because=Closed.GONE, now=NOW)
    copy = a_job(title="Copy", company="C")
    Job.objects.filter(pk=copy.pk).update(lead=opened)
    held = a_job(title="Held", company="D")
    Job.objects.filter(pk=held.pk).update(published_at=None, status="pending")
    guide = a_published_guide(now=NOW)
    assert index_now.tell_changes(now=LATER) == 3
    (notice,) = engine.notices
    pages = {opened.get_absolute_url(), closed.get_absolute_url(), guide.get_absolute_url()}
    assert set(notice.pop("urlList")) == {SITE + page for page in pages}
    assert notice == {"host": "127.0.0.1:8000", "key": KEY, "keyLocation": f"{SITE}/{KEY}.txt"}
    assert index_now.tell_changes(now=LATER) == 0
    services.fill(job=opened, now=LATER)
    assert index_now.tell_changes(now=LATER + dt.timedelta(hours=1)) == 1
    assert len(engine.notices) == 2


def test_a_notice_that_isnt_taken_is_sent_again_and_says_why(engine, caplog):
    job = a_job()
    engine.status = 403
    assert index_now.tell_changes(now=LATER) == 0
    assert (told().failure, told().failed_at) == ("It answered 403 Forbidden.", LATER)
    assert "weren't told about 1 pages" in caplog.text
    engine.status = 200
    assert index_now.tell_changes(now=LATER + dt.timedelta(minutes=10)) == 1
    assert engine.notices[1]["urlList"] == [SITE + job.get_absolute_url()]
    assert (told().failure, told().failed_at) == ("", None)


def test_an_engine_that_is_away_is_a_stated_failure(engine, settings):
    a_job()
    settings.INDEXNOW_URL = "http://127.0.0.1:9/indexnow"
    assert index_now.tell_changes(now=LATER) == 0
    assert told().failure == "No answer: ConnectionError."


def test_after_a_long_absence_a_week_is_told(engine):
    a_job()
    assert index_now.tell_changes(now=NOW + dt.timedelta(days=8)) == 0
    assert engine.notices == []


def test_too_many_changes_are_told_in_several_notices(engine, monkeypatch):
    monkeypatch.setattr(index_now, "MOST", 2)
    jobs = [
        a_job(title=f"Job {number}", company=f"C{number}", now=NOW + dt.timedelta(minutes=number))
        for number in range(5)
    ]
    sent = [index_now.tell_changes(now=LATER) for _time in range(4)]
    assert sum(sent) == 5
    urls = [url for notice in engine.notices for url in notice["urlList"]]
    assert urls == [SITE + job.get_absolute_url() for job in jobs]


def test_the_first_run_tells_nothing_of_the_past(settings):
    settings.INDEXNOW_KEY, settings.INDEXNOW_URL = KEY, "http://127.0.0.1:9/indexnow"
    a_job()
    assert index_now.tell_changes(now=LATER) == 0
    assert told().told_until == LATER - index_now.SETTLED


def test_nothing_is_sent_and_no_key_is_shown_without_the_setting(client, engine, settings):
    assert client.get(f"/{KEY}.txt").content.decode() == KEY
    assert client.get("/another-key.txt").status_code == 404
    settings.INDEXNOW_KEY = ""
    a_job()
    assert tell_search_engines.run() == 0
    assert engine.notices == []
    assert client.get(f"/{KEY}.txt").status_code == 404
    assert client.get("/robots.txt").status_code == 200
