"""Views for creating an alert from a search: preview, save, and confirmation by email for visitors."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import unconfirmed_limits
from accounts.localization import zone_of
from accounts.models import User
from alerts import adoption, display, emails, previews, saved_searches, services
from alerts.digest_contents import Mutes
from alerts.forms import AlertForm, VisitorForm
from alerts.models import Alert, Mute
from alerts.services import AlertRefused
from alerts.views.devices import offers_notifications
from alerts.views.email_links import alerts_of, bad_link
from billing import entitlements
from jobs import visitor_location as places
from jobs.search import criteria as searches
from jobs.search.criteria import Criteria
from jobs.search.links import feed_url, search_url, with_query
from mail import outbox
from toolkit import rate_limits
from toolkit.geography import zone_words
from toolkit.localization import read_by

MAILS_AN_ADDRESS = "6/day"
MAILS_A_VISITOR = "20/hour"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Shows what a search would have sent and saves it as an alert. A member who comes from the button next to a search
    (``at_once``) is asked only if necessary: nothing was found lately, or far too much, or the limit is reached."""
    now = timezone.now()
    user = request.user if isinstance(request.user, User) else None
    asked = searches.parse(QueryDict(request.POST["search"]) if "search" in request.POST else request.GET)
    criteria = asked.criteria.replace(posted=None, sort="best", everywhere=False, unviewed=False)
    company = display.company_names([criteria]).get(criteria.company, "")
    occupation = display.occupation_names([criteria]).get(criteria.occupation, "")
    name = display.name_of(criteria, company=company, occupation=occupation)
    seen = previews.preview(criteria, mutes=_mutes(user), now=now)
    is_at_once = request.method == "POST" and "at_once" in request.POST and user is not None
    form = _form(request, user, name, is_filled=request.method == "POST" and not is_at_once, now=now)
    refused = ""
    is_sure = is_at_once and not (seen.is_silent or seen.is_flood)
    if not asked.problems and (is_sure or form.is_valid()):
        try:
            if user is None:
                return _ask_by_mail(request, form, criteria, now)
            given = {"name": name} if is_at_once else {"name": form.cleaned_data["name"], "timing": form.timing}
            return _saved(request, services.create(user=user, criteria=criteria, now=now, **given), now)
        except AlertRefused as error:
            refused = str(error)
            if not is_at_once:
                form.add_error(error.field or None, refused)
        except _TooOften as error:
            form.add_error("email", str(error))
    context = {
        "form": form,
        "criteria": criteria,
        "problems": list(asked.problems.values()),
        "filters": display.filters_of(criteria, company=company, occupation=occupation, unknown=asked.unknown),
        "preview": seen,
        "search_url": search_url(criteria),
        "feed_url": feed_url(criteria),
        "refused": refused if is_at_once else "",
        "zone": zone_words(zone, now) if (zone := _zone(request, user)) else "",
        "place_url": with_query(
            reverse("jobs:place"), urlencode({"next": with_query(request.path, criteria.querystring)})
        ),
        "canonical": "",
    }
    is_wrong = form.errors or refused or (request.method == "POST" and asked.problems)
    return render(request, "alerts/new.html", context, status=422 if is_wrong else 200)


def _form(request: HttpRequest, user: User | None, name: str, *, is_filled: bool, now: dt.datetime) -> AlertForm:
    data = request.POST if is_filled else None
    if user:
        daily = entitlements.for_user(user, now).limits.daily_alerts
        return AlertForm(data, daily=daily, push=offers_notifications(user), initial={"name": name})
    return VisitorForm(data, now=now, initial={"name": name}, time_zone=_zone(request, None))


def _zone(request: HttpRequest, user: User | None) -> str:
    """Returns the time zone for the alert's hour: the member's or the one of the visitor's location; "" if unknown."""
    if user:
        return zone_of(user).key
    place = places.visitor_location_of(request)
    return place.timezone if place else ""


def _mutes(user: User | None) -> Mutes | None:
    rows = list(Mute.objects.filter(recipient__user=user)) if user else []
    return Mutes(rows) if rows else None


def _saved(request: HttpRequest, alert: Alert, now: dt.datetime) -> HttpResponse:
    if alert.created_at == now:
        messages.success(request, _("Your alert is on: “%s”.") % alert.name)
    else:
        messages.info(request, _("You already have this alert: “%s”.") % alert.name)
    return redirect("alerts:edit", alert.pk)


# --- Visitors ---------------------------------------------------------------------------------------------------------------


class _TooOften(Exception):
    """Too many emails were sent to an address, or requested by one visitor."""


def _ask_by_mail(request: HttpRequest, form: Any, criteria: Criteria, now: dt.datetime) -> HttpResponse:
    """Emails the address to ask for confirmation. The response is the same for every address, known or not."""
    email = form.cleaned_data["email"]
    if not rate_limits.allow(request, "alert mails", MAILS_A_VISITOR):
        raise _TooOften(_("You asked for too many alerts. Try again in an hour."))
    if not rate_limits.allow(request, "alert mails to", MAILS_AN_ADDRESS, of=email):
        raise _TooOften(
            _("We already emailed this address several times today. Check its inbox, or try again tomorrow.")
        )
    if not unconfirmed_limits.allow(request):
        raise _TooOften(_("We're sending a lot of confirmation emails right now. Try again in an hour."))
    alert = services.create_for_address(
        email=email,
        criteria=criteria,
        name=form.cleaned_data["name"],
        timing=form.timing,
        time_zone=form.zone,
        now=now,
    )
    outbox.enqueue(emails.confirmation(alert), now=now, priority=outbox.Priority.NOTICE)
    return render(request, "alerts/asked.html", {"email": email, "search_url": search_url(criteria)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Starts the alert of an address when the person who reads it confirms."""
    now = timezone.now()
    alerts, status = alerts_of("confirm", token)
    if not alerts:
        return bad_link(request, status)
    refused = ""
    if request.method == "POST":
        # First transfer the alerts to the member who owns the address, if there is one: the limit of that member's plan
        # applies.
        found = adoption.give_to_members(alerts, now=now)
        if not found:  # it was deleted a moment ago
            return bad_link(request, 410)
        try:
            alerts = [services.confirm(alert=alert, now=now) for alert in found]
        except AlertRefused as error:
            refused = str(error)
    is_answered = request.method == "POST" and not refused
    gone = [one for alert in alerts for one in display.retired_filters_of(saved_searches.asked_of(alert.search))]
    context = {
        "alerts": alerts,
        "is_done": is_answered and all(alert.is_running(now) for alert in alerts),
        "is_off": is_answered and not all(alert.is_running(now) for alert in alerts),
        "refused": refused,
        "gone": gone,
    }
    with read_by(services.reader_of(alerts[0].recipient)):
        return render(request, "alerts/confirm.html", context, status=409 if refused else 200)
