"""Staff actions on a member's plan. Each has a confirmation page; only its POST changes anything."""

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing import staff_services
from billing.models import BillingAccount, Subscription
from billing.stripe_api import StripeError, Unavailable
from toolkit import money
from toolkit.forms import Form

if TYPE_CHECKING:
    PageAdmin = admin.ModelAdmin[BillingAccount]

LONGEST_GIFT = dt.timedelta(days=3 * 365)


class ReasonForm(Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Shown in the timeline. The member doesn't see it."),
    )


class GiftForm(ReasonForm):
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Plus ends at the end of this day (UTC)."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    field_order = ("until", "reason")

    def clean_until(self) -> dt.datetime:
        """Returns the end of that day."""
        day: dt.date = self.cleaned_data["until"]
        now = timezone.now()
        end = dt.datetime.combine(day, dt.time(), dt.UTC) + dt.timedelta(days=1)
        if not now < end < now + LONGEST_GIFT:
            raise forms.ValidationError(_("Choose a day between today and three years from now."))
        return end


def may_act(request: HttpRequest) -> bool:
    return request.user.has_perm("billing.change_billingaccount")


def gift(page: "PageAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    account, form = _account(request, pk), GiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            account,
            lambda **who: staff_services.give_gift(user=account.user, **form.cleaned_data, **who),
            _("The member has Plus as a gift."),
        )
    asks = _("The member gets Plus for free. If they also have a paid subscription, it counts first.")
    return _ask(page, request, account, form, title=_("Give Plus to %s"), asks=asks, label=_("Give Plus"))


def end_gift(page: "PageAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    account, form = _account(request, pk), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _do(
            request,
            account,
            lambda **who: staff_services.end_gift(account=account, **form.cleaned_data, **who),
            _("The gift has ended."),
        )
    asks = _("Without a paid subscription, the member is on the Free plan right away. Nothing of theirs is deleted.")
    return _ask(page, request, account, form, title=_("End gift for %s"), asks=asks, label=_("End gift"))


def refund(page: "PageAdmin", request: HttpRequest, pk: int, subscription: int) -> HttpResponse:
    """Refunds the rest of the latest invoice. The subscription continues."""
    account, form = _account(request, pk), ReasonForm(request.POST or None)
    bought = get_object_or_404(account.subscriptions, pk=subscription)
    if not may_refund(bought):
        raise Http404
    amount = money.display(bought.invoice_paid, bought.currency.upper())
    if request.method == "POST" and form.is_valid():
        return _do(
            request, account, lambda **who: staff_services.refund(subscription=bought, **form.cleaned_data, **who),
            lambda given: _("%s was refunded.") % money.display(given, bought.currency.upper()),
        )  # fmt: skip
    asks = _(
        "%(amount)s of invoice %(invoice)s goes back to the card. The subscription continues until it is canceled."
    )
    return _ask(
        page, request, account, form,
        title=_("Refund for %s"), asks=asks % {"amount": amount, "invoice": bought.invoice_id}, label=_("Refund %s") % amount,
    )  # fmt: skip


def read_again(page: "PageAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Syncs the account with Stripe. Harmless, so it has no confirmation page."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    account = _account(request, pk)
    return _do(request, account, lambda **who: staff_services.resync(account=account, **who), _("Synced with Stripe."))


def may_refund(subscription: Subscription) -> bool:
    """Returns whether there is something to refund. The bank decides about a disputed payment."""
    is_disputed = subscription.dispute in (Subscription.Dispute.OPEN, Subscription.Dispute.LOST)
    return bool(subscription.invoice_id and subscription.invoice_paid and not is_disputed)


def _account(request: HttpRequest, pk: int) -> BillingAccount:
    if not may_act(request):
        raise PermissionDenied
    return get_object_or_404(BillingAccount.objects.select_related("user", "current"), pk=pk)


def _ask(
    page: "PageAdmin", request: HttpRequest, account: BillingAccount, form: forms.Form, *,
    title: str, asks: str, label: str,
) -> HttpResponse:  # fmt: skip
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": title % account.user,
        "account": account,
        "asks": asks,
        "label": label,
        "form": form,
    }
    status = 400 if form.errors else 200
    return TemplateResponse(request, "admin/billing/billingaccount/ask.html", context, status=status)


def _do(
    request: HttpRequest, account: BillingAccount, act: Callable[..., Any], done: str | Callable[[Any], str]
) -> HttpResponse:
    """Runs an action and redirects. ``done``: the success message, or a function that makes it from the result."""
    try:
        result = act(by=request.user, now=timezone.now())
    except Unavailable:
        messages.error(request, _("Stripe isn't responding. Check the timeline before you try again in a few minutes."))
    except StripeError as refused:
        messages.error(request, _("The action failed: %s") % refused)
    else:
        messages.success(request, done if isinstance(done, str) else done(result))
    return redirect("admin:billing_billingaccount_change", account.pk)
