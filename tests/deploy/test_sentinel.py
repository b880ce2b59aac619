"""The site follows a primary that sentinels name: servers by `deploy/valkey.conf`, sentinels by `deploy/sentinel.conf`."""

import contextlib
import os
import signal
import socket
import sys
import time

import pytest
import redis
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from jobboard.celery import app
from tests.deploy.sentinels import Cluster
from tests.factories import a_published_guide, a_user
from tests.local.support import eventually, started
from toolkit import circuit_breaker, page_cache, rate_limits, read_counter, valkey, valkey_settings
from toolkit.environment import Environment

GUIDE = "/careers/lighthouse-keeper/"
RESUME = "/r/ada/"
CELERY = (sys.executable, "-X", "utf8", "-m", "celery", "-A", "tests.deploy.quick_beat")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with Cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


@pytest.fixture
def site(cluster, settings):
    """This process uses the cluster for cache and broker."""
    made = valkey_settings.valkey_settings(Environment({"REDIS_URL": cluster.url(0)}))
    before = app.conf.broker_url, app.conf.broker_transport_options
    settings.CACHE_URL, settings.CACHES = made["CACHE_URL"], made["CACHES"]
    _broker(made["CELERY_BROKER_URL"], made["CELERY_BROKER_TRANSPORT_OPTIONS"])
    yield cluster
    _broker(*before)


def _broker(url, options):
    app.conf.broker_url, app.conf.broker_transport_options = url, options
    app._pool = app.amqp._producer_pool = None


@pytest.fixture
def background(cluster, tmp_path):
    """A worker and two beats, as on two hosts: each has a folder of its own and no server but the cluster's."""
    environ = {**os.environ, "REDIS_URL": cluster.url(0)}
    for name in ("CACHE_URL", "CELERY_BROKER_URL"):
        environ.pop(name, None)
    with contextlib.ExitStack() as running:
        processes = [running.enter_context(started(*CELERY, "worker", "--pool=solo", environ=environ))]
        for number in range(2):
            schedule = f"--schedule={tmp_path / str(number)}"
            processes.append(running.enter_context(started(*CELERY, "beat", schedule, environ=environ)))
        yield processes
        for process in processes:
            assert process.poll() is None
            process.terminate()
            process.communicate(timeout=30)


def counted():
    """Whether a beat has sent the task and the worker has done it."""
    with contextlib.suppress(redis.RedisError):
        return not valkey.client().exists(read_counter.READS)
    return False


def put_a_read():
    with contextlib.suppress(redis.RedisError):
        return valkey.client().hset(read_counter.READS, "lighthouse-keeper", 1) is not None
    return False


@pytest.mark.django_db
def test_everything_goes_on_when_the_primary_dies(site, background):
    a_published_guide(now=timezone.now())
    member, visitor = Client(), Client()
    member.force_login(a_user())
    calls = {
        "a page": lambda: visitor.get(GUIDE).status_code == 200,
        "a session": lambda: member.get("/account/").status_code == 200,
        "the cache": lambda: cache.set("now", 1),
        "a limit": lambda: rate_limits.allow_key("look", "1000/hour", of="somebody"),
        "a task": lambda: app.send_task("careers.tasks.count_reads"),
    }
    assert all(call() is not False for call in calls.values())
    put_a_read()
    eventually(counted, "beat and worker have found the first primary", 180)

    former = site.primary()
    site.kill(former)
    died, longest, back = time.monotonic(), dict.fromkeys(calls, 0.0), {}
    while not {"cache", "worker"} <= set(back):
        for name, call in calls.items():
            began = time.monotonic()
            assert call() is not False, name
            longest[name] = max(longest[name], time.monotonic() - began)
        if "cache" not in back and put_a_read():
            back["cache"] = time.monotonic() - died
        if "cache" in back and counted():
            back["worker"] = time.monotonic() - died
        assert time.monotonic() - died < 60, back
    assert back["cache"] < 15
    assert back["worker"] < 30  # on a busy machine; alone it takes six
    # Pages take as long as the machine lets them; the others only wait for servers.
    assert max(longest[name] for name in ("the cache", "a limit", "a task")) < 5, longest
    assert max(longest.values()) < 20, longest
    assert cache.get("now") == 1
    assert site.primary() != former

    # The former primary is refused, follows the next one, and has what was written to it.
    site.start(former)
    server = site.server(former)
    site.wait(lambda: _refuses(server), 15)
    site.wait(lambda: server.info("replication")["role"] == "slave", 15)
    cache.set("after", 2)
    site.wait(lambda: b":1:after" in b"".join(site.server_of_cache(former).keys("*after")), 15)


def _refuses(server):
    try:
        server.set("lost", 1)
    except (redis.ConnectionError, redis.TimeoutError):
        return False
    except redis.ResponseError:
        return True
    raise AssertionError("a primary without replicas took a write")


@pytest.mark.django_db
def test_an_answer_that_comes_late_is_not_taken_for_the_next_one(site):
    client = valkey.client()
    client.mset({"first": "one", "second": "two"})
    site.server(site.primary()).client_pause(1500)
    with pytest.raises(redis.RedisError):
        client.get("first")
    answers = []
    site.wait(lambda: answers.append(_read(client, "second")) or answers[-1], 15)
    assert answers[-1] == b"two"


def _read(client, key):
    with contextlib.suppress(redis.RedisError):
        return client.get(key)


@pytest.mark.django_db
def test_an_ended_session_stays_ended_if_the_next_primary_never_heard_of_it(site, monkeypatch):
    monkeypatch.setattr(circuit_breaker, "REST", 0.2)
    site.wait(site.is_ready, 30)
    member, stolen = Client(), Client()
    member.force_login(a_user())
    assert member.get("/account/").status_code == 200
    stolen.cookies.load(member.cookies.output(header=""))
    key = member.session.session_key
    cache.set_many({"one": 1, "two": 2})
    pages = page_cache._read_entry(RESUME, "any")[0]
    former = site.primary()
    assert site.server(former).wait(2, 5000) == 2
    replicas = [port for port in site.servers if port != former]
    for replica in replicas:
        site.processes[replica].send_signal(signal.SIGSTOP)
    began = time.monotonic()
    member.post("/accounts/logout/")
    assert time.monotonic() - began < 2
    cache.delete_many(["one", "two"])
    page_cache._forget_pages(RESUME)
    for server in (former, *replicas):
        site.kill(server)
    for replica in replicas:  # with what they had on disk
        site.start(replica)
    site.wait(lambda: site.primary() not in (None, former), 30)
    assert _has_session(site, key), "the next primary still has the session"
    assert stolen.get("/account/").status_code == 302  # from the cache, or without it
    site.wait(lambda: cache.set("on", 1) or cache.get("on") == 1, 20)
    assert stolen.get("/account/").status_code == 302
    site.wait(lambda: not _has_session(site, key), 5)
    assert cache.get_many(["one", "two"]) == {}
    assert page_cache._read_entry(RESUME, "any")[0] != pages, "a résumé that its owner changed is served as it was"
    site.start(former)
    site.rejoin(former)


def _has_session(site, key):
    with site.server_of_cache(site.primary()) as server:
        return bool(server.keys(f"*cached_db{key}"))


@pytest.mark.django_db
def test_a_primary_that_hangs_is_left(site, monkeypatch):
    monkeypatch.setattr(circuit_breaker, "REST", 0.2)
    cache.set("before", 1)
    former = site.primary()
    site.wait(site.is_ready, 30)
    site.processes[former].send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert cache.get("before", "nothing") == "nothing"
        assert time.monotonic() - began < 3
        site.wait(lambda: cache.get("before") == 1, 15)
        assert site.primary() != former
    finally:
        site.processes[former].send_signal(signal.SIGCONT)
    site.rejoin(former)


@pytest.mark.django_db
def test_sentinels_that_hang_are_waited_for_once(settings):
    with contextlib.ExitStack() as silent:
        servers = [silent.enter_context(socket.create_server(("127.0.0.1", 0))) for _number in range(2)]
        hosts = ",".join(f"127.0.0.1:{server.getsockname()[1]}" for server in servers)
        settings.CACHE_URL = f"sentinel://{hosts}/1?primary=jobboard"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": settings.CACHE_URL}}
        for most in (5, 0.5):
            began = time.monotonic()
            assert cache.get("anything", "nothing") == "nothing"
            assert time.monotonic() - began < most
