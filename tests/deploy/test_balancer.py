"""`deploy/haproxy.cfg` in front of two real web servers, one of which dies, isn't ready, or is drained."""

import collections
import concurrent.futures
import contextlib
import os
import socket
import threading
from urllib.parse import urlsplit

import pytest

from local.files import free_port

from .behind import answers, ask, copied_static_files, kill, proxy, until, web
from .programs import needed

pytestmark = pytest.mark.django_db  # the site's processes use this run's database
NEW = "new.0123456789ab"


class Link:
    """Passes connections on to a port, until it is cut."""

    def __init__(self, to):
        self.to = to
        self.port = free_port(0)
        self.restore()

    def restore(self):
        self.ends = []
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def cut(self):
        for end in (self.listener, *self.ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self, listener):
        with contextlib.suppress(OSError):
            while True:
                here = listener.accept()[0]
                there = socket.create_connection(self.to)
                self.ends += [here, there]
                for pair in ((here, there), (there, here)):
                    threading.Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source, target):
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)


class Lab:
    """Two web servers behind the balancer. The second one's way to the cache leads over ``link``."""

    def __init__(self, stack, folder, database_url):
        self.stack, self.folder, self.database_url = stack, folder, database_url
        self.ports = (free_port(0), free_port(0))
        cache = urlsplit(os.environ["REDIS_URL"])
        self.link = Link((cache.hostname, cache.port))
        stack.callback(self.link.cut)
        netloc = cache.netloc.replace(f":{cache.port}", f":{self.link.port}")
        self.caches = (cache._replace(path="/1").geturl(), cache._replace(netloc=netloc, path="/1").geturl())
        self.statics = (
            copied_static_files(folder / "static1"),
            copied_static_files(folder / "static2", **{NEW: "new"}),
        )
        self.hold, self.away = folder / "hold", folder / "away"
        self.away.touch()
        os.mkfifo(self.hold)
        self.webs = [self.start(0), self.start(1)]
        self.await_ready()
        self.port = stack.enter_context(proxy("haproxy", folder, *self.ports))[1]
        self.await_both()

    def start(self, number):
        return web(
            self.stack,
            self.ports[number],
            WEB_NAME=f"web{number + 1}",
            SEEN_FILE=str(self.folder / "seen"),
            HOLD_FILE=str(self.hold),
            AWAY_FILE=str(self.away),
            STATIC_ROOT=str(self.statics[number]),
            DATABASE_URL=self.database_url,
            CACHE_URL=self.caches[number],
        )

    def await_ready(self):
        for port in self.ports:
            until(lambda: answers(port) and ask(port, "/health/ready", secure=False)[0] == 200, "the site is ready", 60)  # noqa: B023

    def await_both(self):
        until(lambda: set(self.states().values()) == {"UP"}, "both are in use")

    def states(self, column="status"):
        """What the balancer thinks of each server."""
        rows = self.told("show stat").splitlines()
        names = rows[0].lstrip("# ").split(",")
        found = [dict(zip(names, row.split(","), strict=False)) for row in rows[1:] if row]
        return {row["svname"]: row[column] for row in found if row["pxname"] == "ready" and row["svname"] != "BACKEND"}

    def told(self, command):
        with socket.socket(socket.AF_UNIX) as admin:
            admin.connect(str(self.folder / "admin"))
            admin.sendall(f"{command}\n".encode())
            return b"".join(iter(lambda: admin.recv(65536), b"")).decode()

    def answering(self, count=12, path="/seen"):
        """How many of some requests each server answered."""
        found = [ask(self.port, path) for _ in range(count)]
        assert {status for status, *_ in found} == {200}
        return collections.Counter(headers["Web"] for _, headers, _ in found)

    def seen(self, path):
        """The requests for ``path`` that reached a server."""
        lines = (self.folder / "seen").read_text().splitlines()
        return [line.split()[0] for line in lines if f" {path!r} " in line]


@pytest.fixture(scope="module")
def lab(tmp_path_factory, database_url):
    needed("haproxy")
    with contextlib.ExitStack() as stack:
        yield Lab(stack, tmp_path_factory.mktemp("balancer"), database_url)


def test_both_servers_answer(lab):
    assert set(lab.answering()) == {"web1", "web2"}


def test_a_file_of_one_server_is_found(lab):
    """While a release is rolled out, pages of the new server name it."""
    for _ in range(6):
        assert ask(lab.port, f"/static/css/{NEW}.css")[::2] == (200, b"new")
    assert ask(lab.port, "/static/css/nowhere.css")[0] == 404


def test_a_server_that_is_not_ready_is_left_out_and_comes_back(lab):
    lab.link.cut()
    until(lambda: lab.states()["web2"] == "DOWN", "the server without a cache is left out")
    assert set(lab.answering()) == {"web1"}
    lab.link.restore()
    lab.await_both()
    assert set(lab.answering()) == {"web1", "web2"}


def test_a_drained_server_gets_nothing_new(lab):
    lab.told("set server ready/web1 state drain")
    assert set(lab.answering()) == {"web2"}
    assert ask(lab.port, "/static/robots-nowhere.txt")[0] == 404
    lab.told("set server ready/web1 state ready")
    lab.await_both()
    assert set(lab.answering()) == {"web1", "web2"}


def test_what_a_killed_server_held_is_repeated_only_if_it_reads(lab):
    """One GET and one POST wait in the second server when it dies, and others are on their way."""
    lab.await_both()
    lab.told("set server ready/web1 state drain")
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        reading = pool.submit(ask, lab.port, "/hold")
        writing = pool.submit(ask, lab.port, "/hold", "POST", b"x")
        until(lambda: lab.seen("/hold").count("web2") == 2, "both are in the second server")
        lab.told("set server ready/web1 state ready")
        others = [pool.submit(ask, lab.port, "/seen", *what) for what in [("GET",), ("POST", b"x")] * 100]
        until(lambda: sum(one.done() for one in others) > 20, "some are answered")
        kill(lab.webs[1])
        assert writing.result()[0] == 502
        until(lambda: "web1" in lab.seen("/hold"), "the one that reads is asked again")
        lab.hold.write_text("")
        assert reading.result()[0] == 200
        assert lab.seen("/hold") == ["web2", "web2", "web1"]
        lost = [one.result()[0] for one in others if one.result()[0] != 200]
    assert len(lost) <= 10  # at most the POSTs that were in it: ten others were under way
    until(lambda: lab.states()["web2"] == "DOWN", "the dead server is left out")
    lab.webs[1] = lab.start(1)
    lab.await_both()
    assert set(lab.answering()) == {"web1", "web2"}


def test_what_a_server_without_a_database_refuses_is_asked_elsewhere_if_it_only_reads(lab):
    lab.await_both()
    lab.away.write_text("web2")
    asked, noticed = len(lab.seen("/away")), int(lab.states("hanafail")["web2"])
    assert {ask(lab.port, "/away", method)[0] for method in ("GET", "HEAD") for _ in range(6)} == {200}
    assert lab.seen("/away")[asked:].count("web2") > 0
    asked = len(lab.seen("/away"))
    found = [ask(lab.port, "/away", "POST", b"x")[0] for _ in range(12)]
    assert len(lab.seen("/away")) == asked + 12, "nobody knows whether it was done, so it's asked once"
    assert set(found) == {200, 503}
    assert int(lab.states("hanafail")["web2"]) > noticed, "each such answer is followed by a check"
    assert set(lab.states().values()) == {"UP"}, "which says that it's ready: a page that fails doesn't cost a server"
    lab.away.write_text("web1 web2")
    assert ask(lab.port, "/away")[0] == 503
    lab.away.write_text("")


def test_without_a_ready_server_all_are_asked(lab):
    """The cache of one is gone and the other is drained; the site works without a cache."""
    lab.told("set server ready/web1 state maint")
    lab.link.cut()
    until(lambda: lab.states() == {"web1": "MAINT", "web2": "DOWN"}, "none is ready")
    assert ask(lab.port, "/seen")[0] == 200
    assert ask(lab.port, "/robots.txt")[0] == 200
    lab.link.restore()
    lab.told("set server ready/web1 state ready")
    lab.await_both()


def test_a_server_that_stops_loses_no_request(lab):
    """It says first that it isn't ready, and goes on for longer than the balancer takes to notice."""
    enough = threading.Event()

    def visit(*what):
        answers = []
        while not enough.is_set():
            answers.append(ask(lab.port, "/seen", *what)[0])
        return answers

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        visitors = [pool.submit(visit, *what) for what in [("GET",), ("POST", b"x")] * 2]
        lab.webs[1].terminate()
        assert lab.webs[1].wait(30) == 0
        enough.set()
        found = collections.Counter(status for visitor in visitors for status in visitor.result())
    assert set(found) == {200}, found
    assert found[200] > 50
    until(lambda: lab.states()["web2"] == "DOWN", "the stopped server is left out")


def test_the_answer_without_any_server(lab):
    """A page that says when to come back."""
    for one in lab.webs:
        kill(one)
    status, headers, body = ask(lab.port, "/")
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "30", "no-store")
    assert "We’ll be back in a moment" in body.decode()
