"""A member's job alerts: list, create, change, pause, resume, stop."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from ninja import Router
from pydantic import AwareDatetime, Field

from accounts.models import User
from alerts import display, saved_searches, services
from alerts.models import Alert
from alerts.services import AlertRefused, Timing
from api.access.scopes import Scope
from api.documents.alerts import WEEKDAYS, AlertDocument, Cadence, Weekday, describe_alerts
from api.documents.member_pages import AlertsPage
from api.problems import Problem, ProblemError, field_error, parameter_errors
from api.v1.answers import json_answer
from api.v1.auth import member_of, needs
from api.v1.idempotency import answer_once
from api.v1.job_search import SEARCH_PARAMETERS
from api.v1.member.shared import (
    ABSENT,
    CONDITION,
    LARGEST,
    ONCE,
    REFUSED,
    Body,
    check_unchanged,
    conflict,
    created,
    held,
    invalid,
    nothing,
    page_of,
)
from api.v1.paging import PAGE, Cursor, Limit
from billing import entitlements
from jobs.search import criteria as searches
from jobs.search.criteria import Criteria
from toolkit.forms import Stale
from toolkit.text import one_line

router = Router(tags=["Job alerts"])
SEARCH = "The parameters of a job search, as in `GET /api/v1/jobs`."
MAX_SEARCH, MAX_NAME = 1500, 120


class _Schedule(Body):
    name: str = Field("", max_length=2 * MAX_NAME, description="Used in the subject line.")
    cadence: Cadence = Field("weekly", description="Daily needs Plus.")
    weekday: Weekday = Field("monday", description="For a weekly alert.")
    hour: int = Field(8, ge=0, le=23, description="In your time zone.")
    by_fit: bool = Field(False, description="Jobs that fit you come first. Needs Plus.")


class NewAlert(_Schedule):
    """A search, and when what's new is emailed."""

    search: str = Field(max_length=MAX_SEARCH, description=SEARCH, examples=["q=python&geo=spain"])


class AlertChanges(_Schedule):
    """Fields that aren't sent keep their value."""

    search: str = Field("", max_length=MAX_SEARCH, description=SEARCH, examples=["q=python&geo=spain"])


class Pause(Body):
    """How long an alert sends nothing."""

    until: AwareDatetime | None = Field(None, description="Within a year; null until you resume it.")


def get_alert_for(user: User, pk: int) -> Alert:
    """Returns the member's alert, or raises a 404; also for one that was stopped."""
    try:
        alert = services.get_alert_for(user, pk) if pk <= LARGEST else None
    except Alert.DoesNotExist:
        alert = None
    if alert is None or alert.state == Alert.State.ENDED:
        raise Http404
    return alert


@router.get(
    "",
    operation_id="listAlerts",
    summary="List job alerts",
    auth=needs(Scope.ALERTS_READ),
    response={200: AlertsPage, 400: Problem, **REFUSED},
    url_name="alerts",
)
def alerts(request: HttpRequest, limit: Limit = PAGE, cursor: Cursor = "") -> HttpResponse:
    """Your alerts, the newest first, without those that you stopped. Needs the scope `alerts:read`."""
    user = member_of(request)
    own = Alert.objects.of(user).kept().select_related("search")
    rows, following = page_of(own, asked=f"alerts of {user.pk}", limit=limit, cursor=cursor)
    return json_answer(AlertsPage(items=describe_alerts(rows), next_cursor=following))


@router.post(
    "",
    operation_id="createAlert",
    summary="Create a job alert",
    auth=needs(Scope.ALERTS_WRITE),
    response={200: AlertDocument, 201: AlertDocument, 409: Problem, 422: Problem, **REFUSED},
    url_name="alerts",
    openapi_extra=ONCE,
)
def create(request: HttpRequest, body: NewAlert) -> HttpResponse:
    """Creates an alert, which runs at once. If the search has one already, that is the answer (200). Your plan covers only so
    many (403). Needs the scope `alerts:write`."""
    user, now = member_of(request), timezone.now()

    def act() -> HttpResponse:
        criteria = _criteria(body.search)
        timing = _timing(Timing(), body.given(), user=user, now=now)
        name = _name(body.name) if "name" in body.model_fields_set else _usual_name(criteria)
        try:
            alert = services.create(user=user, criteria=criteria, name=name, timing=timing, now=now)
        except AlertRefused as refused:
            raise _problem(refused) from refused
        address = reverse("api:alert", args=[alert.pk])
        return created(_described(alert), address, is_new=alert.created_at == now)

    return answer_once(request, user=user, now=now, act=act)


@router.get(
    "/{int:alert_id}",
    operation_id="getAlert",
    summary="Get a job alert",
    auth=needs(Scope.ALERTS_READ),
    response={200: AlertDocument, **ABSENT},
    url_name="alert",
)
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One alert. Needs the scope `alerts:read`."""
    return json_answer(_described(get_alert_for(member_of(request), alert_id)))


@router.patch(
    "/{int:alert_id}",
    operation_id="editAlert",
    summary="Change a job alert",
    auth=needs(Scope.ALERTS_WRITE),
    response={200: AlertDocument, 409: Problem, 412: Problem, 422: Problem, **ABSENT},
    url_name="alert",
    openapi_extra=CONDITION,
)
def edit(request: HttpRequest, alert_id: int, body: AlertChanges) -> HttpResponse:
    """Changes an alert's name, schedule or search. Needs the scope `alerts:write`."""
    user, now = member_of(request), timezone.now()
    found = get_alert_for(user, alert_id)
    check_unchanged(request, _described(found))
    given = body.given()
    criteria = _criteria(body.search) if "search" in given else None
    name = _name(body.name) if "name" in given else found.name
    timing = _timing(
        Timing(found.cadence, found.weekday, found.hour, found.by_fit, found.channel), given, user=user, now=now
    )
    seen = (services.version_of_alert(found),)
    try:
        changed = services.edit(alert=found, criteria=criteria, name=name, timing=timing, seen=seen, now=now)
    except AlertRefused as refused:
        raise _problem(refused) from refused
    except Stale as stale:
        raise conflict() from stale
    return json_answer(_described(changed))


@router.delete(
    "/{int:alert_id}",
    operation_id="stopAlert",
    summary="Stop a job alert",
    auth=needs(Scope.ALERTS_WRITE),
    response={204: None, 412: Problem, **ABSENT},
    url_name="alert",
    openapi_extra=CONDITION,
)
def stop(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Stops an alert for good. You can restart it on the site. Needs the scope `alerts:write`."""
    user = member_of(request)
    with held(Alert.objects.of(user).filter(pk=min(alert_id, LARGEST))):
        found = get_alert_for(user, alert_id)
        check_unchanged(request, _described(found))
        services.end(alert=found, now=timezone.now())
    return nothing()


@router.post(
    "/{int:alert_id}/pause",
    operation_id="pauseAlert",
    summary="Pause a job alert",
    auth=needs(Scope.ALERTS_WRITE),
    response={200: AlertDocument, 409: Problem, 422: Problem, **ABSENT},
    url_name="alert-pause",
    openapi_extra=ONCE,
)
def pause(request: HttpRequest, alert_id: int, body: Pause) -> HttpResponse:
    """Pauses an alert. Jobs listed meanwhile come with the first email afterwards. Needs the scope `alerts:write`."""
    user, now = member_of(request), timezone.now()

    def act() -> HttpResponse:
        found = get_alert_for(user, alert_id)
        try:
            return json_answer(_described(services.pause(alert=found, until=body.until, now=now)))
        except AlertRefused as refused:
            raise _problem(refused) from refused

    return answer_once(request, user=user, now=now, act=act)


@router.post(
    "/{int:alert_id}/resume",
    operation_id="resumeAlert",
    summary="Resume a job alert",
    auth=needs(Scope.ALERTS_WRITE),
    response={200: AlertDocument, 409: Problem, **ABSENT},
    url_name="alert-resume",
    openapi_extra=ONCE,
)
def resume(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Resumes an alert. Your plan covers only so many that run (403). Needs the scope `alerts:write`."""
    user, now = member_of(request), timezone.now()

    def act() -> HttpResponse:
        found = get_alert_for(user, alert_id)
        try:
            return json_answer(_described(services.resume(alert=found, now=now)))
        except AlertRefused as refused:
            raise _problem(refused) from refused

    return answer_once(request, user=user, now=now, act=act)


# --- Reading a body -----------------------------------------------------------------------------------------------------


def _criteria(search: str) -> Criteria:
    """Returns the search as an alert keeps it. Raises ``ProblemError`` (422) for a parameter that isn't understood."""
    query = QueryDict(search.removeprefix("?"))
    asked = searches.parse(query)
    errors = parameter_errors(query, SEARCH_PARAMETERS, place="body", within="search.")
    errors += [field_error("body", f"search.{name}", str(said)) for name, said in asked.problems.items()]
    if errors:
        raise ProblemError(422, "invalid-body", errors=errors)
    return saved_searches.canonical(asked.criteria)


def _usual_name(criteria: Criteria) -> str:
    company = display.company_names([criteria]).get(criteria.company, "")
    occupation = display.occupation_names([criteria]).get(criteria.occupation, "")
    return display.name_of(criteria, company=company, occupation=occupation)


def _name(sent: str) -> str:
    name = one_line(sent)
    if not 0 < len(name) <= MAX_NAME:
        raise invalid("name", f"Enter 1 to {MAX_NAME} characters.")
    return name


def _timing(now_has: Timing, given: dict[str, Any], *, user: User, now: dt.datetime) -> Timing:
    """Returns the schedule with the changes. Raises ``ProblemError`` (403) for an order that the plan doesn't include; the
    services refuse the rest."""
    changes: dict[str, Any] = {name: given[name] for name in ("cadence", "hour", "by_fit") if name in given}
    if "weekday" in given:
        changes["weekday"] = WEEKDAYS.index(given["weekday"])
    if changes.get("by_fit") and not now_has.by_fit and not entitlements.for_user(user, now).is_plus:
        raise ProblemError(403, "forbidden", "The best fit first comes with Plus.")
    return now_has._replace(**changes)


def _described(alert: Alert) -> AlertDocument:
    return describe_alerts([alert])[0]


def _problem(refused: AlertRefused) -> ProblemError:
    """Returns the problem of an alert that can't be had: the plan's limit, another alert, or a wrong day."""
    if refused.field == "criteria":
        return conflict(str(refused))
    if refused.field == "until":
        return invalid("until", str(refused))
    return ProblemError(403, "forbidden", str(refused))
