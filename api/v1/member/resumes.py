"""A member's résumés as JSON Resume: list, read, add, replace."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from ninja import Router
from pydantic import Field

from accounts.models import User
from api.access.scopes import Scope
from api.documents.member_pages import ResumesPage
from api.documents.resumes import WholeResume, describe_resume, summarize_resume
from api.problems import Problem, ProblemError, field_error
from api.v1.answers import json_answer
from api.v1.auth import member_of, needs
from api.v1.idempotency import answer_once
from api.v1.member.shared import (
    ABSENT,
    CONDITION,
    ONCE,
    REFUSED,
    Body,
    check_unchanged,
    conflict,
    created,
    held,
    invalid,
    page_of,
)
from api.v1.paging import PAGE, Cursor, Limit
from resumes import services
from resumes.document import DocumentError
from resumes.lifecycle import MAX_NAME, TooMany
from resumes.models import Resume, Version
from toolkit.forms import Stale
from toolkit.text import one_line

router = Router(tags=["Resumes"])

Language = Literal["en", "de", "es", "fr", "nl", "pl", "pt"]
DOCUMENT = "A résumé in the format of JSON Resume 1.0."


class NewResume(Body):
    """A résumé to add."""

    name: str = Field(max_length=2 * MAX_NAME, description="Only you see it.", examples=["Data analyst, English"])
    language: Language = Field("en", description="Headings are in this language.")
    document: dict[str, Any] = Field(description=DOCUMENT)


class NewDocument(Body):
    """What a résumé says from now on."""

    document: dict[str, Any] = Field(description=DOCUMENT)


def get_resume_for(user: User, pk: int) -> Resume:
    """Returns the member's résumé, or raises a 404."""
    found: Resume = get_object_or_404(Resume.objects.of(user).kept(), pk=pk)
    return found


@router.get(
    "",
    operation_id="listResumes",
    summary="List résumés",
    auth=needs(Scope.RESUMES_READ),
    response={200: ResumesPage, 400: Problem, **REFUSED},
    url_name="resumes",
)
def resumes(request: HttpRequest, limit: Limit = PAGE, cursor: Cursor = "") -> HttpResponse:
    """Your résumés, the newest first. Needs the scope `resumes:read`."""
    user = member_of(request)
    own = Resume.objects.of(user).kept().defer("data", "not_placed")
    rows, following = page_of(own, asked=f"resumes of {user.pk}", limit=limit, cursor=cursor)
    return json_answer(ResumesPage(items=[summarize_resume(row) for row in rows], next_cursor=following))


@router.post(
    "",
    operation_id="addResume",
    summary="Add a résumé",
    auth=needs(Scope.RESUMES_WRITE),
    response={201: WholeResume, 422: Problem, **REFUSED},
    url_name="resumes",
    openapi_extra=ONCE,
)
def add(request: HttpRequest, body: NewResume) -> HttpResponse:
    """Adds a résumé. Your plan covers only so many (403). Needs the scope `resumes:write`."""
    user, now = member_of(request), timezone.now()
    name = one_line(body.name)
    if not 0 < len(name) <= MAX_NAME:
        raise invalid("name", f"Enter 1 to {MAX_NAME} characters.")

    def act() -> HttpResponse:
        try:
            resume = services.create_resume(
                user=user,
                name=name,
                language=body.language,
                data=body.document,
                origin=Version.Origin.IMPORTED,
                now=now,
            )
        except TooMany as refused:
            raise ProblemError(403, "forbidden", str(refused)) from refused
        except DocumentError as error:
            raise _problem(error) from error
        return created(describe_resume(resume), reverse("api:resume", args=[resume.pk]))

    return answer_once(request, user=user, now=now, act=act)


@router.get(
    "/{int:resume_id}",
    operation_id="getResume",
    summary="Get a résumé",
    auth=needs(Scope.RESUMES_READ),
    response={200: WholeResume, **ABSENT},
    url_name="resume",
)
def resume(request: HttpRequest, resume_id: int) -> HttpResponse:
    """One résumé with its document. Needs the scope `resumes:read`."""
    return json_answer(describe_resume(get_resume_for(member_of(request), resume_id)))


@router.put(
    "/{int:resume_id}/document",
    operation_id="replaceResumeDocument",
    summary="Replace a résumé's document",
    auth=needs(Scope.RESUMES_WRITE),
    response={200: WholeResume, 409: Problem, 412: Problem, 422: Problem, **ABSENT},
    url_name="resume-document",
    openapi_extra=CONDITION,
)
def replace(request: HttpRequest, resume_id: int, body: NewDocument) -> HttpResponse:
    """Replaces the document. The one before stays in the résumé's history. Needs the scope `resumes:write`."""
    user, now = member_of(request), timezone.now()
    with held(Resume.objects.of(user).filter(pk=resume_id)):
        found = get_resume_for(user, resume_id)
        check_unchanged(request, describe_resume(found))
        try:
            services.replace_document(
                resume=found, data=body.document, seen=(services.version_of_document(found),), now=now
            )
        except Stale as stale:
            raise conflict() from stale
        except DocumentError as error:
            raise _problem(error) from error
    return json_answer(describe_resume(found))


def _problem(error: DocumentError) -> ProblemError:
    errors = [field_error("body", ".".join(["document", *map(str, one.path)]), one.message) for one in error.problems]
    return ProblemError(422, "invalid-body", errors=errors)
