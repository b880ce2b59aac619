"""Figures read at each request of Prometheus: alerts, emails, billing, database and broker.

Each source is read on its own. One that fails says so with ``jobboard_source_up``, and the others are still there.
"""

import datetime as dt
import logging
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection, connections
from prometheus_client.core import GaugeMetricFamily

from alerts.health import Health, Queue, Waiting, health, notifications_waiting, queues
from billing import reconcile
from operations.backups.status import BackupStatus, backup_status
from toolkit.database import REPLICA
from toolkit.database.replica import is_same_database

logger = logging.getLogger(__name__)
Gauge = tuple[str, str, float]  # name, description, value
Source = Callable[[dt.datetime], Iterator[GaugeMetricFamily]]


class Figures:
    """For a registry of the official client: the figures of one moment."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("jobboard_source_up", "1 if these figures could be read.", labels=["source"])
        for name, source in SOURCES.items():
            try:
                found = list(source(self.now))
            except Exception as error:
                logger.warning("Metrics of %s can't be read (%s)", name, type(error).__name__)
                up.add_metric([name], 0)
            else:
                up.add_metric([name], 1)
                yield from found
        yield up


def _families(gauges: Iterable[Gauge]) -> Iterator[GaugeMetricFamily]:
    for name, means, value in gauges:
        yield GaugeMetricFamily(name, means, value=float(value))


def alert_metrics(found: Health) -> Iterator[Gauge]:
    is_paused = found.held_up == "staff"
    yield "jobboard_alerts_due", "Alerts that are due and have no digest yet.", found.due
    yield (
        "jobboard_alerts_oldest_due_seconds",
        "Age of the oldest alert or digest that is due.",
        _seconds(found.oldest, 0),
    )
    yield "jobboard_alerts_digests_planned", "Digests waiting to be sent.", found.planned
    yield "jobboard_alerts_digests_sending", "Digests that a worker is sending.", found.sending
    yield "jobboard_alerts_digests_per_minute", "Digests sent per minute, over the last ten minutes.", found.a_minute
    yield "jobboard_alerts_digests_sent_24h", "Digests sent in the last 24 hours.", found.sent
    yield "jobboard_alerts_digests_failed_24h", "Digests planned in the last 24 hours that failed.", found.failed
    yield "jobboard_alerts_beat_age_seconds", "Time since beat last ran.", _seconds(found.beat, math.inf)
    yield "jobboard_alerts_paused", "1 while staff have paused all sending.", is_paused
    yield (
        "jobboard_alerts_circuit_open",
        "1 while the mail server refuses us or doesn't respond.",
        bool(found.held_up) and not is_paused,
    )


def notification_metrics(found: Waiting) -> Iterator[Gauge]:
    yield "jobboard_alerts_notifications_waiting", "Notifications that are due.", found.number
    yield (
        "jobboard_alerts_notifications_oldest_seconds",
        "Age of the oldest notification that is due.",
        _seconds(found.oldest, 0),
    )


def email_metrics(found: Iterable[Queue]) -> Iterator[Gauge]:
    for one in found:
        yield f"jobboard_{one.key}_emails_waiting", "Emails waiting to be sent.", one.waiting
        yield (
            f"jobboard_{one.key}_emails_oldest_seconds",
            "Age of the oldest email that is waiting.",
            _seconds(one.oldest, 0),
        )
        yield f"jobboard_{one.key}_emails_failed_24h", "Emails that failed in the last 24 hours.", one.failed


def billing_metrics() -> Iterator[Gauge]:
    """Yields metrics of the last reconciliation; none if it didn't run within a week."""
    report = reconcile.last_report()
    if report:
        named = ("differing", "unlisted", "failed", "strangers", "duplicates")
        found: list[Any] = [report.get(name, ()) for name in named]
        yield (
            "jobboard_billing_drift",
            "Differences from Stripe that the last reconciliation found.",
            sum(map(len, found)),
        )


def database_metrics() -> Iterator[GaugeMetricFamily]:
    """Connections to our database, as the server sees them; and how many it allows to all databases together."""
    by_state = GaugeMetricFamily(
        "jobboard_database_connections", "Connections to the site's database.", labels=["state"]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(state, 'other'), count(*), pg_database_size(current_database()), "
            "current_setting('max_connections')::int FROM pg_stat_activity "
            "WHERE datname = current_database() GROUP BY 1"
        )
        rows = cursor.fetchall()
    for state, number, _size, _limit in rows:
        by_state.add_metric([state], number)
    yield by_state
    _state, _number, size, limit = rows[0]  # this connection is one
    yield from _families(
        [
            ("jobboard_database_connections_limit", "Connections that PostgreSQL allows.", limit),
            ("jobboard_database_size_bytes", "Size of the site's database.", size),
        ]
    )


def broker_metrics() -> Iterator[Gauge]:
    """Messages that no worker has taken. Waits two seconds for a broker that is down."""
    queue = current_app.conf.task_default_queue
    with current_app.connection_for_write() as broker:
        try:
            channel: Any = broker.default_channel
            waiting = channel.queue_declare(queue=queue, passive=True).message_count
        except broker.channel_errors:  # a queue that nothing was ever sent to isn't there
            waiting = 0
    yield "jobboard_broker_queue_length", "Tasks waiting for a worker.", waiting


def replica_metrics() -> Iterator[GaugeMetricFamily]:
    """How far the replica is behind: not at all if it has replayed what the primary had on its disk a moment before, else the age
    of what it replayed last. Infinitely if it was promoted, is of another database, or has replayed
    nothing since its start."""
    if REPLICA not in settings.DATABASES:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_flush_lsn()")
        written = cursor.fetchone()
    with connections[REPLICA].cursor() as cursor:
        cursor.execute(
            "SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL WHEN pg_last_wal_replay_lsn() >= %s::pg_lsn THEN 0 "
            "ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END",
            written,
        )
        [behind] = cursor.fetchone()
    if not is_same_database():
        behind = None
    lag = GaugeMetricFamily("jobboard_replica_lag_seconds", "How far this replica is behind.", labels=["replica"])
    lag.add_metric([REPLICA], math.inf if behind is None else float(behind))
    yield lag


def backup_metrics(found: BackupStatus) -> Iterator[Gauge]:
    """Yields nothing where nobody ever made a backup and none is set up."""
    if found.age is None and not found.is_set_up:
        return
    yield "jobboard_backup_age_seconds", "Age of the newest backup.", _seconds(found.age, math.inf)
    yield (
        "jobboard_backup_verified_age_seconds",
        "Age of the newest backup that was restored and compared.",
        _seconds(found.verified_age, math.inf),
    )
    yield "jobboard_backup_size_bytes", "Size of the newest backup.", found.size or 0


def _seconds(time: dt.timedelta | None, otherwise: float) -> float:
    return time.total_seconds() if time is not None else otherwise


SOURCES: dict[str, Source] = {
    "alerts": lambda now: _families(alert_metrics(health(now))),
    "notifications": lambda now: _families(notification_metrics(notifications_waiting(now))),
    "emails": lambda now: _families(email_metrics(queues(now))),
    "billing": lambda _now: _families(billing_metrics()),
    "database": lambda _now: database_metrics(),
    "replica": lambda _now: replica_metrics(),
    "backups": lambda now: _families(backup_metrics(backup_status(now))),
    "broker": lambda _now: _families(broker_metrics()),
}
