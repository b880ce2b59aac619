"""Production refuses to start on a missing or insecure value and says which one."""

import os
import re
import runpy
import subprocess
import sys

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from local.files import free_port
from toolkit.environment import Environment, SettingError

GOOD = {
    "SECRET_KEY": "kX9-vQ2_mZ7fT4bN8cW1yR6uE3pL5sA0dH2jG9kX9-vQ2_mZ7fT4b",
    "SITE_URL": "https://jobs.example.com",
    "DATABASE_URL": "postgresql://user:secret@127.0.0.1/jobboard",
    "REDIS_URL": "redis://127.0.0.1/0",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.com:587",
    "DEFAULT_FROM_EMAIL": "Jobs <jobs@example.com>",
    "STRIPE_SECRET_KEY": "sk_live_0123456789",
    "STRIPE_WEBHOOK_SECRETS": "whsec_0123456789",
}


def start(code="", **changes):
    environment = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "VIRTUAL_ENV") if name in os.environ}
    code = (
        code
        or "import django.conf; django.conf.settings.SECRET_KEY; s = django.conf.settings; print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.EMAIL_BACKEND)"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=30,
        env={**inherited, **environment, "DJANGO_SETTINGS_MODULE": "jobboard.settings"},
    )  # fmt: skip


def read_settings(monkeypatch, **changes):
    """The settings of an environment of its own, as a fresh process would read them. What a process says that can't read them is
    shown by `test_every_process_ends_with_the_sentence_alone`."""
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in {**GOOD, **changes}.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    return runpy.run_path(str(settings.BASE_DIR / "jobboard" / "settings.py"))


def test_a_complete_environment_starts_safely():
    done = start()
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False", "True", "True", "django.core.mail.backends.smtp.EmailBackend"]


PROVIDERS = {
    "postmark": ("POSTMARK_SERVER_TOKEN", "postmark"),
    "ses": ("AWS_DEFAULT_REGION", "amazon_ses"),
    "mailgun": ("MAILGUN_API_KEY", "mailgun"),
    "brevo": ("BREVO_API_KEY", "brevo"),
}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_provider_takes_the_place_of_smtp_and_needs_its_key(monkeypatch, provider):
    key, backend = PROVIDERS[provider]
    settings_read = read_settings(monkeypatch, EMAIL_URL=None, EMAIL_PROVIDER=provider, **{key: "of-the-provider"})
    assert settings_read["EMAIL_BACKEND"] == f"anymail.backends.{backend}.EmailBackend"
    with pytest.raises(SettingError, match=f"^{key} is not set"):
        read_settings(monkeypatch, EMAIL_URL=None, EMAIL_PROVIDER=provider)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_value_is_named(monkeypatch, name):
    with pytest.raises(SettingError, match=f"^{name} is not set"):
        read_settings(monkeypatch, **{name: None})


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("SECRET_KEY", "short", "50 random characters"),
        ("SECRET_KEY", "a" * 60, "50 random characters"),
        ("SITE_URL", "http://jobs.example.com", "https://"),
        ("SITE_URL", "jobs.example.com", "full address"),
        ("ALLOWED_HOSTS", "*", "name the hosts"),
        ("DEBUG", "1", "must be off"),
        ("JOBBOARD_LOCAL", "1", "one machine"),
        ("FETCH_LOOPBACK", "1", "must be off"),
        ("ADMIN_NEEDS_SECOND_FACTOR", "0", "must be on"),
        ("STRIPE_API_BASE", "http://127.0.0.1:8027", "must be empty"),
        ("EMAIL_PROVIDER", "pigeon", "postmark, ses, mailgun or brevo"),
        ("EMAIL_WEBHOOK_SECRETS", "short:secret", "at least 20"),
        ("EMAIL_WEBHOOK_SECRETS", "long-enough-but-no-name", "name:password"),
        ("METRICS_TOKEN", "short", "at least 20"),
        ("PUSH_SERVICES", "*", "name the hosts"),
        ("SENTRY_DSN", "http://key@errors.example.org/1", "https://"),
        ("SENTRY_DSN", "https://errors.example.org/1", "full address"),
        ("WORKER_METRICS", "127.0.0.1:9101", "METRICS_TOKEN must be set too"),
        ("VAPID_PRIVATE_KEY", "short", "make_vapid_keys"),
        ("STRIPE_SECRET_KEY", "pk_live_0123456789", "secret or restricted key"),
    ],
)
def test_an_insecure_value_is_refused_and_named(monkeypatch, name, value, why):
    with pytest.raises(SettingError) as problem:
        read_settings(monkeypatch, **{name: value})
    assert name in str(problem.value)
    assert why in str(problem.value)


LOCAL = {"JOBBOARD_LOCAL": "1", "SITE_URL": "http://localhost:8000"}
NUMBERS = (
    "SLOW_QUERY_MS",
    "SENTRY_TRACES_PERCENT",
    "CONN_MAX_AGE",
    "EMAIL_TIMEOUT",
    "ALERT_SENDERS",
    "ALERT_DOUBT_SECONDS",
    "TRUSTED_PROXY_COUNT",
)


@pytest.mark.parametrize(("given", "of_subdomains"), [(None, False), ("1", True)])
def test_https_is_promised_for_other_hosts_of_the_domain_only_if_asked(given, of_subdomains):
    code = "import django.conf; s = django.conf.settings; print(s.SECURE_HSTS_SECONDS > 0, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
    done = start(code=code, HSTS_PRELOAD=given)
    assert done.stdout.split() == ["True", str(of_subdomains), str(of_subdomains)], done.stderr


FLAGS = (
    "JOBBOARD_LOCAL",
    "DEBUG",
    "ADMIN_NEEDS_SECOND_FACTOR",
    "FETCH_LOOPBACK",
    "STRIPE_AUTOMATIC_TAX",
    "HSTS_PRELOAD",
)
NONSENSE = [
    *((name, value) for name in NUMBERS for value in ("-1", "two", "1.5", "1_0", "٣", "99999999999999999999")),
    *((name, value) for name in FLAGS for value in ("perhaps", "2", "-1")),
    *(
        (name, value)
        for name in ("REDIS_URL", "CACHE_URL", "CELERY_BROKER_URL")
        for value in ("localhost:6379", "http://h/", "redis://", "redis://h:port/0", "redis://h/name", "redis://h:99999/0", "sentinel://h/0")
    ),
    *(
        ("DATABASE_URL", value)
        for value in (
            "sqlite:///db.sqlite3", "sqlite://:memory:", "mysql://u:p@h/name", "postgis://u:p@h/name", "postgresql://u:p@h/", "nothing",
            "postgresql://u:p@h:port/name", "postgresql://u:p@h:99999/name", "postgresql://u:p/q@h/name",
            "postgresql://u:p@h/name?sslmodus=require", "postgresql://[::1/name",
        )
    ),
    *(("SITE_URL", value) for value in ("https://", "https://h:port", "https://h/path", "https://h?a=1", "https://a b", "ftp://h", "https://u:p@h")),
    *(("EMAIL_URL", value) for value in ("mail.example.com:587", "smtp://", "smtp://h:port", "pigeon://h", "consolemail://", "dummymail://")),
    *((name, "nobody") for name in ("DEFAULT_FROM_EMAIL", "CONTACT_EMAIL", "ALERT_UNSUBSCRIBE_EMAIL")),
    *(("ALLOWED_HOSTS", value) for value in ("https://jobs.example.com", "jobs.example.com:443", ",", "other.example")),
    ("SITE_NAME", "Two\nlines"),
    ("SITE_NAME", "x" * 61),
    *(("VAPID_PRIVATE_KEY", value) for value in ("A" * 43, "_" * 43, "é" * 32, "AQ" * 32)),
    ("STRIPE_WEBHOOK_SECRETS", ","),
    ("MAILGUN_API_URL", "api.eu.mailgun.net"),
    ("STATIC_ROOT", "/"),
    ("STATIC_ROOT", str(settings.BASE_DIR)),
    ("STATIC_ROOT", str(settings.BASE_DIR / "static")),
    ("LOG_LEVEL", "LOUD"),
    ("LOG_FORMAT", "yaml"),
    ("ACCESS_LOG", "perhaps"),
    ("REQUEST_ID_HEADER", "X-Request-ID"),
    ("METRICS_DIR", "metrics"),
    *(("SENTRY_DSN", value) for value in ("errors.example.org", "https://key@errors.example.org", "ftp://key@h/1")),
    *(("WORKER_METRICS", value) for value in ("9101", "host", "host:port", "http://host:1", "host:0", "host:65536", "[::1]:99999")),
    *(("MEMBER_FILES_DIR", value) for value in ("/", str(settings.BASE_DIR / "static" / "files"), str(settings.BASE_DIR / "staticfiles"))),
    ("MEMBER_FILES_ENDPOINT", "s3.example.org"),
    *(
        ("VIRUS_SCANNER", value)
        for value in ("clamd:3310", "tcp://clamd", "tcp://clamd:port", "tcp://clamd:3310/scan", "unix://clamd.ctl", "http://clamd:3310")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), NONSENSE)
def test_nonsense_is_refused_by_a_sentence_that_names_the_variable(monkeypatch, name, value):
    with pytest.raises(SettingError) as problem:
        read_settings(monkeypatch, **{name: value})
    assert str(problem.value).startswith(name)
    assert str(problem.value).endswith(".")


@pytest.mark.parametrize(("one", "other"), [("ID", "SECRET"), ("SECRET", "ID")])
def test_half_a_pair_of_keys_is_refused(monkeypatch, one, other):
    with pytest.raises(SettingError, match=f"GITHUB_CLIENT_{other} must be set too"):
        read_settings(monkeypatch, **{f"GITHUB_CLIENT_{one}": "x"})


@pytest.mark.parametrize(("one", "other"), [("ACCESS", "SECRET"), ("SECRET", "ACCESS")])
def test_half_a_pair_of_keys_of_the_file_server_is_refused(monkeypatch, one, other):
    with pytest.raises(SettingError, match=f"MEMBER_FILES_{other}_KEY must be set too"):
        read_settings(monkeypatch, **{f"MEMBER_FILES_{one}_KEY": "x"})


def test_a_file_server_needs_a_bucket(monkeypatch):
    with pytest.raises(SettingError, match="MEMBER_FILES_BUCKET must be set too"):
        read_settings(monkeypatch, MEMBER_FILES_REGION="eu-1")


def test_files_are_in_a_folder_or_a_bucket(monkeypatch):
    assert read_settings(monkeypatch, MEMBER_FILES_DIR="/data")["STORAGES"]["private"]["OPTIONS"]["location"] == "/data"
    given = {"MEMBER_FILES_BUCKET": "files", "MEMBER_FILES_ENDPOINT": "https://s3.example.org"}
    private = read_settings(monkeypatch, **given)["STORAGES"]["private"]
    assert private["OPTIONS"] == {"bucket_name": "files", "endpoint_url": "https://s3.example.org"}


def test_no_setting_is_read_beside_the_readers():
    source = (settings.BASE_DIR / "jobboard" / "settings.py").read_text()
    assert re.findall(r"os\.(?:environ(?!\))|getenv)", source) == []


def test_a_password_is_never_repeated(monkeypatch):
    for name, value in (
        ("DATABASE_URL", "mysql://u:hunter2@h/n"),
        ("REDIS_URL", "redis://:hunter2@h:port"),
        ("REDIS_URL", "sentinel://:hunter2@h:port/0?primary=jobboard"),
        ("EMAIL_URL", "smtp://u:hunter2@"),
    ):
        with pytest.raises(SettingError) as problem:
            read_settings(monkeypatch, **{name: value})
        assert "hunter2" not in str(problem.value)


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("DATABASE_URL", "postgres://u:p%2Fq@h:5433/name?sslmode=require", {"PASSWORD": "p/q", "PORT": 5433, "DISABLE_SERVER_SIDE_CURSORS": False}),
        ("DATABASE_URL", "postgresql:///name", {"NAME": "name"}),
        ("DATABASE_URL", "postgresql://u:p@one,two/name", {"HOST": "one,two"}),
    ],
)  # fmt: skip
def test_what_postgresql_knows_is_taken(monkeypatch, name, value, read):
    database = read_settings(monkeypatch, **{name: value})["DATABASES"]["default"]
    assert {key: database[key] for key in read} == read


def test_a_replica_and_a_pooler_are_off_unless_they_are_set(monkeypatch):
    plain = read_settings(monkeypatch)
    assert (list(plain["DATABASES"]), plain["DATABASE_ROUTERS"]) == (["default"], [])
    both = read_settings(
        monkeypatch, DATABASE_REPLICA_URL="postgresql://u:p@replica/name", DATABASE_POOLER="transaction"
    )
    assert both["DATABASES"]["replica"]["HOST"] == "replica"
    assert both["DATABASES"]["replica"]["TEST"] == {"MIRROR": "default"}
    assert both["DATABASE_ROUTERS"] == ["toolkit.database.replica.Router"]
    for database in both["DATABASES"].values():
        assert database["DISABLE_SERVER_SIDE_CURSORS"] is True
        assert database["OPTIONS"]["prepare_threshold"] is None


@pytest.mark.parametrize(
    ("value", "read"), [("1", True), ("TRUE", True), (" on ", True), ("0", False), ("No", False), ("", False)]
)
def test_switches_are_read_in_every_usual_spelling(monkeypatch, value, read):
    assert read_settings(monkeypatch, **{**LOCAL, "DEBUG": value})["DEBUG"] is read


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_whatever_a_variable_holds_it_is_read_or_refused_by_name(value):
    env = Environment({"X": value})
    for reader in (
        lambda: env.text("X"), lambda: env.flag("X", default=False), lambda: env.number("X", 1, at_least=0, at_most=9), lambda: env.items("X"),
        lambda: env.hosts("X", []), lambda: env.email("X"), lambda: env.redis("X"), lambda: env.database("X"),
        lambda: env.origin("X", example="https://a"), lambda: env.mail_server("X", printing=True), lambda: env.choice("X", ("a", "b"), "a"),
    ):  # fmt: skip
        try:
            reader()
        except SettingError as problem:
            assert str(problem).startswith("X ")  # noqa: PT017 - most values are fine for some of the readers


PROCESSES = {
    "a command": ("manage.py", "check"),
    "the steps of a local site": ("-m", "local.run_steps", "check"),
    "the worker": ("-m", "celery", "-A", "jobboard", "worker"),
    "beat": ("-m", "celery", "-A", "jobboard", "beat", "--schedule=/nonexistent/schedule"),
    "the web server": ("-m", "operations.web"),
}


@pytest.mark.parametrize("process", PROCESSES)
def test_every_process_ends_with_the_sentence_alone(process):
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, *PROCESSES[process]], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60,
        env={**inherited, **GOOD, "DATABASE_URL": "sqlite:///db.sqlite3", "WEB_PORT": str(free_port())},
    )  # fmt: skip
    assert done.returncode != 0
    assert "DATABASE_URL must be a PostgreSQL address" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
