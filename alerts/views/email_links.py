"""Views behind links in emails, without signing in. GET only displays, POST acts, so link scanners change nothing."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alerts import display, services, tokens
from alerts.models import Alert
from alerts.services import AlertRefused
from billing import entitlements
from toolkit.localization import read_by

State = Alert.State
ACTS = {"end", "weekly", "undo", "pause", *(f"pause{days}" for days in services.PAUSES)}


def alerts_of(kind: str, token: str) -> tuple[list[Alert], int]:
    """Returns the alerts of a token, or no alerts and the response's status code."""
    try:
        return tokens.read_token(kind, token), 200
    except tokens.BadToken:
        return [], 400
    except tokens.OldToken:
        return [], 410


def bad_link(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "alerts/bad_link.html", status=status)


@never_cache
@csrf_exempt  # a mail program posts here without having seen any page (RFC 8058); the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the alerts of a token, or does what its holder chooses instead: ``act`` is one of `ACTS`. The page shows the
    resulting state, whichever button was pressed."""
    alerts, status = alerts_of("end", token)
    if not alerts:
        return bad_link(request, status)
    act = (request.POST.get("act") or "end") if request.method == "POST" else ""
    if act and act not in ACTS:
        raise BadRequest("unknown act")
    refused = ""
    for alert in alerts if act else ():
        try:
            _act(act, alert)
        except AlertRefused as error:
            refused = str(error)
    alerts, status = alerts_of("end", token)
    if not alerts:  # they were deleted a moment ago
        return bad_link(request, status)
    with read_by(services.reader_of(alerts[0].recipient)):
        return render(request, "alerts/end.html", _context(alerts, act, refused), status=409 if refused else 200)


def _act(act: str, alert: Alert) -> None:
    now = timezone.now()
    if act.startswith("pause"):
        services.pause_for(alert=alert, days=act.removeprefix("pause"), now=now)
    elif act == "weekly":
        services.make_weekly(alert=alert, now=now)
    elif act == "undo":
        services.begin_again(alert=services.resume(alert=alert, now=now), now=now)
    else:
        services.end(alert=alert, now=now)


def _context(alerts: list[Alert], act: str, refused: str) -> dict[str, Any]:
    now, user = timezone.now(), alerts[0].recipient.user
    running = [alert for alert in alerts if alert.is_running(now)]
    shown = "refused" if refused else _shown(alerts, running, act)
    return {
        "alerts": alerts,
        "states": [(alert, display.status(alert, now=now)) for alert in alerts],
        **_words(shown, act, len(alerts)),
        "may_end": shown in ("ask", "mixed") or (shown == "refused" and bool(running)),
        "may_restart": not running,
        "refused": refused,
        "pauses": services.PAUSES,
        "has_daily": any(alert.cadence == Alert.Cadence.DAILY for alert in running),
        "is_member": user is not None,
        "is_plus": user is not None and entitlements.for_user(user, now).is_plus,
    }


def _words(shown: str, act: str, count: int) -> dict[str, str]:
    """Returns the page's heading and what the visitor's act did: ``lead``, or ``notice`` if it did nothing."""
    headings = {
        "refused": _("That didn't work"),
        "ask": ngettext("Unsubscribe from this alert?", "Unsubscribe from these %d alerts?", count),
        "ended": _("You're unsubscribed"),
        "weekly": _("You now get weekly emails"),
        "on": ngettext("This alert is on", "These alerts are on", count),
        "paused": ngettext("This alert is paused", "These alerts are paused", count),
    }
    leads = {
        ("ended", "end"): ngettext(
            "We won't email you about this alert again.", "We won't email you about these alerts again.", count
        ),
        ("weekly", act): _("You won't miss a job: each weekly email covers the whole week."),
        ("on", "undo"): _("You'll get emails again as before."),
        ("paused", act): _("The first email after the pause covers the jobs you missed."),
    }
    heading = headings.get(shown, _("Your alerts"))
    lead, notice = leads.get((shown, act), ""), ""
    if shown == "ended" and act and not lead:
        notice = ngettext(
            "Nothing has changed. Restart the alert first.", "Nothing has changed. Restart the alerts first.", count
        )
    return {"heading": heading % count if "%d" in heading else heading, "lead": lead, "notice": notice}


def _shown(alerts: list[Alert], running: list[Alert], act: str) -> str:
    """Returns what the page shows, by the alerts' current state: ``ask``, ``on``, ``weekly``, ``paused``, ``ended`` or
    ``mixed``."""
    if not act and running:
        return "ask"
    if len(running) == len(alerts):
        is_weekly = all(alert.cadence == Alert.Cadence.WEEKLY for alert in alerts)
        return "weekly" if act == "weekly" and is_weekly else "on"
    if running:
        return "mixed"
    states = {alert.state for alert in alerts}
    if len(states) > 1:
        return "mixed"
    return "ended" if State.ENDED in states else "paused"
