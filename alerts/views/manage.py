"""Views for a member's alerts: list, edit, and what was sent. ``actions`` has what buttons do."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import member, members_only
from accounts.localization import zone_of
from accounts.models import User
from alerts import archive, display, previews, saved_searches, services
from alerts.digest_contents import Mutes
from alerts.forms import AlertForm
from alerts.models import Alert, Digest, Mute
from alerts.push import keys
from alerts.services import AlertRefused
from alerts.views import devices
from billing import entitlements
from billing.plans import Limits
from jobs.search import criteria as asking
from jobs.search import form_options
from jobs.search.criteria import Asked, Criteria
from jobs.search.links import search_url, with_query
from jobs.search.places import people_name
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, WorkType
from mail import suppression
from toolkit.forms import Stale, versions_seen
from toolkit.geography import zone_words

State = Alert.State
MAILS = 10  # the newest emails, on the page of all alerts


class Badge(NamedTuple):
    label: Promise
    look: str


class Action(NamedTuple):
    """An action on an alert that isn't running. ``name`` of its URL; ``label`` next to the alert's name, ``alone`` on
    its own page."""

    name: str
    label: Promise
    alone: Promise


BADGES: dict[str, Badge] = {
    State.ACTIVE: Badge(_lazy("On"), "ok"),
    State.PAUSED: Badge(_lazy("Paused"), "warn"),
    State.UNCONFIRMED: Badge(_lazy("Not confirmed"), "warn"),
}
OVER_LIMIT = Badge(_lazy("Paused: over your plan's limit"), "warn")
ACTIONS: dict[str, Action] = {
    State.PAUSED: Action("alerts:resume", _lazy("Resume"), _lazy("Resume alert")),
    State.UNCONFIRMED: Action("alerts:confirm-own", _lazy("Confirm"), _lazy("Confirm alert")),
    State.ENDED: Action("alerts:begin-again", _lazy("Restart"), _lazy("Restart alert")),
}
SUPPRESSED: dict[str, Promise] = {
    "bounce": _lazy("Emails to this address came back to us."),
    "complaint": _lazy("An email to this address was reported as spam."),
}


@dataclass(frozen=True)
class Row:
    """An alert as the list shows it. ``gone``: filters of its search that are no longer known, in sentences."""

    alert: Alert
    filters: list[str]
    timing: list[str]
    gone: list[str]

    @property
    def search(self) -> str:
        """Describes the search; empty if the alert's name says the same."""
        words = " · ".join(self.filters)
        return "" if words == self.alert.name else words

    @property
    def badge(self) -> Badge:
        return OVER_LIMIT if self.alert.is_over_limit else BADGES[self.alert.state]

    @property
    def action(self) -> Action | None:
        return ACTIONS.get(self.alert.state)


@require_safe
@members_only
def index(request: HttpRequest) -> HttpResponse:
    """Lists a member's alerts, recent emails, and mutes."""
    now = timezone.now()
    user = member(request)
    limits = entitlements.for_user(user, now).limits
    rows = _rows(user, limits, now)
    kept = [row for row in rows if row.alert.state != State.ENDED]
    context = {
        "rows": kept,
        "ended": [row for row in rows if row.alert.state == State.ENDED],
        "room": limits.alerts,
        "used": sum(row.alert.state != State.UNCONFIRMED for row in kept),
        "over_limit": sum(row.alert.is_over_limit for row in kept),
        "overlaps": previews.overlaps([row.alert for row in kept], now=now),
        "mails": archive.summaries(Digest.objects.of(user).left().telling()[:MAILS]),
        "push": devices.notifications(user, [row.alert for row in kept], now=now) if keys.is_on() else None,
        "mutes": display.mute_labels(Mute.objects.filter(recipient__user=user)),
        "suppressed": SUPPRESSED.get(suppression.reason_for(user.email) or ""),
        "zone": zone_words(zone_of(user).key, now),
        "place_url": with_query(reverse("jobs:place"), urlencode({"next": request.path})),
        "pauses": services.PAUSES,
    }
    return render(request, "alerts/list.html", context)


def _rows(user: User, limits: Limits, now: dt.datetime) -> list[Row]:
    alerts = list(Alert.objects.of(user).select_related("recipient__user", "search"))
    asked = [saved_searches.asked_of(alert.search) for alert in alerts]
    names = display.company_names(one.criteria for one in asked)
    occupations = display.occupation_names(one.criteria for one in asked)
    rows = []
    for alert, one in zip(alerts, asked, strict=True):
        criteria = one.criteria
        is_held = alert.cadence == Alert.Cadence.DAILY and not limits.daily_alerts
        daily = alert.cadence == Alert.Cadence.DAILY and not is_held
        filters = display.filters_of(
            criteria,
            company=names.get(criteria.company, ""),
            occupation=occupations.get(criteria.occupation, ""),
            unknown=one.unknown,
        )
        gone = display.retired_filters_of(one, companies=names, occupations=occupations)
        rows.append(Row(alert, filters, _timing(alert, daily=daily, is_held=is_held, now=now), gone))
    return rows


def _timing(alert: Alert, *, daily: bool, is_held: bool, now: dt.datetime) -> list[str]:
    """Describes the schedule. ``is_held``: it is weekly because daily requires Plus."""
    held = [_("Daily with Plus")] if is_held else []
    status = [display.status(alert, now=now)] if alert.next_due_at else []
    channel = [alert.get_channel_display()] if keys.is_on() and alert.channel != Alert.Channel.EMAIL else []
    return [display.schedule(alert, daily=daily), *channel, *held, *status]


# --- One alert --------------------------------------------------------------------------------------------------------------


def get_alert_for(user: User, pk: int) -> Alert:
    """Returns the member's alert, or raises a 404."""
    try:
        return services.get_alert_for(user, pk)
    except Alert.DoesNotExist as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Edits one alert: its name, schedule and search. Previews what that would have sent."""
    now = timezone.now()
    user = member(request)
    alert = get_alert_for(user, pk)
    may_daily = entitlements.for_user(user, now).limits.daily_alerts
    is_held = alert.cadence == Alert.Cadence.DAILY and not may_daily
    data = request.POST if request.method == "POST" else None
    push = devices.offers_notifications(user, alert)
    form = AlertForm(data, daily=is_held or may_daily, push=push, initial=_initial(alert))
    asked, is_same = _search_in_form(data, alert)
    problems = {} if is_same else asked.problems
    criteria = asked.criteria.replace(sort="best", posted=None)
    conflict: list[tuple[str, str]] = []
    if data is not None and form.is_valid() and not problems:
        new, name = None if is_same else criteria, form.cleaned_data["name"]
        try:
            services.edit(
                alert=alert, criteria=new, name=name, timing=form.timing, seen=versions_seen(request), now=now
            )
        except AlertRefused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        except Stale:
            alert = get_alert_for(user, pk)
            conflict = _overwrites(form, alert, asked)
        if not (conflict or form.errors):
            messages.success(request, _("Alert saved."))
            return redirect("alerts:edit", alert.pk)
    version = services.version_of_alert(alert)
    context = {
        "alert": alert,
        "form": form,
        "version": request.POST.get("version", version),
        "overwrite": version,
        "conflict": conflict,
        "is_held": is_held,
        "zone": zone_words(zone_of(user).key, now),
        **_shown(alert, asked, criteria, now),
        **_problems_shown(request.POST, asked, problems, criteria),
    }
    status = 409 if conflict else 422 if form.errors or problems else 200
    return render(request, "alerts/edit.html", context, status=status)


def _problems_shown(
    data: QueryDict, asked: Asked, problems: Mapping[str, str], criteria: Criteria
) -> dict[str, object]:
    """What is wrong with the search, by field; pay that can't be read stays as it was typed."""
    return {
        "problems": [(field, f"{form_options.FIELDS[field]}: {text}") for field, text in problems.items()],
        "typed_pay": data.get("pay", "") if "pay" in asked.problems else criteria.pay or "",
    }


def _search_in_form(data: QueryDict | None, alert: Alert) -> tuple[Asked, bool]:
    """The search in the form, or the saved one; and whether they are the same."""
    saved = saved_searches.asked_of(alert.search)
    asked = saved if data is None else asking.parse(_with_what_was_not_sent(data, alert.search.querystring))
    return asked, _is_same(asked, saved)


def _is_same(asked: Asked, saved: Asked) -> bool:
    return saved_searches.canonical(asked.criteria) == saved.criteria and asked.has_same_unknown(saved)


def _shown(alert: Alert, asked: Asked, criteria: Criteria, now: dt.datetime) -> dict[str, Any]:
    """What the page shows of an alert and its search: state, filters and fields, and a preview."""
    names, occupations = display.company_names([criteria]), display.occupation_names([criteria])
    company, occupation = names.get(criteria.company, ""), occupations.get(criteria.occupation, "")
    mutes = Mutes(alert.recipient.mutes.all())
    return {
        "status": display.status(alert, now=now),
        "action": ACTIONS.get(alert.state),
        "filters": display.filters_of(criteria, company=company, occupation=occupation, unknown=asked.unknown),
        "gone": display.retired_filters_of(asked, companies=names, occupations=occupations),
        "unknown": [(field, value) for field, values in asked.unknown.items() for value in values],
        "preview": previews.preview(criteria, mutes=mutes, now=now) if asked.is_narrowed else previews.NOTHING,
        "search_url": search_url(criteria),
        **_search_fields(criteria, now),
        "company": company,
        "occupation": occupation,
    }


def _initial(alert: Alert) -> dict[str, Any]:
    own = ("name", "cadence", "weekday", "hour", "by_fit", "channel")
    return {field: getattr(alert, field) for field in own}


def _overwrites(form: AlertForm, alert: Alert, asked: Asked) -> list[tuple[str, str]]:
    """Returns the alert's current values that saving the form and this search would replace: labels and values."""
    found = form.overwrites(
        AlertForm(daily="cadence" in form.fields, push="channel" in form.fields, initial=_initial(alert))
    )
    saved = saved_searches.asked_of(alert.search)
    if not _is_same(asked, saved):
        filters = display.filters_of(saved.criteria, company=saved.criteria.company, unknown=saved.unknown)
        found.append((_("Search"), " · ".join(filters)))
    return found


def _with_what_was_not_sent(data: QueryDict, querystring: str) -> QueryDict:
    """Returns the search as it was sent; a field that wasn't sent keeps its value. An unticked box isn't sent either,
    so boxes count as sent if any of the search was."""
    stored, whole = QueryDict(querystring), data.copy()
    boxes = (
        {"type", "level", "industry", "no_pay", "company", "occupation", "people", "text"}
        if asking.NAMES & data.keys()
        else set()
    )
    for name in stored.keys() - data.keys() - boxes:
        whole.setlist(name, stored.getlist(name))
    return whole


def _search_fields(criteria: Criteria, now: dt.datetime) -> dict[str, Any]:
    """Returns the fields of a search, filled."""
    facets: dict[str, list[tuple[str, Any]]] = {
        "type": list(WorkType.choices),
        "level": [(value, label) for value, label in Level.choices if value != Level.ANY],
        "industry": [(one.slug, one.name) for one in INDUSTRIES.values()],
    }
    return {
        "criteria": criteria,
        "labels": form_options.FIELDS,
        "groups": [
            {
                "name": name,
                "legend": form_options.FACETS[name],
                "choices": [(value, label, value in getattr(criteria, name)) for value, label in choices],
            }
            for name, choices in facets.items()
        ],
        "people": people_name(criteria.people) if criteria.people else "",
        "geo_options": form_options.geo(criteria.geo),
        "currency_options": form_options.currency(criteria.currency),
        "period_options": form_options.period(criteria.period),
        "zone_options": form_options.zone(criteria.zone, now),
    }


@require_safe
@members_only
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a digest as it was sent, with the current state of its jobs."""
    digest = Digest.objects.of(member(request)).left().filter(pk=pk).first()
    if digest is None:
        raise Http404
    now = timezone.now()
    return render(request, "alerts/mail.html", {"digest": digest, "sections": archive.sections(digest, now=now)})
