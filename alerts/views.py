"""The pages behind the links of a mail. GET looks and POST acts: programs that try every link change nothing."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from alerts import services, tokens
from alerts.models import Alert


@never_cache
@csrf_exempt  # a mail program posts here without having seen any page (RFC 8058); the token is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the alerts of a token."""
    try:
        alerts = tokens.read("end", token)
    except tokens.BadToken:
        return render(request, "alerts/bad_link.html", status=400)
    except tokens.OldToken:
        return render(request, "alerts/bad_link.html", status=410)
    if request.method == "POST":
        alerts = [services.end(alert=alert, now=timezone.now()) for alert in alerts]
    return render(request, "alerts/end.html", {"alerts": alerts, "is_done": request.method == "POST"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Begins the alert of an address, when whoever reads it says so."""
    try:
        alerts = tokens.read("confirm", token)
    except tokens.BadToken:
        return render(request, "alerts/bad_link.html", status=400)
    except tokens.OldToken:
        return render(request, "alerts/bad_link.html", status=410)
    if request.method == "POST":
        alerts = [services.confirm(alert=alert, now=timezone.now()) for alert in alerts]
    return render(request, "alerts/confirm.html", {"alerts": alerts, "is_done": request.method == "POST"})


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """A member's alerts."""
    alerts = Alert.objects.of(_member(request)).counted().select_related("recipient__user")
    return render(request, "alerts/list.html", {"alerts": alerts})


@login_required
@require_safe
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One alert, what it asks for and when it comes."""
    try:
        alert = services.get_alert_for(_member(request), pk)
    except Alert.DoesNotExist as error:
        raise Http404 from error
    return render(request, "alerts/detail.html", {"alert": alert})


def _member(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    return request.user
