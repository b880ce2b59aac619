"""Admin of delivery: shows its health and lets staff pause and resume job alerts."""

import datetime as dt
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import audit
from alerts import delivery_state
from alerts.health import LATE, Health, emails_held_up, health, notifications_waiting, queues
from alerts.models import Digest, Sending
from alerts.push import keys
from mail import circuit_breaker
from toolkit.admin import ReadOnlyAdmin, Waiting

FAILURES = 20


class Figure(NamedTuple):
    label: str
    value: str
    is_trouble: bool = False


def may_act(request: HttpRequest) -> bool:
    """Returns whether this staff member may pause delivery and send themselves test emails."""
    return request.user.has_perm("alerts.change_sending")


@admin.register(Sending)
class SendingAdmin(ReadOnlyAdmin):
    def get_urls(self) -> list[URLPattern]:
        return [
            path(route, self.admin_site.admin_view(view), name=f"alerts_sending_{name}")
            for route, view, name in (
                ("", self.changelist_view, "changelist"),
                ("pause/", self.pause, "pause"),
                ("go-on/", self.go_on, "go_on"),
            )
        ]

    def waiting(self, request: HttpRequest) -> list[Waiting]:
        """Reports emails that failed within a day, and whether delivery is blocked."""
        if not self.has_view_permission(request):
            return []
        now = timezone.now()
        found = health(now)
        count = found.failed + sum(queue.failed for queue in queues(now))
        labels = [ngettext("%d failed email", "%d failed emails", count) % count] if count else []
        if found.held_up == "staff":
            labels.append(_("Job alerts are paused"))
        elif found.held_up or emails_held_up(now):
            labels.append(_("The mail server rejects our email"))
        return [Waiting(label, reverse("admin:alerts_sending_changelist")) for label in labels]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Shows the single row as a page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        now = timezone.now()
        found = health(now)
        failures = Digest.objects.filter(state=Digest.State.FAILED).select_related("recipient__user")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Email delivery"),
            "health": found,
            "figures": [*figures(found), *_notifications(now)],
            "row": Sending.objects.select_related("paused_by").get(pk=delivery_state.row().pk),
            "circuit": circuit_breaker.row(circuit_breaker.Stream.DIGESTS),
            "failures": failures.order_by("-created_at")[:FAILURES],
            "queues": [(one, duration_in_words(one.oldest)) for one in queues(now, shown=FAILURES)],
            "emails_held_up": emails_held_up(now),
            "may_act": may_act(request),
        }
        return TemplateResponse(request, "admin/alerts/sending.html", context)

    def pause(self, request: HttpRequest) -> HttpResponse:
        return self._act(request, is_pause=True)

    def go_on(self, request: HttpRequest) -> HttpResponse:
        return self._act(request, is_pause=False)

    def _act(self, request: HttpRequest, *, is_pause: bool) -> HttpResponse:
        if not may_act(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        now, actor = timezone.now(), _staff(request)
        if is_pause:
            delivery_state.pause(by=actor, now=now)
            messages.success(request, _("Job alerts are paused. None go out until someone resumes them."))
        else:
            delivery_state.resume()
            messages.success(request, _("Job alerts are on."))
        audit.record(
            "alerts.sending_paused" if is_pause else "alerts.sending_resumed", actor=actor, request=request, now=now
        )
        return redirect("admin:alerts_sending_changelist")


def figures(found: Health) -> list[Figure]:
    """Describes a `Health` in words."""
    return [
        Figure(_("Due, not queued yet"), str(found.due)),
        Figure(_("Queued"), str(found.planned)),
        Figure(_("Sending"), str(found.sending)),
        Figure(_("Longest wait"), duration_in_words(found.oldest), found.is_late),
        Figure(_("Sent in the last 24 hours"), str(found.sent)),
        Figure(_("Failed in the last 24 hours"), str(found.failed), found.failed > 0),
        Figure(_("Sent per minute"), f"{found.a_minute:.1f}"),
        Figure(_("Last scheduler run"), _("%s ago") % duration_in_words(found.beat) if found.beat is not None else _("never"),
               found.is_clock_silent),
    ]  # fmt: skip


def _notifications(now: dt.datetime) -> list[Figure]:
    if not keys.is_on():
        return []
    found = notifications_waiting(now)
    waiting = [str(found.number), *([duration_in_words(found.oldest)] if found.oldest else [])]
    is_late = found.oldest is not None and found.oldest > LATE
    return [Figure(_("Notifications waiting"), ", ".join(waiting), is_late)]


def duration_in_words(time: dt.timedelta | None) -> str:
    if time is None:
        return "–"
    minutes = int(time.total_seconds()) // 60
    if minutes < 1:
        return _("under a minute")
    if minutes < 60:
        return ngettext("%d minute", "%d minutes", minutes) % minutes
    hours = minutes // 60
    return ngettext("%d hour", "%d hours", hours) % hours


def _staff(request: HttpRequest) -> Any:
    return request.user
