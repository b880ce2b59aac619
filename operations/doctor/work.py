"""Checks of work in the background, and of what it needs."""

import socket
from http.client import HTTPException
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings

from alerts.health import SILENT, health
from alerts.push import keys
from occupations.models import DataRelease, Occupation
from operations.doctor.results import Options, Result, ok, warning, wrong
from operations.doctor.running import described
from operations.doctor.site_address import ask
from toolkit.virus_scan import ScannerUnavailable, VirusFound, scan

ANSWER_SECONDS = 2.0  # that workers have for an answer
FRESH = 180  # seconds since a start, in which beat may not have run yet


def beat(options: Options) -> Result:
    """When the scheduler last ran, which needs beat, the broker and a worker."""
    age = health(options.now).beat
    if age is not None and age <= SILENT:
        return ok(f"ran {int(age.total_seconds())} s ago")
    said = "it never ran" if age is None else f"it last ran {int(age.total_seconds() // 60)} minutes ago"
    running = current_app.control.inspect(timeout=ANSWER_SECONDS).stats() or {}
    since = min((one.get("uptime", FRESH) for one in running.values()), default=FRESH)
    if since < FRESH:  # its first round comes a minute after it started
        return ok(f"{said}, but workers started {since} s ago")
    return wrong(said, "Start beat (`celery -A jobboard beat`) and a worker, and see their logs.")


def workers(options: Options) -> Result:
    found = current_app.control.ping(timeout=ANSWER_SECONDS) or []
    names = sorted(name for answer in found for name in answer)
    if not names:
        return wrong(
            f"none answers within {ANSWER_SECONDS:g} s",
            "Start one (`celery -A jobboard worker`). A busy worker answers too, unless its machine is overloaded.",
        )
    return ok(f"{len(names)}: {', '.join(names[:4])}")


def digests(options: Options) -> Result:
    found = health(options.now)
    if found.is_late and found.held_up != "staff":
        return warning(
            "digests that are due have waited for more than an hour", "Look at Email delivery on the staff site."
        )
    return ok("paused by staff" if found.held_up == "staff" else f"{found.due} due, {found.sent} sent in a day")


def occupations(options: Options) -> Result:
    releases, loaded = DataRelease.objects.current().count(), Occupation.objects.count()
    if not releases or not loaded:
        return wrong(
            "no published figures: guides show no wages, and occupations have no pages",
            "Run `manage.py load_occupations`.",
        )
    return ok(f"{loaded} occupations, {releases} data releases")


def model(options: Options) -> Result:
    """Asks the model's server for its list of models, which costs nothing."""
    if not settings.ADVICE_BASE_URL:
        return ok("none is set; advice is by rules only")
    headers = {"Authorization": f"Bearer {settings.ADVICE_API_KEY}"} if settings.ADVICE_API_KEY else {}
    try:
        answer, _body = ask(f"{settings.ADVICE_BASE_URL}/models", options, headers=headers)
    except (OSError, HTTPException) as error:
        return wrong(f"{_host()} doesn't answer: {described(error)}", "Start the server, or correct ADVICE_BASE_URL.")
    if answer.status in (401, 403):
        return wrong(f"{_host()} refuses the key ({answer.status})", "Correct ADVICE_API_KEY.")
    if answer.status >= 500:
        return warning(f"{_host()} answers {answer.status}", "See its log.")
    return ok(f"{_host()} answers")


def _host() -> str:
    return urlsplit(settings.ADVICE_BASE_URL).netloc


def notifications(options: Options) -> Result:
    """Whether the key fits its curve, and a push service can be reached."""
    if not settings.VAPID_PRIVATE_KEY:
        return ok("off: no VAPID_PRIVATE_KEY")
    if not keys.is_on():
        return warning(
            "a key is set, but APP_WORKER=0 removes what shows notifications",
            "Set APP_WORKER=1, or empty VAPID_PRIVATE_KEY.",
        )
    keys.public_key()
    hosts = [host for host in settings.PUSH_SERVICES if not host.startswith(".")]
    if settings.LOCAL or not hosts:
        return ok("on")
    try:
        socket.create_connection((hosts[0], 443), timeout=options.seconds).close()
    except OSError as error:
        return wrong(
            f"{hosts[0]} can't be reached: {described(error)}",
            "Let workers reach the hosts of PUSH_SERVICES on port 443.",
        )
    return ok(f"on; {hosts[0]} can be reached")


def virus_scanner(options: Options) -> Result:
    if not settings.VIRUS_SCANNER:
        return ok("none is set; uploads aren't scanned")
    try:
        scan(b"A probe of manage.py doctor.")
    except (ScannerUnavailable, VirusFound) as error:
        return wrong(f"every upload is refused: {error}", "Start clamd, and check VIRUS_SCANNER.")
    return ok("it answers")
