"""Admin of recipients: their alerts and emails, and each email as it was sent or would be."""

import datetime as dt
from typing import Any

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from alerts import sample_mail
from alerts.admin.sending import may_act
from alerts.mail.message import DigestEmail
from alerts.models import Digest, Recipient
from alerts.push.message import message_of
from mail import suppression
from mail.delivery_errors import DeliveryError
from toolkit.admin import FindsAddresses, ReadOnlyAdmin

State = Digest.State
SHOWN = 50  # digests on a recipient's page
# An email has inline styles, as mail programs need them; nothing else in it may run or load.
CSP_OF_A_MAIL = {"style-src": [UNSAFE_INLINE], "script-src": [NONE], "form-action": [NONE], "sandbox": True}

BADGES = {
    State.PLANNED: "scheduled",
    State.SENDING: "scheduled",
    State.SENT: "live",
    State.FAILED: "danger",
}  # CSS classes


@admin.register(Recipient)
class RecipientAdmin(FindsAddresses, ReadOnlyAdmin):
    list_display = ("address", "is_member", "running", "since")
    list_select_related = ("user",)
    search_fields = ("email", "user__email")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        return [
            path(route, self.admin_site.admin_view(view), name=f"alerts_recipient_{name}")
            for route, view, name in (
                ("", self.changelist_view, "changelist"),
                ("<int:object_id>/change/", self.change_view, "change"),
                ("<int:object_id>/digests/<int:digest>/", self.digest, "digest"),
                ("<int:object_id>/digests/<int:digest>/mail/", self.mail, "mail"),
                ("<int:object_id>/digests/<int:digest>/test/", self.test, "test"),
            )
        ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Recipient]":
        running = Count("alerts", filter=Q(alerts__next_due_at__isnull=False))
        return Recipient.objects.select_related("user").annotate(running=running)

    @admin.display(description=gettext_lazy("member"), boolean=True)
    def is_member(self, recipient: Recipient) -> bool:
        return recipient.user_id is not None

    @admin.display(description=gettext_lazy("alerts that are on"))
    def running(self, recipient: Any) -> int:
        return int(recipient.running)

    @admin.display(description=gettext_lazy("created"), ordering="created_at")
    def since(self, recipient: Recipient) -> dt.datetime:
        return recipient.created_at

    # --- Pages

    def change_view(
        self, request: HttpRequest, object_id: Any, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Shows a recipient's alerts and emails, and records in the audit log that they were viewed."""
        recipient = self._recipient(request, object_id)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return self._page(
            request, recipient, "recipient",
            title=recipient.address,
            suppressed=suppression.reason_for(recipient.address),
            alerts=recipient.alerts.select_related("search"),
            mutes=recipient.mutes.all(),
            digests=recipient.digests.annotate(parts=Count("sections")).order_by("-slot", "-pk")[:SHOWN],
        )  # fmt: skip

    def digest(self, request: HttpRequest, object_id: int, digest: int) -> HttpResponse:
        """Shows one email: its state and its text."""
        recipient, row = self._digest(request, object_id, digest)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        is_email = row.channel == Digest.Channel.EMAIL
        letter = sample_mail.sample_email(row, now=timezone.now()) if is_email else None
        return self._page(
            request, recipient, "digest",
            title=_("Digest of %s") % localize(row.slot),
            digest=row,
            badge=BADGES.get(State(row.state), ""),
            facts=_facts(row),
            was_sent=row.state == State.SENT,
            copy_heading=_("As sent") if row.state == State.SENT else _("As it would be sent now"),
            sections=row.sections.select_related("alert"),
            letter=letter.as_message() if letter else None,
            notification=None if is_email else message_of(row.pk),
            deliveries=row.deliveries.select_related("device").order_by("pk"),
            may_act=may_act(request),
        )  # fmt: skip

    @method_decorator(csp_replace(CSP_OF_A_MAIL))
    def mail(self, request: HttpRequest, object_id: int, digest: int) -> HttpResponse:
        """Returns the email's HTML and nothing else."""
        _recipient, row = self._digest(request, object_id, digest)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        letter = sample_mail.sample_email(row, now=timezone.now())
        if letter is None:
            raise Http404
        [(html, _type)] = letter.as_message().alternatives
        return HttpResponse(html)

    def test(self, request: HttpRequest, object_id: int, digest: int) -> HttpResponse:
        """Sends it as a test email to the staff member who requests it."""
        recipient, row = self._digest(request, object_id, digest)
        if not may_act(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        now, actor = timezone.now(), _staff(request)
        letter = sample_mail.sample_email(row, now=now)
        if letter is None:
            messages.warning(request, _("Nothing was sent. This digest is empty."))
        else:
            audit.record(
                "alerts.test_mail", actor=actor, member=recipient.user, request=request, now=now, digest=row.pk
            )
            _send(request, letter, actor)
        return redirect("admin:alerts_recipient_digest", recipient.pk, row.pk)

    # --- Internals

    def _recipient(self, request: HttpRequest, pk: int) -> Recipient:
        if not self.has_view_permission(request):
            raise PermissionDenied
        recipient = get_object_or_404(Recipient.objects.select_related("user"), pk=pk)
        if recipient.user:
            actor, now = _staff(request), timezone.now()
            audit.record("staff.read", actor=actor, member=recipient.user, request=request, now=now, what="alerts")
        return recipient

    def _digest(self, request: HttpRequest, recipient: int, pk: int) -> tuple[Recipient, Digest]:
        found = self._recipient(request, recipient)
        return found, get_object_or_404(found.digests.select_related("recipient__user"), pk=pk)

    def _page(self, request: HttpRequest, recipient: Recipient, name: str, **more: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "recipient": recipient, **more}
        return TemplateResponse(request, f"admin/alerts/{name}.html", context)


def _facts(row: Digest) -> list[tuple[str, Any]]:
    """Returns labels and values about a digest; the second time is the one that matters in its state."""
    times = {
        State.PLANNED: (_("Not before"), row.not_before),
        State.SENDING: (_("Leased until"), row.leased_until),
        State.SENT: (_("Sent at"), row.sent_at),
    }
    time = [times[State(row.state)]] if row.state in times else []
    return [
        (_("ID"), row.pk),
        (_("Channel"), row.get_channel_display()),
        (_("Queued at"), row.created_at),
        *time,
        (_("Attempts"), row.attempts),
    ]


def _send(request: HttpRequest, letter: DigestEmail, to: Any) -> None:
    try:
        sample_mail.send_test(letter, to=to)
    except DeliveryError as error:
        messages.error(request, _("The email couldn't be sent: %s") % error)
    else:
        messages.success(request, _("Sent to %s.") % to.email)


def _staff(request: HttpRequest) -> Any:
    return request.user
