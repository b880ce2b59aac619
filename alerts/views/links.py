"""The page behind the links of a mail that need no login. GET looks and POST acts: programs that try every link change
nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alerts import services, tokens
from alerts.models import Alert
from alerts.services import AlertRefused
from billing import entitlements

State = Alert.State


def alerts_of(kind: str, token: str) -> tuple[list[Alert], int]:
    """The alerts of a token, or none of them and the status of the answer."""
    try:
        return tokens.read(kind, token), 200
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
    """Ends the alerts of a token, or does what its holder chooses instead: ``act`` is ``pause``, ``weekly`` or ``undo``."""
    alerts, status = alerts_of("end", token)
    if not alerts:
        return bad_link(request, status)
    now = timezone.now()
    act = ""
    refused = ""
    if request.method == "POST":
        act = request.POST.get("act", "") or "end"
        try:
            alerts = [_act(act, alert) for alert in alerts]
        except AlertRefused as error:
            refused = str(error)
    user = alerts[0].recipient.user
    context = {
        "alerts": alerts,
        "act": act,
        "refused": refused,
        "pauses": services.PAUSES,
        "running": [alert for alert in alerts if alert.state == State.ACTIVE],
        "ended": [alert for alert in alerts if alert.state == State.ENDED],
        "has_daily": any(alert.cadence == Alert.Cadence.DAILY for alert in alerts),
        "is_member": user is not None,
        "is_plus": user is not None and entitlements.for_user(user, now).is_plus,
    }
    with timezone.override(services.zone_of(alerts[0].recipient)):
        return render(request, "alerts/end.html", context, status=409 if refused else 200)


def _act(act: str, alert: Alert) -> Alert:
    now = timezone.now()
    if act.startswith("pause"):
        return services.pause_for(alert=alert, days=act.removeprefix("pause"), now=now)
    if act == "weekly":
        return services.make_weekly(alert=alert, now=now)
    if act == "undo":
        return services.begin_again(alert=services.resume(alert=alert, now=now), now=now)
    return services.end(alert=alert, now=now)
