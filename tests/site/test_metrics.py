"""Figures for Prometheus: for whoever has the token."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.core.cache import cache

from alerts import delivery_state
from billing import reconcile
from mail import circuit_breaker
from mail.circuit_breaker import Stream
from mail.delivery_errors import DeliveryError, Stage
from operations.metrics import figures
from operations.models import Backup
from tests.alerts.support import HOUR, MONDAY, an_alert, listed, run
from tests.factories import a_user

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-many-characters"


@pytest.fixture(autouse=True)
def monday(monkeypatch, settings):
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)


def read(client):
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
    found = dict(re.findall(r"^(jobboard_\w+(?:{[^}]*})?) (\S+)$", text, re.MULTILINE))
    for name in {name.partition("{")[0] for name in found}:
        assert f"# HELP {name} " in text
        assert f"# TYPE {name} gauge\n" in text
    return {name.removeprefix("jobboard_"): float(value) for name, value in found.items()}


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer ", "Bearer a-wrong-token", TOKEN, f"Basic {TOKEN}"])
def test_without_the_token_it_is_not_there(client, shown):
    assert client.get("/metrics", headers={"Authorization": shown}).status_code == 404


def test_while_no_token_is_set_it_is_not_there(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_a_site_without_alerts(client):
    found = read(client)
    assert found["alerts_beat_age_seconds"] == float("inf")
    counts = {
        name: value
        for name, value in found.items()
        if not name.startswith(("source_up", "database_", "alerts_beat", "broker", "backup"))
    }
    assert len(counts) > 15
    assert set(counts.values()) == {0}
    assert "billing_drift" not in found


def test_database_and_broker(client):
    found = read(client)
    connections = sum(value for name, value in found.items() if name.startswith("database_connections{"))
    assert 1 <= connections < found["database_connections_limit"]
    assert found["database_size_bytes"] > 1_000_000
    assert found["broker_queue_length"] >= 0
    assert {value for name, value in found.items() if name.startswith("source_up{")} == {1}


def test_backups(client, settings):
    assert read(client)["backup_age_seconds"] == float("inf"), "set up, and none made"
    settings.BACKUPS = replace(settings.BACKUPS, folder=None)
    assert not any(name.startswith("backup") for name in read(client))
    Backup.objects.create(taken_at=MONDAY - HOUR, name="b", size=5_000, seconds=60, verified_at=MONDAY)
    found = read(client)
    assert (found["backup_age_seconds"], found["backup_verified_age_seconds"]) == (3600, 3600)
    assert found["backup_size_bytes"] == 5_000


def test_a_source_that_fails_is_named_and_the_others_are_there(client, monkeypatch):
    def fail(_now):
        raise OSError

    monkeypatch.setitem(figures.SOURCES, "alerts", fail)
    found = read(client)
    assert found['source_up{source="alerts"}'] == 0
    assert found['source_up{source="emails"}'] == 1
    assert "alerts_due" not in found
    assert "accounts_emails_waiting" in found


def test_the_figures(client):
    for name in ("ada", "bob"):
        an_alert(a_user(f"{name}@example.com"))
    late = an_alert(a_user("cyd@example.com"), weekday=2)
    listed(1, at=MONDAY)
    run(MONDAY - dt.timedelta(minutes=5))
    delivery_state.beat(MONDAY - dt.timedelta(seconds=90))
    late.next_due_at = MONDAY - 3 * HOUR
    late.save()
    cache.set(
        reconcile.LAST, {"at": MONDAY.isoformat(), "differing": ["sub_1"], "strangers": ["sub_2"], "duplicates": []}
    )
    found = read(client)
    assert found["alerts_digests_sent_24h"] == 2
    assert found["alerts_digests_per_minute"] == 0.2
    assert (found["alerts_due"], found["alerts_oldest_due_seconds"]) == (1, 10800)
    assert found["alerts_beat_age_seconds"] == 90
    assert found["billing_drift"] == 2


def test_what_is_put_off_or_failed_or_held_up(client):
    alerts = [an_alert(a_user(f"{name}@example.com")) for name in ("ada", "bob", "cyd", "dan", "eve")]
    for alert, (state, minutes, more) in zip(
        alerts,
        [
            ("planned", 20, {}),
            ("planned", -20, {}),  # put off: nobody waits for it yet
            ("sending", 30, {"lease": "0a1b0a1b-0a1b-0a1b-0a1b-0a1b0a1b0a1b", "leased_until": MONDAY + HOUR}),
            ("failed", 90, {}),
            ("failed", 25 * 60, {}),
        ],
        strict=True,
    ):
        moment = MONDAY - dt.timedelta(minutes=minutes)
        alert.recipient.digests.create(
            slot=moment, state=state, not_before=moment, created_at=min(moment, MONDAY), **more
        )
    circuit_breaker.record_failure(Stream.DIGESTS, DeliveryError(Stage.CONNECT, 535, "no"), now=MONDAY)
    found = read(client)
    assert (found["alerts_digests_planned"], found["alerts_digests_sending"], found["alerts_digests_failed_24h"]) == (
        2,
        1,
        1,
    )
    assert found["alerts_oldest_due_seconds"] == 1800
    assert (found["alerts_circuit_open"], found["alerts_paused"]) == (1, 0)
    delivery_state.pause(by=None, now=MONDAY)
    found = read(client)
    assert (found["alerts_circuit_open"], found["alerts_paused"]) == (0, 1)


def test_it_takes_few_queries(client, django_assert_max_num_queries):
    delivery_state.beat(MONDAY)
    with django_assert_max_num_queries(11):
        read(client)
