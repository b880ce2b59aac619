"""Views that send members to checkout or portal and handle their return."""

import contextlib
import re
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import in_person, member
from billing import checkout as engine
from billing import entitlements, stripe_api, sync
from billing.models import BillingAccount
from billing.plan_status import plan_status_of
from billing.plans import PLUS, Price, of_plus, offered
from toolkit.request_text import BadInput

PATIENCE = 10  # how often the page reloads


class SeeOther(HttpResponseRedirect):
    """303: the browser follows with GET and doesn't post again."""

    status_code = 303


@require_safe
@in_person
def buy(request: HttpRequest) -> HttpResponse:
    """Shows the last step before Stripe, for members who had to sign in or create an account first."""
    found = plan_status_of(member(request), timezone.now())
    if found.is_bought:
        return redirect("billing:plan")
    context = {
        "price": _wanted(request.GET) or offered()[0],  # an old link shows the current price and a notice
        "plus": PLUS,
        "of_plus": of_plus(),
        "adds_tax": settings.STRIPE_AUTOMATIC_TAX,
    }
    return render(request, "billing/buy.html", context)


@require_POST
def checkout(request: HttpRequest) -> HttpResponse:
    """Sends the member to Stripe to pay, or to the portal if they have Plus. Visitors and members whose session has
    expired sign in first and then return to the purchase."""
    price = _wanted(request.POST)
    if price is None:
        raise BadInput(_("Plus isn't sold at this price. Go to the pricing page and choose again."))
    if not request.user.is_authenticated:
        query = urlencode({"price": price.lookup_key})
        return redirect_to_login(f"{reverse('billing:buy')}?{query}")
    return _checkout(request, price)


@in_person
def _checkout(request: HttpRequest, price: Price) -> HttpResponse:
    try:
        return SeeOther(engine.start_checkout(user=member(request), price=price, now=timezone.now()))
    except stripe_api.StripeError:
        return _unavailable(request)


def _wanted(asked: QueryDict) -> Price | None:
    """Returns the requested price, None if it isn't offered; the default one when none was named."""
    named = asked.get("price", "")
    return next((one for one in offered() if one.lookup_key == named), None) if named else offered()[0]


@require_POST
def portal(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("billing:plan"))
    return _portal(request)


@in_person
def _portal(request: HttpRequest) -> HttpResponse:
    try:
        return SeeOther(engine.portal_url_of(user=member(request), now=timezone.now()))
    except stripe_api.NotFound:
        messages.info(request, _("Stripe no longer has billing data for you, so there's nothing to manage."))
        return SeeOther(reverse("billing:plan"))
    except stripe_api.StripeError:
        return _unavailable(request)


@require_safe
@in_person
def done(request: HttpRequest) -> HttpResponse:
    """Handles the return from checkout. Syncs the member's own account, whatever the URL says, and shows the result;
    reloads while no payment has arrived."""
    user, now = member(request), timezone.now()
    asked = request.GET.get("look", "1")
    look = int(asked) if re.fullmatch("[0-9]{1,2}", asked) else 1
    account = BillingAccount.objects.filter(user=user).first()
    state = "waiting"
    if account:
        with contextlib.suppress(stripe_api.StripeError):  # the page reloads
            user.billing_account = sync.sync(account.pk, reason="back from checkout", now=now)
    has = entitlements.for_user(user, now)
    if has.is_plus:
        state = "ready"
    elif account is None or look >= PATIENCE:
        state = "gone"
    context = {"state": state, "has": has, "next": f"{request.path}?look={look + 1}"}
    return render(request, f"billing/done/{state}.html", context)


def _unavailable(request: HttpRequest) -> HttpResponse:
    return render(request, "billing/unavailable.html", status=503)
