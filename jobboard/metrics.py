"""Serves metrics in Prometheus' text format."""

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alerts.health import Health, Queue, Waiting, health, notifications_waiting, queues
from billing import reconcile

Gauge = tuple[str, str, float]  # name, description, value


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Returns the metrics; 404 without the token."""
    shown = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(shown, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    now = timezone.now()
    gauges = [
        *alert_metrics(health(now)),
        *notification_metrics(notifications_waiting(now)),
        *email_metrics(queues(now)),
        *billing_metrics(),
    ]
    lines = [f"# HELP {name} {means}\n# TYPE {name} gauge\n{name} {_number(value)}\n" for name, means, value in gauges]
    return HttpResponse("".join(lines), content_type="text/plain; version=0.0.4; charset=utf-8")


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


def _seconds(time: dt.timedelta | None, otherwise: float) -> float:
    return time.total_seconds() if time is not None else otherwise


def _number(value: float) -> str:
    return "+Inf" if value == math.inf else f"{float(value):.10g}"
