"""Billing accounts on the staff site: the list, the page of one, and the report of differences from Stripe."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import audit
from billing.admin import actions, reconciliation, timeline
from billing.models import BillingAccount, Subscription
from billing.plan_status import State, plan_status_of
from billing.plans import EACH
from toolkit import money
from toolkit.admin import FindsAddresses, ReadOnlyAdmin, Waiting

Status = Subscription.Status
LABELS = {
    State.RUNNING: gettext_lazy("Plus"),
    State.ENDING: gettext_lazy("Plus, canceled"),
    State.GIFT: gettext_lazy("Plus, gift"),
    State.PAST_DUE: gettext_lazy("Plus, past due"),
    State.UNPAID: gettext_lazy("Unpaid"),
    State.FREE: gettext_lazy("Free"),
}
KINDS = {State.RUNNING: "live", State.GIFT: "scheduled", State.PAST_DUE: "danger", State.UNPAID: "danger"}


class StateFilter(admin.SimpleListFilter):
    """Filters by stored rows. Only the account's page computes whether a period has ended since the last sync."""

    title = gettext_lazy("plan")
    parameter_name = "plan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [(state.value, label) for state, label in LABELS.items()]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[BillingAccount]") -> "QuerySet[BillingAccount]":
        now = timezone.now()
        running = Q(current__status__in=(Status.ACTIVE, Status.TRIALING))
        bought = Q(current__status__in=(Status.ACTIVE, Status.TRIALING, Status.PAST_DUE))
        unpaid = Q(current__status__in=(Status.UNPAID, Status.PAUSED))
        given = Q(comped_until__gt=now)
        states = {
            State.RUNNING: running & Q(current__cancel_at=None),
            State.ENDING: running & Q(current__cancel_at__gt=now),
            State.GIFT: given & ~bought,
            State.PAST_DUE: Q(current__status=Status.PAST_DUE),
            State.UNPAID: unpaid & ~given,
            State.FREE: ~bought & ~unpaid & ~given | running & Q(current__cancel_at__lte=now) & ~given,
        }
        value = self.value()
        return queryset.filter(states[State(value)]) if value in states else queryset


class BehindFilter(admin.SimpleListFilter):
    title = gettext_lazy("Stripe sync")
    parameter_name = "readings"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("behind", _("pending")), ("failing", _("failed"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[BillingAccount]") -> "QuerySet[BillingAccount]":
        if self.value() == "behind":
            return queryset.filter(sync_done__lt=F("sync_requested"))
        return queryset.exclude(sync_error="") if self.value() == "failing" else queryset


@admin.register(BillingAccount)
class BillingAccountAdmin(FindsAddresses, ReadOnlyAdmin):
    change_list_template = "admin/billing/billingaccount/list.html"
    list_display = ("member", "plan", "until", "customer_id", "reading")
    list_filter = (StateFilter, BehindFilter)
    list_select_related = ("user", "current")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("user__email", "user__name", "customer_id")
    ordering = ("-pk",)

    def get_urls(self) -> list[URLPattern]:
        def at(route: str, view: Any, name: str) -> URLPattern:
            def bound(request: HttpRequest, **kept: Any) -> HttpResponse:
                answer: HttpResponse = view(self, request, **kept)
                return answer

            return path(route, self.admin_site.admin_view(bound), name=f"billing_billingaccount_{name}")

        return [
            path("drift/", self.admin_site.admin_view(self.drift_report), name="billing_billingaccount_drift"),
            at("<int:pk>/gift/", actions.gift, "gift"),
            at("<int:pk>/end-gift/", actions.end_gift, "end_gift"),
            at("<int:pk>/refund/<int:subscription>/", actions.refund, "refund"),
            at("<int:pk>/read/", actions.read_again, "read"),
            *super().get_urls(),
        ]

    def waiting(self, request: HttpRequest) -> list[Waiting]:
        """Returns failed syncs and late billing emails."""
        if not self.has_view_permission(request):
            return []
        failing = BillingAccount.objects.exclude(sync_error="").count()
        unsent = reconciliation.late_mails(now=timezone.now()).count()
        found = {
            ngettext("%d failed Stripe sync", "%d failed Stripe syncs", failing): failing,
            ngettext("%d unsent billing email", "%d unsent billing emails", unsent): unsent,
        }
        address = reverse("admin:billing_billingaccount_drift")
        return [Waiting(label % count, address) for label, count in found.items() if count]

    # --- The list

    @admin.display(description=gettext_lazy("member"), ordering="user__email")
    def member(self, account: BillingAccount) -> str:
        return account.user.email

    @admin.display(description=gettext_lazy("plan"))
    def plan(self, account: BillingAccount) -> SafeString:
        state = plan_status_of(account.user, timezone.now()).state
        return format_html('<span class="badge {}">{}</span>', KINDS.get(state, ""), LABELS[state])

    @admin.display(description=gettext_lazy("until"))
    def until(self, account: BillingAccount) -> Any:
        return plan_status_of(account.user, timezone.now()).until

    @admin.display(description=gettext_lazy("last synced"), ordering="synced_at")
    def reading(self, account: BillingAccount) -> Any:
        if account.sync_error:
            return format_html('<span class="badge danger">{}</span>', _("failed"))
        if account.sync_done < account.sync_requested:
            return format_html('<span class="badge warn">{}</span>', _("pending"))
        return account.synced_at

    # --- One account

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Shows one member's plan, subscriptions and timeline. The audit log records who viewed them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        account = self.get_object(request, object_id)
        if account is None:
            raise Http404
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        now = timezone.now()
        actor: Any = request.user
        audit.record("staff.read", actor=actor, member=account.user, request=request, now=now, what="billing")
        shown = _upto(request)
        entries = timeline.entries(account, upto=shown + 1)
        found = plan_status_of(account.user, now)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": account.user.email,
            "account": account,
            "plan_status": found,
            "badge": {"kind": KINDS.get(found.state, ""), "label": LABELS[found.state]},
            "subscriptions": [_shown(row) for row in account.subscriptions.all()],
            "has_gift": account.gift_until(now) is not None,
            "may_act": actions.may_act(request),
            "stripe": _dashboard(),
            "entries": entries[:shown],
            "more": shown + timeline.A_PAGE if len(entries) > shown else 0,
        }
        return TemplateResponse(request, "admin/billing/billingaccount/account.html", context)

    def drift_report(self, request: HttpRequest) -> HttpResponse:
        """Reports where our rows and Stripe may differ."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Differences from Stripe"),
            "report": reconciliation.report(now=timezone.now()),
            "stripe": _dashboard(),
        }
        return TemplateResponse(request, "admin/billing/billingaccount/drift.html", context)


def _shown(row: Subscription) -> dict[str, Any]:
    """Returns a subscription with the price the member pays, which may differ from the current price."""
    return {
        "row": row,
        "price": f"{money.display(row.amount, row.currency.upper())} {EACH.get(row.interval, row.interval)}",
        "due": money.display(row.invoice_due, row.currency.upper()) if row.invoice_due else "",
        "may_refund": actions.may_refund(row),
    }


def _dashboard() -> str:
    return "https://dashboard.stripe.com/" + ("test/" if settings.STRIPE_TEST_MODE else "")


def _upto(request: HttpRequest) -> int:
    asked = request.GET.get("upto", "")
    return min(int(asked), 2000) if asked.isdecimal() and asked else timeline.A_PAGE
