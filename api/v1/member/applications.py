"""A member's applications: list, add, edit, move, remove."""

import datetime as dt
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from accounts.models import User
from api.access.scopes import Scope
from api.documents.applications import (
    ApplicationDocument,
    StageName,
    describe_application,
    summarize_application,
)
from api.documents.member_pages import ApplicationsPage
from api.problems import Problem, ProblemError
from api.v1.answers import json_answer
from api.v1.auth import member_of, needs
from api.v1.idempotency import answer_once
from api.v1.member.shared import (
    ABSENT,
    CONDITION,
    LARGEST,
    ONCE,
    REFUSED,
    Body,
    check_form,
    check_unchanged,
    conflict,
    created,
    held,
    invalid,
    nothing,
    page_of,
)
from api.v1.paging import PAGE, Cursor, Limit
from jobs.tracker import lists, services
from jobs.tracker.forms import NOTES, AddForm, details_form
from jobs.tracker.models import Application
from toolkit.forms import Stale

router = Router(tags=["Applications"])
UTC = ZoneInfo("UTC")
NAMES = ("title", "company", "url")  # that a member can edit, for a job from elsewhere

Target = Literal[
    "interested", "applied", "interview", "offer", "closed:rejected", "closed:no-reply", "closed:withdrew", "closed:declined",
    "closed:accepted",
]  # fmt: skip


class NewApplication(Body):
    """Either ``job_id``, a job of this site, or ``title``, a job from elsewhere."""

    job_id: int | None = Field(None, ge=1, le=LARGEST)
    title: str = Field("", max_length=400)
    company: str = Field("", max_length=400)
    job_url: str = Field("", max_length=2000)
    notes: str = Field("", max_length=2 * NOTES)
    stage: Target = "interested"


class ApplicationChanges(Body):
    """Fields that aren't sent keep their value. ``title``, ``company`` and ``job_url`` are for jobs from elsewhere."""

    title: str = Field("", max_length=400)
    company: str = Field("", max_length=400)
    job_url: str = Field("", max_length=2000)
    notes: str = Field("", max_length=2 * NOTES)
    contact: str = Field("", max_length=600)
    next_step: str = Field("", max_length=400)
    next_step_at: AwareDatetime | None = None


class NewStage(Body):
    """``seen``: the stage that you know; if the application has moved since, it stays there (409)."""

    stage: Target
    seen: Target | None = None


def get_application_for(user: User, pk: int) -> Application:
    """Returns the member's application with its job, or raises a 404."""
    own = Application.objects.of(user).select_related("job__company", "job__source")
    return get_object_or_404(own.defer("job__description", "job__company__logo", "job__company__about"), pk=pk)


@router.get(
    "",
    operation_id="listApplications",
    summary="List applications",
    auth=needs(Scope.APPLICATIONS_READ),
    response={200: ApplicationsPage, 400: Problem, **REFUSED},
    url_name="applications",
)
def applications(
    request: HttpRequest,
    stage: Annotated[StageName | None, Query(None, description="Only those at this stage.")] = None,
    limit: Limit = PAGE,
    cursor: Cursor = "",
) -> HttpResponse:
    """Your tracker, the last added first, saved jobs included. Needs the scope `applications:read`."""
    user, now = member_of(request), timezone.now()
    own = lists.applications_of(user).select_related("job").defer("notes", "contact", "url", "job__description")
    own = own.filter(stage=stage) if stage else own
    rows, following = page_of(own, asked=f"applications of {user.pk}?{stage}", limit=limit, cursor=cursor)
    page = ApplicationsPage(items=[summarize_application(row, now=now) for row in rows], next_cursor=following)
    return json_answer(page)


@router.post(
    "",
    operation_id="addApplication",
    summary="Add an application",
    auth=needs(Scope.APPLICATIONS_WRITE),
    response={200: ApplicationDocument, 201: ApplicationDocument, 409: Problem, 422: Problem, **REFUSED},
    url_name="applications",
    openapi_extra=ONCE,
)
def add(request: HttpRequest, body: NewApplication) -> HttpResponse:
    """Adds a job of this site with a copy that you keep, or a job from elsewhere. A job of this site that is there already is
    answered as it is (200), at least at the stage "applied" if you say so. Needs the scope `applications:write`."""
    user, now = member_of(request), timezone.now()

    def act() -> HttpResponse:
        try:
            made = _add_ours(user, body.job_id, body, now) if body.job_id else _add_from_elsewhere(user, body, now)
        except services.TooMany as refused:
            raise ProblemError(403, "forbidden", str(refused)) from refused
        document = describe_application(get_application_for(user, made.pk), now=now)
        return created(document, reverse("api:application", args=[made.pk]), is_new=made.created_at == now)

    return answer_once(request, user=user, now=now, act=act)


@transaction.atomic
def _add_ours(user: User, job_id: int, body: NewApplication, now: dt.datetime) -> Application:
    if body.model_fields_set & {"title", "company", "job_url", "notes"}:
        raise invalid("job_id", "Send either the number of a job, or what you know of a job from elsewhere.")
    job = services.keepable().filter(pk=job_id).first()
    if job is None:
        raise invalid("job_id", "There is no such job.")
    keep = services.save if body.stage == "interested" else services.record_application
    application = keep(user=user, job=job, now=now)
    if application.created_at == now:
        services.move(application=application, to=body.stage, now=now)
    return application


def _add_from_elsewhere(user: User, body: NewApplication, now: dt.datetime) -> Application:
    sent = {"title": body.title, "company": body.company, "url": body.job_url, "notes": body.notes, "to": body.stage}
    form = AddForm(sent)
    check_form(form, {"url": "job_url", "to": "stage"})
    return services.add_by_hand(user=user, **form.cleaned_data, now=now)


@router.get(
    "/{int:application_id}",
    operation_id="getApplication",
    summary="Get an application",
    auth=needs(Scope.APPLICATIONS_READ),
    response={200: ApplicationDocument, **ABSENT},
    url_name="application",
)
def application(request: HttpRequest, application_id: int) -> HttpResponse:
    """One application with your notes, its moves and what you sent. Needs the scope `applications:read`."""
    found = get_application_for(member_of(request), application_id)
    return json_answer(describe_application(found, now=timezone.now()))


@router.patch(
    "/{int:application_id}",
    operation_id="editApplication",
    summary="Edit an application",
    auth=needs(Scope.APPLICATIONS_WRITE),
    response={200: ApplicationDocument, 409: Problem, 412: Problem, 422: Problem, **ABSENT},
    url_name="application",
    openapi_extra=CONDITION,
)
def edit(request: HttpRequest, application_id: int, body: ApplicationChanges) -> HttpResponse:
    """Changes your notes, contact and next step. Needs the scope `applications:write`."""
    user, now = member_of(request), timezone.now()
    with held(Application.objects.of(user).filter(pk=application_id)):
        found = get_application_for(user, application_id)
        check_unchanged(request, describe_application(found, now=now))
        seen = services.version_of_details(found)
        details, names = _details(found, body)
        try:
            services.edit(application=found, **details, names=names, seen=(seen,), now=now)
        except Stale as stale:
            raise conflict() from stale
    return json_answer(describe_application(get_application_for(user, application_id), now=now))


def _details(found: Application, body: ApplicationChanges) -> tuple[dict[str, Any], dict[str, str] | None]:
    """Returns the arguments of ``services.edit``: details as they are, with the changes, checked like the page's form; and the
    names of a job from elsewhere."""
    given = {"url" if name == "job_url" else name: value for name, value in body.given().items()}
    if found.snapshot_id and given.keys() & set(NAMES):
        raise invalid("title", "Only a job from elsewhere can be renamed.")
    if "next_step_at" in given:
        moment = _in_utc(given.pop("next_step_at"))
        given |= {"on": moment.date().isoformat() if moment else "", "at": moment.time().isoformat() if moment else ""}
    form = details_form(found, zone=UTC, data=given)
    check_form(form, {"url": "job_url", "on": "next_step_at", "at": "next_step_at"})
    names = None if found.snapshot_id else {name: form.cleaned_data[name] for name in NAMES}
    return form.details(), names


def _in_utc(moment: dt.datetime | None) -> dt.datetime | None:
    try:
        return moment and moment.astimezone(UTC)
    except OverflowError as error:  # of the year 1 or 9999, which is another one there
        raise invalid("next_step_at", "Enter a date between 2000 and 2099.") from error


@router.delete(
    "/{int:application_id}",
    operation_id="deleteApplication",
    summary="Delete an application",
    auth=needs(Scope.APPLICATIONS_WRITE),
    response={204: None, 412: Problem, **ABSENT},
    url_name="application",
    openapi_extra=CONDITION,
)
def remove(request: HttpRequest, application_id: int) -> HttpResponse:
    """Deletes an application with your notes and the copy of the job. Needs the scope `applications:write`."""
    user = member_of(request)
    with held(Application.objects.of(user).filter(pk=application_id)):
        found = get_application_for(user, application_id)
        check_unchanged(request, describe_application(found, now=timezone.now()))
        services.remove(application=found)
    return nothing()


@router.post(
    "/{int:application_id}/move",
    operation_id="moveApplication",
    summary="Move an application",
    auth=needs(Scope.APPLICATIONS_WRITE),
    response={200: ApplicationDocument, 409: Problem, 422: Problem, **ABSENT},
    url_name="application-move",
    openapi_extra=ONCE,
)
def move(request: HttpRequest, application_id: int, body: NewStage) -> HttpResponse:
    """Moves an application to another stage. Needs the scope `applications:write`."""
    user, now = member_of(request), timezone.now()

    def act() -> HttpResponse:
        found = get_application_for(user, application_id)
        try:
            services.move(application=found, to=body.stage, seen=body.seen or "", now=now)
        except Stale as stale:
            raise conflict(f"The application is at the stage {found.outcome or found.stage} now.") from stale
        return json_answer(describe_application(get_application_for(user, application_id), now=now))

    return answer_once(request, user=user, now=now, act=act)
