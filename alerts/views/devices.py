"""Views for notifications: devices, quiet hours, and all alerts at once."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import in_person, member, members_only
from accounts.models import User
from alerts.forms import hours
from alerts.models import Alert, PushDevice, Recipient
from alerts.push import devices as services
from alerts.push import keys
from alerts.push.devices import DeviceRefused
from toolkit.client import device
from toolkit.request_text import BadInput


@dataclass(frozen=True)
class Notifications:
    """What the page of alerts shows of notifications. ``devices`` with the fingerprints by which a browser finds itself;
    ``by_email``: alerts that use no notifications; ``is_unheard``: some do, and there is no device; ``quiet``: name, label and
    hour of both ends."""

    key: str
    devices: list[tuple[PushDevice, str]]
    by_email: int
    is_unheard: bool
    quiet: list[tuple[str, str, int]]
    hours: list[tuple[int, str]]


def notifications(user: User, alerts: Sequence[Alert], *, now: dt.datetime) -> Notifications:
    """Reads a member's notifications for the page of alerts: one query, or two for a member without alerts."""
    found = list(PushDevice.objects.of(user))
    recipient = (
        alerts[0].recipient if alerts else Recipient.objects.filter(user=user).first() or Recipient(created_at=now)
    )
    by_email = sum(alert.channel == Alert.Channel.EMAIL for alert in alerts)
    quiet = [("from", _("From"), recipient.quiet_from), ("until", _("Until"), recipient.quiet_until)]
    return Notifications(
        key=keys.public_key(),
        devices=[(one, hashlib.sha256(one.endpoint.encode()).hexdigest()) for one in found],
        by_email=by_email,
        is_unheard=not found and by_email < len(alerts),
        quiet=quiet,
        hours=hours(),
    )


def offers_notifications(user: User, alert: Alert | None = None) -> bool:
    """Returns whether an alert, or a new one, can be sent by notification, or is."""
    if not keys.is_on():
        return False
    return (alert is not None and alert.channel != Alert.Channel.EMAIL) or PushDevice.objects.of(user).exists()


HOURS = {str(hour): hour for hour in range(24)}


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def devices(request: HttpRequest) -> HttpResponse:
    """Adds the browser that sends its subscription, or says with which key it subscribes; both for scripts."""
    if not keys.is_on():
        raise Http404
    if request.method != "POST":
        return JsonResponse({"key": keys.public_key(), "token": get_token(request)})
    given = {name: request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth", "replaces")}
    name = device(request.headers.get("User-Agent", ""))
    session_key = request.session.session_key or ""
    try:
        services.add_device(user=member(request), name=name, session_key=session_key, now=timezone.now(), **given)
    except DeviceRefused as error:
        return JsonResponse({"error": str(error)}, status=422)
    messages.success(request, _("Notifications are on for this device. Choose which alerts use them."))
    return JsonResponse({"device": name}, status=201)


@require_POST
@members_only
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes one of a member's devices."""
    try:
        found = services.get_device_for(member(request), pk)
    except PushDevice.DoesNotExist as error:
        raise Http404 from error
    services.remove_device(device=found)
    messages.success(request, _("Notifications are off for %s.") % found.name)
    return redirect("alerts:list")


@require_POST
@members_only
def quiet_hours(request: HttpRequest) -> HttpResponse:
    """Sets the hours without notifications: ``from`` and ``until``."""
    begin, end = HOURS.get(request.POST.get("from", "")), HOURS.get(request.POST.get("until", ""))
    if begin is None or end is None:
        raise BadInput(_("We don't know these quiet hours. Go back and choose both times from the lists."))
    services.set_quiet_hours(user=member(request), begin=begin, end=end, now=timezone.now())
    messages.success(request, _("Quiet hours saved."))
    return redirect("alerts:list")


@require_POST
@members_only
def notify_all(request: HttpRequest) -> HttpResponse:
    """Sends all alerts by email and as notifications."""
    count = services.notify_about_all(user=member(request))
    said = ngettext("%d alert is now sent both ways.", "%d alerts are now sent both ways.", count) % count
    messages.success(request, said if count else _("All your alerts use notifications already."))
    return redirect("alerts:list")
