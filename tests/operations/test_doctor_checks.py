"""Each fault is planted on its own: the check that is for it names it and says what to do. Real servers, or small ones with a fault."""

import contextlib
import datetime as dt
import re
import time
from dataclasses import replace

import psycopg
import pytest
import redis
from allauth.usersessions.models import UserSession
from celery import current_app
from django.db import connection

from accounts.models import User
from alerts.models.digest import Sending
from billing import plans
from local.files import free_port
from local.valkey import Valkey
from occupations.models import DataRelease, Occupation
from operations.backups.settings import Bucket
from operations.doctor import files
from operations.models import Backup
from tests.factories import NOW, a_user
from tests.operations import servers
from tests.operations.backups.support import a_file
from tests.operations.doctor import expect, look, today

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


# --- Settings -----------------------------------------------------------------------------------------------------------


def test_settings_that_are_hardly_meant(settings, monkeypatch):
    settings.LOCAL = False
    settings.CONTACT_EMAIL = settings.ALERT_UNSUBSCRIBE_EMAIL = "hello@example.com"
    settings.DEFAULT_FROM_EMAIL = "Board <jobs@board.example>"
    expect(look("settings: addresses"), "wrong", "board.example", "Set DEFAULT_FROM_EMAIL")
    settings.DEFAULT_FROM_EMAIL = "Board <jobs@board.io>"
    settings.SITE_URL = "https://jobs.example.org"
    expect(look("settings: addresses"), "wrong", "Set SITE_URL")
    settings.SITE_URL = "https://board.io"
    expect(look("settings: addresses"), "warning", "CONTACT_EMAIL and ALERT_UNSUBSCRIBE_EMAIL")
    settings.CONTACT_EMAIL = settings.ALERT_UNSUBSCRIBE_EMAIL = "hello@board.io"
    expect(look("settings: addresses"), "ok")
    settings.OPERATOR_NAME = ""
    expect(look("settings: operator"), "warning", "OPERATOR_NAME")
    settings.SECRET_KEY_FALLBACKS = ["former-key-of-fifty-characters"]
    expect(look("settings: former keys"), "warning", "encrypt_mfa_secrets")
    settings.METRICS_TOKEN = ""
    expect(look("settings: monitoring"), "warning", "METRICS_TOKEN")
    settings.METRICS_TOKEN, settings.METRICS_DIR = "a-token-of-many-characters", ""
    monkeypatch.setenv("WEB_WORKERS", "3")
    expect(look("settings: monitoring"), "warning", "METRICS_DIR isn't set", "3 web processes", "/run/jobboard-metrics")
    settings.METRICS_DIR = "/run/jobboard-metrics"
    expect(look("settings: monitoring"), "ok")
    expect(look("settings: proxy"), "wrong", "plain HTTP", "CLIENT_SCHEME_HEADER")
    settings.TRUSTED_PROXY_COUNT = 1
    expect(look("settings: proxy"), "ok")
    settings.SECURE_HSTS_SECONDS = 0
    expect(look("settings: Django's checks"), "warning", "security.W", "check --deploy")


def test_a_web_server_that_says_too_shortly_that_it_stops(settings, monkeypatch):
    settings.LOCAL = False
    text = (settings.BASE_DIR / "deploy" / "haproxy.cfg").read_text()
    needed = int(re.search(r"\binter (\d+)s", text)[1]) * int(re.search(r"\bfall (\d+)", text)[1])
    monkeypatch.setenv("DRAIN_SECONDS", str(needed - 1))
    expect(
        look("settings: draining"), "warning", f"DRAIN_SECONDS is {needed - 1}", f"needs {needed} ", "Behind a balancer"
    )
    for enough in (str(needed), "5"):
        monkeypatch.setenv("DRAIN_SECONDS", enough)
        expect(look("settings: draining"), "ok")


# --- The address that visitors use -------------------------------------------------------------------------------------


def test_an_address_that_does_not_answer_or_is_not_ours(settings):
    settings.SITE_URL = f"http://localhost:{free_port()}"
    expect(look("site: answers"), "wrong", "ConnectionRefused", "Start the web server")
    settings.SITE_URL = "https://no-such-host.invalid"
    expect(look("site: answers"), "wrong", "no address in DNS", "A or AAAA record")
    answers = {}
    with servers.web(answers) as address:
        settings.SITE_URL = address
        expect(look("site: answers"), "wrong", "404", "pass all paths")
        answers["/health/ready"] = 301, {"Location": f"{address}/health/ready"}, ""
        expect(look("site: answers"), "wrong", "circle", "CLIENT_SCHEME_HEADER")
        answers["/health/ready"] = 503, {}, '{"ready": false, "cache": "ConnectionError"}'
        expect(look("site: answers"), "wrong", "isn't ready: cache")
        answers["/health/ready"] = 200, {}, '{"ready": true}'
        expect(look("site: answers"), "ok")
        settings.SECURE_HSTS_SECONDS = 1000
        expect(look("site: HTTPS only"), "warning", "aren't told", "Strict-Transport-Security")
        answers["/health/live"] = 200, {"Strict-Transport-Security": "max-age=1000"}, "ok"
        expect(look("site: HTTPS only"), "ok")


@pytest.mark.parametrize(("days", "state"), [(3, "wrong"), (12, "warning"), (60, "ok")])
def test_a_certificate_that_ends(settings, tmp_path, monkeypatch, days, state):
    certificate, key = servers.certificate(tmp_path, days=days)
    with servers.web({}, certificate=certificate, key=key) as address:
        settings.SITE_URL = address
        expect(look("site: certificate"), "wrong", "browsers refuse it", "Renew")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        found = look("site: certificate", now=today())
        expect(found, state, f"in {days} days", *(["Renew"] if state != "ok" else []))
    expect(look("site: certificate"), "wrong", "no TLS", "port 443")


@pytest.mark.django_db
def test_a_proxy_that_keeps_visitors_addresses_to_itself(settings):
    settings.LOCAL = False
    members = [a_user(f"m{number}@example.com") for number in range(9)]
    sessions = [
        UserSession(user=one, ip="10.0.0.7", session_key=f"key-{one.pk}", user_agent="x", last_seen_at=NOW)
        for one in members
    ]
    UserSession.objects.bulk_create(sessions)
    expect(look("site: visitors' addresses"), "wrong", "10.0.0.7", "CLIENT_ADDRESS_HEADER")
    UserSession.objects.filter(user=members[0]).update(ip="203.0.113.9")
    expect(look("site: visitors' addresses"), "ok")
    expect(look("site: staff"), "warning", "createsuperuser")
    User.objects.create_superuser("root@example.com", "correct horse battery")
    expect(look("site: staff"), "ok")


# --- The database -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_database_of_another_release():
    with connection.cursor() as cursor:
        expect(look("database: migrations"), "ok")
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('jobs', '9999_from_the_future', now())"
        )
        expect(look("database: migrations"), "warning", "jobs.9999_from_the_future", "A newer release")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'ads'")
        expect(look("database: migrations"), "wrong", "ads.0001", "`manage.py release`")


@pytest.mark.django_db
def test_a_database_without_its_extension_or_with_another_sort_order():
    with connection.cursor() as cursor:
        expect(look("database: extensions"), "ok")
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        expect(look("database: extensions"), "wrong", "pg_trgm", "CREATE EXTENSION")
        cursor.execute(
            "SELECT pg_database_collation_actual_version(oid) FROM pg_database WHERE datname = current_database()"
        )
        [has_version] = cursor.fetchone()
        cursor.execute("UPDATE pg_database SET datcollversion = '0.1' WHERE datname = current_database()")
        expect(look("database: sort order"), *(("wrong", "0.1", "REINDEX") if has_version else ("ok",)))


@pytest.mark.django_db
def test_more_threads_than_connections(monkeypatch):
    expect(look("database: connections"), "ok")
    monkeypatch.setenv("WEB_THREADS", "500")
    expect(look("database: connections"), "wrong", "2 × 500", "PgBouncer")


@pytest.mark.django_db
def test_a_transaction_that_never_ends(other):
    with other.transaction():
        other.execute("SELECT 1")
        found = look("database: long transactions", old=dt.timedelta(0))
        expect(found, "warning", f"pg_terminate_backend({other.info.backend_pid})", "idle in transaction")
        expect(look("database: long transactions"), "ok")


@pytest.mark.django_db(transaction=True)
def test_an_index_that_could_not_be_built(other):
    other.execute("CREATE TABLE twice AS SELECT 1 AS value FROM generate_series(1, 2)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        other.execute("CREATE UNIQUE INDEX CONCURRENTLY broken_index ON twice (value)")
    expect(look("database: indexes"), "wrong", "broken_index", "REINDEX INDEX CONCURRENTLY")
    other.execute("DROP TABLE twice")
    expect(look("database: indexes"), "ok")


@pytest.mark.django_db
def test_a_replication_slot_that_nobody_reads(other):
    other.execute("SELECT pg_create_physical_replication_slot('abandoned', true)")
    try:
        expect(look("database: replication"), "warning", "abandoned", "pg_drop_replication_slot")
    finally:
        other.execute("SELECT pg_drop_replication_slot('abandoned')")
    expect(look("database: replication"), "ok")


@pytest.mark.django_db
def test_a_database_that_forgets_in_a_crash(settings):
    """The servers of tests do."""
    expect(look("database: durability"), "ok")
    settings.LOCAL = False
    expect(look("database: durability"), "wrong", "fsync", "postgresql.conf")


# --- Backups ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_backups_that_are_not_made_or_not_proved(settings):
    settings.LOCAL = False
    expect(look("backups: age"), "wrong", "none was ever made", "manage.py backup")
    newest = Backup.objects.create(name="20261129T031500Z", taken_at=NOW - 30 * HOUR, seconds=1, size=1)
    expect(look("backups: age"), "wrong", "30 hours old", "timer")
    newest.taken_at = NOW - HOUR
    newest.save()
    expect(look("backups: age"), "ok")
    expect(look("backups: proof"), "warning", "manage.py verify_backup")
    Backup.objects.update(verified_at=NOW, problem="jobs_job has 3 rows instead of 4")
    expect(look("backups: proof"), "wrong", "3 rows instead of 4")
    Backup.objects.update(problem="")
    expect(look("backups: proof"), "ok")
    expect(look("backups: copy"), "ok", "no bucket is set")
    settings.BACKUPS = replace(settings.BACKUPS, bucket=Bucket("copies", "https://s3.example.org", "", "k", "s"))
    expect(look("backups: copy"), "wrong", "copies has none of the last day; there was never one", "timer")
    Backup.objects.create(name="20261127T031500Z", taken_at=NOW - 60 * HOUR, seconds=1, size=1, copied_at=NOW)
    expect(look("backups: copy"), "wrong", "the last one is 20261127T031500Z")
    Backup.objects.update(copied_at=NOW)
    expect(look("backups: copy"), "ok", "copies has 20261129T031500Z")


# --- Valkey -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """A server of its own, to be set up badly."""
    server = Valkey(tmp_path_factory.mktemp("valkey"), throwaway=True)
    yield server.start()
    server.stop()


def test_a_server_for_broker_and_cache_may_evict_pages_and_never_tasks(monkeypatch, second):
    with redis.Redis.from_url(second) as client:
        monkeypatch.setattr("operations.doctor.valkey.broker", lambda: contextlib.nullcontext(client))
        client.config_set("maxmemory", 100_000_000)
        client.config_set("maxmemory-policy", "volatile-lru")
        expect(look("broker: policy"), "ok", "volatile-lru")
        client.config_set("maxmemory-policy", "allkeys-lru")
        expect(look("broker: policy"), "wrong", "queued tasks can be evicted", "volatile-lru", "noeviction")
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", 0)


def test_a_cache_that_evicts_is_full_or_follows_another(settings, second):
    settings.CACHE_URL = second
    with redis.Redis.from_url(second) as client:
        expect(look("cache: policy"), "ok")
        client.config_set("maxmemory-policy", "allkeys-lru")
        expect(look("cache: policy"), "warning", "allkeys-lru", "volatile-lru")
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", int(client.info("memory")["used_memory"] * 1.02))
        expect(look("cache: policy"), "wrong", "nothing is evicted", "Raise maxmemory")
        client.config_set("maxmemory", 0)
        expect(look("cache: writes"), "ok")
        client.replicaof("127.0.0.1", free_port())
        expect(look("cache: writes"), "wrong", "replica", "Point the setting to the primary")
        client.replicaof("no", "one")
    expect(look("cache: own database"), "ok")
    settings.CACHE_URL = current_app.conf.broker_url
    expect(look("cache: own database"), "wrong", "different numbers")
    settings.CACHE_URL = f"redis://127.0.0.1:{free_port()}/1"
    expect(look("cache: reach"), "wrong", "CACHE_URL")


# --- Clocks -------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("off", "state"), [(0, "ok"), (90, "wrong"), (-8, "warning")])
def test_a_clock_that_is_wrong(off, state, stand_in):
    for name in ("clock: database", "clock: Valkey", "clock: Stripe"):
        found = look(name, clock=lambda: time.time() + off)
        expect(found, state, *({0: ["agrees"], 90: ["ahead of", "timedatectl"], -8: ["behind", "chrony"]}[off]))


# --- Work ---------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_scheduler_that_does_not_run():
    expect(look("work: beat"), "wrong", "never ran", "Start beat")
    Sending.objects.update_or_create(pk=1, defaults={"beat_at": NOW - HOUR})
    expect(look("work: beat"), "wrong", "60 minutes ago", "Start beat")
    Sending.objects.update(beat_at=NOW - MINUTE)
    expect(look("work: beat"), "ok")


@pytest.mark.django_db
def test_figures_that_were_never_loaded():
    DataRelease.objects.all().delete()
    Occupation.objects.all().delete()
    expect(look("work: published figures"), "wrong", "`manage.py load_occupations`")


def test_no_worker():
    expect(look("work: workers"), "wrong", "celery -A jobboard worker")


def test_a_model_a_scanner_and_push(settings):
    settings.ADVICE_BASE_URL = f"http://127.0.0.1:{free_port()}/v1"
    expect(look("work: model"), "wrong", "ADVICE_BASE_URL")
    with servers.web({"*": (401, {}, "who are you?")}) as address:
        settings.ADVICE_BASE_URL = f"{address}/v1"
        expect(look("work: model"), "wrong", "ADVICE_API_KEY")
    settings.VIRUS_SCANNER = f"tcp://127.0.0.1:{free_port()}"
    expect(look("work: virus scanner"), "wrong", "clamd")
    settings.APP_WORKER = False
    settings.VAPID_PRIVATE_KEY = settings.VAPID_PRIVATE_KEY or "x"
    expect(look("work: notifications"), "warning", "APP_WORKER")


# --- Payments -----------------------------------------------------------------------------------------------------------


def test_an_account_at_stripe_that_is_half_set_up(settings, stand_in):
    wanted = f"{settings.SITE_URL}/billing/webhook/"
    expect(look("stripe: account"), "ok")
    expect(look("stripe: webhook"), "wrong", wanted, "STRIPE_WEBHOOK_SECRETS")
    stand_in.control("webhooks", mode="drop", url="http://127.0.0.1:1/elsewhere/")
    expect(look("stripe: webhook"), "wrong", "others: http://127.0.0.1:1/elsewhere/")
    stand_in.control("webhooks", mode="drop", url=wanted, events=["invoice.paid", "customer.subscription.created"])
    expect(look("stripe: webhook"), "wrong", "charge.dispute.created", "Add these events")
    stand_in.control("webhooks", mode="drop", url=wanted, status="disabled")
    expect(look("stripe: webhook"), "wrong", "disabled", "Enable it")
    stand_in.control("webhooks", mode="drop", url=wanted)
    expect(look("stripe: webhook"), "ok")
    expect(look("stripe: prices"), "ok", "plus_monthly")
    settings.LOCAL = False
    expect(look("stripe: mode"), "warning", "test mode", "live")
    settings.STRIPE_SECRET_KEY = "sk_live_of_somebody_else"
    found = look("stripe: account")
    expect(found, "wrong", "refuses the key", "STRIPE_SECRET_KEY")
    assert "somebody" not in found[1]


def test_prices_that_stripe_does_not_have(stand_in, monkeypatch):
    raised = replace(plans.PLUS, prices=(replace(plans.MONTHLY, amount=900),))
    monkeypatch.setattr(plans, "PLUS", raised)
    expect(look("stripe: prices"), "wrong", "plus_monthly", "`manage.py stripe_catalog`")


# --- Files --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(settings, tmp_path):
    """Members' files in a folder of the test."""

    def use(path):
        entry = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(path)}}
        settings.STORAGES = {**settings.STORAGES, "private": entry}
        return path

    return use


@pytest.mark.django_db
def test_a_folder_that_is_not_mounted(folder, tmp_path):
    """It takes files, so only those that should be in it tell."""
    folder(tmp_path / "files")
    expect(look("files: rows"), "ok", "0 of the newest 0")
    name = a_file(user := a_user())
    a_file(user, key="second")
    expect(look("files: rows"), "ok", "2 of the newest 2")
    (tmp_path / "files" / name).unlink()
    expect(look("files: rows"), "ok", "1 of the newest 2")
    folder(tmp_path / "elsewhere").mkdir(mode=0o700)
    expect(look("files: members'"), "ok")
    expect(look("files: rows"), "wrong", "2 of the newest 2 files that rows name aren't there", "MEMBER_FILES_DIR")


def test_a_folder_that_can_not_be_written_is_open_to_all_or_full(folder, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    folder(tmp_path / "file")
    expect(look("files: members'"), "wrong", "file", "chown")
    place = folder(tmp_path / "files")
    place.mkdir(mode=0o755)
    expect(look("files: members'"), "warning", "chmod o-rwx")
    place.chmod(0o700)
    expect(look("files: members'"), "ok")
    assert [path for path in place.rglob("*") if path.is_file()] == []  # the probe is gone
    expect(look("files: disk"), "ok")
    monkeypatch.setattr(files, "TOO_LOW", 2**60)
    expect(look("files: disk"), "wrong", "GB free", "Delete old backups")
