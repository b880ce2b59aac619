"""The whole command, in a process of its own: on a set-up with many faults, without any server, and with nothing to say."""

import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
import time

import psycopg
import pytest
import redis
from django.conf import settings
from django.core.management import CommandError, call_command

from local.files import free_port
from local.site import CHECKOUT
from local.valkey import Valkey
from operations.doctor.registry import CHECKS, with_needed
from operations.doctor.results import Check, Options, ok, wrong
from operations.doctor.running import described, run
from tests.factories import NOW
from tests.operations import servers

SECRETS = {
    "SECRET_KEY": "a-secret-key-of-more-than-fifty-characters-0123456789-abcdef",
    "EMAIL_URL": "smtp://board:the-password-of-mail@127.0.0.1:{closed}",
    "METRICS_TOKEN": "the-token-of-metrics-0123456789",
    "ADVICE_API_KEY": "the-key-of-the-model",
}
WORDS_OF_SECRETS = ("a-secret-key-of", "the-password-of-mail", "the-token-of-metrics", "the-key-of-the-model", "sk_test_standin", "whsec_standin")  # fmt: skip


def doctor(*options, **environ):
    """Exit code, and the reports by name; all that was said is free of secrets."""
    inherited = {**os.environ, **environ}
    done = subprocess.run(
        [sys.executable, "manage.py", "doctor", "--json", "--seconds=2", *options], cwd=CHECKOUT, env=inherited, capture_output=True, text=True, timeout=120
    )  # fmt: skip
    for secret in (*WORDS_OF_SECRETS, settings.DATABASES["default"]["PASSWORD"] or "no password"):
        assert secret not in done.stdout + done.stderr
    assert done.stderr == ""
    return done.returncode, {report["name"]: report for report in json.loads(done.stdout)}


@pytest.fixture
def sql_ascii():
    """The address of an empty database that was made without thinking."""
    found = settings.DATABASES["default"]
    server = f"postgresql://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        admin.execute("DROP DATABASE IF EXISTS doctor")
        admin.execute("CREATE DATABASE doctor ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
        yield f"{server}/doctor"
        admin.execute("DROP DATABASE doctor WITH (FORCE)")


@pytest.fixture
def evicting(tmp_path_factory):
    """The address of a server that was set up as a cache only."""
    server = Valkey(tmp_path_factory.mktemp("valkey"), throwaway=True)
    url = server.start()
    with redis.Redis.from_url(url) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        client.config_set("maxmemory", 100_000_000)
    yield url
    server.stop()


# By check: a word of what is said, and one of the advice.
PLANTED = {
    "site: answers": ("not with this site", "pass all paths"),
    "site: certificate": ("in 3 days", "Renew"),
    "database: migrations": ("not applied", "manage.py release"),
    "database: extensions": ("pg_trgm", "CREATE EXTENSION"),
    "database: encoding": ("SQL_ASCII", "UTF8"),
    "database: connections": ("2 × 400", "PgBouncer"),
    "broker: policy": ("allkeys-lru", "noeviction"),
    "cache: policy": ("allkeys-lru", "volatile-lru"),
    "cache: own database": ("same database", "different numbers"),
    "work: workers": ("none answers", "celery -A jobboard worker"),
    "work: model": ("doesn't answer", "ADVICE_BASE_URL"),
    "work: notifications": ("APP_WORKER=0", "APP_WORKER=1"),
    "work: virus scanner": ("refused", "clamd"),
    "mail: server": ("doesn't answer", "EMAIL_URL"),
    "mail: SPF": ("2 SPF records", "Merge"),
    "mail: DKIM": ("key1._domainkey.board.io", "Publish"),
    "mail: DMARC": ("no DMARC policy", "_dmarc.board.io"),
    "mail: MX": ("no MX record", "MX"),
    "settings: former keys": ("1 former", "SECRET_KEY_FALLBACKS"),
    "settings: operator": ("who runs the site", "OPERATOR_NAME"),
    "stripe: webhook": ("isn't sent", "Add these events"),
    "files: members'": ("NotADirectory", "chown"),
    "files: static": ("no manifest", "collectstatic"),
}


def test_every_planted_fault_is_named_with_advice(sql_ascii, evicting, stand_in, tmp_path):
    certificate, key = servers.certificate(tmp_path, days=3)
    (tmp_path / "file").write_text("not a folder")
    records = {("board.io", "TXT"): ['"v=spf1 a ~all"', '"v=spf1 mx ~all"']}
    closed = str(free_port())
    with contextlib.ExitStack() as stack:
        site = stack.enter_context(servers.web({"/": (200, {}, "other")}, certificate=certificate, key=key))
        port = stack.enter_context(servers.nameserver(records))
        stand_in.control("webhooks", mode="drop", url=f"{site}/billing/webhook/", events=["invoice.*"])
        code, reports = doctor(
            f"--dns=127.0.0.1:{port}",
            "--dkim=key1",
            **{name: value.format(closed=closed) for name, value in SECRETS.items()},
            DATABASE_URL=sql_ascii,
            REDIS_URL=evicting,
            CACHE_URL=evicting,
            SITE_URL=site,
            SSL_CERT_FILE=str(certificate),
            DEFAULT_FROM_EMAIL="Board <jobs@board.io>",
            CONTACT_EMAIL="hello@board.io",
            SECRET_KEY_FALLBACKS="a-former-key-of-fifty-characters-0123456789-abcdefghi",
            OPERATOR_NAME="",
            OPERATOR_ADDRESS="",
            WEB_THREADS="400",
            ADVICE_BASE_URL=f"http://127.0.0.1:{closed}/v1",
            ADVICE_MODEL="any",
            APP_WORKER="0",
            VIRUS_SCANNER=f"tcp://127.0.0.1:{closed}",
            MEMBER_FILES_DIR=str(tmp_path / "file"),
            STATIC_ROOT=str(tmp_path / "static"),
            STRIPE_API_BASE=stand_in.url,
        )
    assert code == 1
    for name, (said, advice) in PLANTED.items():
        report = reports[name]
        assert report["state"] in ("wrong", "warning"), report
        assert said in report["said"], report
        assert advice in report["advice"], report
    unplanted = {name for name, report in reports.items() if report["state"] in ("wrong", "warning")} - set(PLANTED)
    assert unplanted == set()
    assert reports["work: beat"]["said"] == "needs “database: migrations”"


def test_without_any_server_it_says_so_and_ends_soon():
    closed = free_port()
    began = time.monotonic()
    code, reports = doctor(
        DATABASE_URL=f"postgresql://jobboard:{settings.DATABASES['default']['PASSWORD']}@127.0.0.1:{closed}/jobboard",
        REDIS_URL=f"redis://127.0.0.1:{closed}/0",
    )
    assert code == 1
    assert time.monotonic() - began < 60
    for name, advice in {
        "database: reach": "DATABASE_URL",
        "broker: reach": "REDIS_URL",
        "cache: reach": "CACHE_URL",
    }.items():
        assert reports[name]["state"] == "wrong"
        assert advice in reports[name]["advice"]
    assert reports["files: members'"]["state"] == "ok"
    assert {reports[name]["state"] for name in ("work: beat", "clock: database", "broker: queue")} == {"not checked"}


def test_people_read_lines_and_timers_only_what_is_not_ok(settings, capsys):
    settings.OPERATOR_NAME, settings.METRICS_TOKEN, settings.LOCAL = "", "", False
    call_command("doctor", "--only=monitoring", no_color=True)
    assert capsys.readouterr().out.splitlines()[0].split(maxsplit=3) == [
        "WARNING",
        "settings:",
        "monitoring",
        "/metrics is off, so no alarm can be set",
    ]
    call_command("doctor", "--only=operator", no_color=True)
    said = capsys.readouterr().out
    assert "→ Set OPERATOR_NAME and OPERATOR_ADDRESS." in said
    assert said.splitlines()[-1] == "1 warning"
    settings.TRUSTED_PROXY_COUNT = 0
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", "--only=settings: proxy", "--quiet", no_color=True)
    assert ended.value.code == 1
    assert capsys.readouterr().out.startswith("WRONG    settings: proxy")
    settings.LOCAL = True
    call_command("doctor", "--only=settings: proxy", "--quiet")
    assert capsys.readouterr().out == ""
    with pytest.raises(CommandError, match="No check has “nonsense”"):
        call_command("doctor", "--only=nonsense")
    for nameserver in ("9.9.9.9:dns", "dns.example.net", "dns.example.net:53", "[::1]:"):
        with pytest.raises(CommandError, match="--dns must be an address"):
            call_command("doctor", "--only=SPF", f"--dns={nameserver}")
    for seconds in ("0", "-1", "nan", "61"):
        with pytest.raises(CommandError, match="--seconds must be more than 0"):
            call_command("doctor", "--only=SPF", f"--seconds={seconds}")
    assert not logging.root.manager.disable


def test_checks_come_with_all_that_they_need():
    """Without a database, a check that needs tables would be said to have failed, as if the doctor were wrong."""
    [wanted] = [check for check in CHECKS if check.name == "mail: waiting"]
    assert [check.name for check in with_needed([wanted])] == [
        "database: reach",
        "database: migrations",
        "mail: waiting",
    ]


def test_a_check_that_hangs_or_breaks_stops_no_other():
    release = threading.Event()
    checks = [
        *(Check(f"hangs {number}", lambda _: release.wait(30) and ok("late"), seconds=0.2) for number in range(8)),
        Check("breaks", lambda _: 1 / 0),
        Check("needs it", lambda _: ok("fine"), needs="breaks"),
        Check("needs that", lambda _: ok("fine"), needs="needs it"),
        Check("is fine", lambda _: ok("fine")),
    ]
    reports = {report.name: report.result for report in run(checks, Options(now=NOW))}
    release.set()
    assert list(reports) == [check.name for check in checks]
    assert reports["hangs 7"].said == "no answer within 0.2 seconds"
    assert reports["breaks"].said == "the check failed: ZeroDivisionError: division by zero"
    assert reports["needs that"].state == "not checked"
    assert reports["is fine"] == ok("fine")


def test_secrets_and_people_are_left_out_of_errors(settings):
    settings.METRICS_TOKEN = "a-token-with-words"
    settings.STORAGES = {**settings.STORAGES, "private": {"OPTIONS": {"secret_key": "of-the-bucket"}}}
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"sentinel_kwargs": {"password": "of-the-sentinels"}}
    said = "of-the-bucket, of-the-sentinels and a-token-with-words"
    checks = [Check("tells all", lambda _: wrong(said, "a-token-with-words"))]
    [report] = run(checks, Options(now=NOW))
    assert (report.result.said, report.result.advice) == ("•••, ••• and •••", "•••")
    assert (
        described(ValueError("user=ada@example.com at redis://:pw@host/0\nmore"))
        == "ValueError: …@example.com at [link]"
    )
