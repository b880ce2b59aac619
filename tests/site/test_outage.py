"""Without Valkey the site works, more slowly; without PostgreSQL it serves what is kept and says that it will be back. Both are
seen to recover without a restart."""

import contextlib
import logging
import socket
import threading
import time

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.cache import cache, caches
from django.core.handlers.exception import convert_exception_to_response
from django.db import close_old_connections, connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from careers import services
from careers.tasks import catch_up_pages
from jobboard.celery import app
from local.valkey import Valkey
from tests.factories import a_document, a_job, a_published_guide, a_user
from tests.site.access_table import TABLE
from tests.site.world import ROUTES, a_world
from toolkit import circuit_breaker, rate_limits, valkey
from toolkit.client import client_network

GUIDE = "/careers/lighthouse-keeper/"


@pytest.fixture(scope="module")
def own_valkey(tmp_path_factory):
    server = Valkey(tmp_path_factory.mktemp("valkey"), throwaway=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def server(own_valkey, settings, monkeypatch):
    """A Valkey of the test's own, for cache and broker, that can be stopped and started. A rest takes no time."""
    monkeypatch.setattr(circuit_breaker, "REST", 0.0)
    own_valkey.start()
    url = own_valkey.url()
    settings.CACHE_URL = url
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}
    with app.connection_for_write() as old:
        before = old.as_uri(include_password=True)
    _broker(url)
    yield own_valkey
    own_valkey.start()
    valkey.client().flushdb()
    _broker(before)


def _broker(url):
    app.conf.broker_url, app._pool, app.amqp._producer_pool = url, None, None


@pytest.fixture
def no_database():
    """Connections to PostgreSQL are refused, until ``back`` is called."""
    port = connection.settings_dict["PORT"]

    def away():
        connection.close()
        connection.settings_dict["PORT"] = "1"

    def back():
        connection.settings_dict["PORT"] = port
        close_old_connections()

    yield away, back
    connection.settings_dict["PORT"] = port
    connection.close()


def walk(world, expected):
    """Every address by GET for whom it is: staff, or members, and visitors too where they may look. Those that answer otherwise."""
    wrong = []
    for route in ROUTES:
        is_public = TABLE[route.line].kind in ("public", "entrance", "linked", "token")
        for role in ["admin"] if route.name.startswith("admin:") else ["free", "anonymous"] if is_public else ["free"]:
            answer = world.clients[role].get(world.path(route))
            if not expected(route, answer):
                wrong.append((role, world.path(route), answer.status_code))
    return wrong


def sound(answer):
    # 503: the customers of this world are unknown at the stand-in for Stripe, and the page says so.
    return answer.status_code < 500 or b"Stripe" in answer.content


@pytest.mark.django_db
def test_without_valkey_every_page_answers_and_forms_work(
    server, stand_in, caplog, settings, django_capture_on_commit_callbacks
):
    caplog.set_level(logging.CRITICAL, "django.request")
    caplog.handler.setLevel(logging.WARNING)  # of the other loggers
    world = a_world()
    server.stop()
    assert walk(world, lambda route, answer: sound(answer) or route.name == "health-ready") == []
    forms = Client(raise_request_exception=False, HTTP_SEC_FETCH_SITE="same-origin")
    a_user("walker@example.com")
    job = a_job(now=timezone.now())
    for path, data in {
        "/accounts/signup/": {"email": "new@example.com", "password1": "correct horse battery"},
        "/jobs/save/": {"job": job.pk},
        "/alerts/new/": {"q": "officer", "email": "visitor@example.com", "name": "Officers"},
        "/theme/": {"theme": "dark"},
        "/accounts/login/": {"login": "walker@example.com", "password": "correct horse battery"},
    }.items():
        with django_capture_on_commit_callbacks(execute=True):
            assert forms.post(path, data).status_code in (200, 302), path
    member = Client()
    member.post("/accounts/login/", {"login": "walker@example.com", "password": "correct horse battery"})
    assert member.get("/account/").status_code == 200  # signed in, from the session in the database
    checkout = member.post("/billing/checkout/")
    assert checkout.status_code == 303
    assert checkout["Location"].startswith(settings.STRIPE_API_BASE)
    said = [line for line in caplog.messages if "does not answer" in line]
    assert len(said) == 2, said  # once for the cache, once for the broker


@pytest.mark.django_db
def test_a_server_that_accepts_and_never_answers_is_waited_for_once(settings):
    """Each attempt costs a second; twenty requests ask several times each."""
    attempts = []

    def silent():
        with contextlib.suppress(OSError):  # the test is over
            while True:
                attempts.append(listening.accept())

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=silent, daemon=True).start()
        url = f"redis://127.0.0.1:{listening.getsockname()[1]}/0"
        settings.CACHE_URL = url
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}
        client = Client()
        a_published_guide(now=timezone.now())
        for _ in range(20):
            assert client.get(GUIDE).status_code == 200
            assert client.post("/accounts/login/", {"login": "a@example.com", "password": "x"}).status_code == 200
        assert valkey.pool().breaker.is_open
        assert (
            1 <= len(attempts) <= 8
        )  # a rest of five seconds lies between two; a slow machine gets through some of them
        for accepted, _address in attempts:
            accepted.close()


@pytest.mark.django_db
def test_limits_are_counted_in_the_process_meanwhile(server, rf):
    server.stop()
    request = rf.get("/", REMOTE_ADDR="198.51.100.7")
    assert [rate_limits.allow(request, f"meanwhile {time.time()}", "2/hour") for _ in range(1)] == [True]
    assert [rate_limits.allow(request, "meanwhile", "2/hour") for _ in range(4)] == [True, True, False, False]
    assert client_network(request) == "198.51.100.7"
    client = Client(REMOTE_ADDR="198.51.100.8")
    guesses = [client.post("/accounts/login/", {"login": "ada@example.com", "password": str(n)}) for n in range(12)]
    assert b"Too many attempts" in guesses[-1].content


@pytest.mark.django_db
def test_a_session_that_ended_meanwhile_does_not_come_back(server):
    member = Client()
    member.force_login(a_user())
    assert member.get("/account/").status_code == 200  # the cache has the session now
    stolen = Client()
    stolen.cookies.load(member.cookies.output(header=""))
    server.process().suspend()  # it keeps what it holds, and answers nobody
    try:
        member.post("/accounts/logout/")
    finally:
        server.process().resume()
    assert stolen.get("/account/").status_code == 302


@pytest.mark.django_db
def test_what_is_published_meanwhile_shows_as_soon_as_kept_pages_are_served_again(
    server, django_capture_on_commit_callbacks
):
    guide = a_published_guide(now=timezone.now())
    client = Client()
    old = client.get(GUIDE)
    server.process().suspend()
    try:
        services.import_document(
            document=a_document(summary="A brighter light."), update=True, by=None, now=timezone.now()
        )
        with django_capture_on_commit_callbacks(execute=True):
            services.publish(guide=guide, by=None, now=timezone.now())
    finally:
        server.process().resume()
    assert b"A brighter light." not in old.content
    assert b"A brighter light." in client.get(GUIDE).content
    assert not valkey.pool().breaker.is_open


@pytest.mark.django_db
def test_a_publication_that_could_not_be_announced_shows_after_a_minute(server):
    """A process that ended after its commit, or a server that came back with old data."""
    guide = a_published_guide(now=timezone.now())
    client = Client()
    client.get(GUIDE)
    services.import_document(document=a_document(summary="A brighter light."), update=True, by=None, now=timezone.now())
    services.publish(guide=guide, by=None, now=timezone.now())  # what is to run at its commit never does
    assert b"A brighter light." not in client.get(GUIDE).content
    catch_up_pages()
    assert b"A brighter light." in client.get(GUIDE).content


@pytest.mark.django_db
def test_the_cache_misses_and_drops_meanwhile_and_works_afterwards(server):
    cache.set("kept", 1)
    server.stop()
    assert cache.get("kept", "nothing") == "nothing"
    cache.set("dropped", 2)
    assert cache.get_or_set("made", lambda: 3) == 3
    assert cache.get_many(["kept", "dropped"]) == {}
    assert not cache.delete("kept")
    assert not cache.touch("kept")
    assert "kept" not in cache
    cache.set_many({"a": 1})
    cache.delete_many(["a"])
    with pytest.raises(ValueError, match="not found"):
        cache.incr("kept")
    server.start()
    cache.set("kept", 4)
    assert cache.get("kept") == 4
    assert caches["default"].get("dropped") is None


@pytest.mark.django_db(transaction=True)
def test_without_postgresql_kept_pages_are_served_and_the_rest_says_that_it_will_be_back(
    transactional_db, no_database, stand_in, caplog
):
    away, back = no_database
    caplog.set_level(logging.CRITICAL, "django.request")
    world = a_world()
    visitor = Client(raise_request_exception=False)
    kept = [
        path
        for path in ("/", "/careers/", "/about/", "/pricing/")
        if visitor.get(path)["Cache-Control"] == "public, no-cache"
    ]
    assert len(kept) == 4
    away()

    def honest(route, answer):
        """A page that needs no data, or 503 in our words: those of the page, or those for programs."""
        if answer.status_code == 503:
            return route.name == "health-ready" or (
                answer["Retry-After"] == "30"
                and "no-store" in answer["Cache-Control"]
                and (b"back in a moment" in answer.content or b"navailable" in answer.content)
                and b"Traceback" not in answer.content
            )
        return answer.status_code < 500

    assert walk(world, honest) == []
    assert [visitor.get(path).status_code for path in kept] == [200] * 4
    assert visitor.get("/jobs/").status_code == 503
    assert world.clients["free"].get("/account/").status_code == 503
    assert world.clients["support"].get("/admin/").status_code == 503
    assert visitor.get("/health/ready").status_code == 503
    assert visitor.get("/health/live").status_code == 200
    for path, data in {
        "/accounts/login/": {"login": "walker@example.com", "password": "correct horse battery"},
        "/accounts/signup/": {"email": "new@example.com", "password1": "correct horse battery"},
        "/jobs/save/": {"job": 1},
    }.items():
        assert visitor.post(path, data).status_code == 503, path
    back()
    assert visitor.get("/jobs/").status_code == 200
    assert world.clients["free"].get("/account/").status_code == 200
    assert visitor.get("/health/ready").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_session_that_cannot_be_written_is_an_outage_and_no_bad_request(no_database, rf, settings, caplog):
    caplog.set_level(logging.CRITICAL, "django.request")
    away, _back = no_database
    session = SessionStore()
    session.create()

    def view(request):
        request.session["seen"] = True
        away()
        return HttpResponse()

    request = rf.get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = session.session_key
    answer = convert_exception_to_response(SessionMiddleware(view))(request)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
