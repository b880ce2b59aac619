"""A member's saved jobs, by the number of the job."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Router

from api.access.scopes import Scope
from api.documents.applications import BookmarkDocument, describe_bookmark
from api.documents.member_pages import BookmarksPage
from api.problems import Problem, ProblemError
from api.v1.answers import json_answer
from api.v1.auth import member_of, needs
from api.v1.member.shared import ABSENT, LARGEST, REFUSED, conflict, created, nothing, page_of
from api.v1.paging import PAGE, Cursor, Limit
from jobs.models import Job
from jobs.tracker import services
from jobs.tracker.models import Application

router = Router(tags=["Saved jobs"])
INTERESTED = Application.Stage.INTERESTED


@router.get(
    "",
    operation_id="listBookmarks",
    summary="List saved jobs",
    auth=needs(Scope.BOOKMARKS_READ),
    response={200: BookmarksPage, 400: Problem, **REFUSED},
    url_name="bookmarks",
)
def bookmarks(request: HttpRequest, limit: Limit = PAGE, cursor: Cursor = "") -> HttpResponse:
    """The jobs that you saved and haven't applied for, the last saved first. Needs the scope `bookmarks:read`."""
    user, now = member_of(request), timezone.now()
    own = Application.objects.of(user).filter(stage=INTERESTED).defer("notes")
    rows, following = page_of(own, asked=f"bookmarks of {user.pk}", limit=limit, cursor=cursor)
    jobs = Job.objects.for_cards().in_bulk([row.job_id for row in rows if row.job_id])
    items = [describe_bookmark(row, jobs, now=now) for row in rows]
    return json_answer(BookmarksPage(items=items, next_cursor=following))


@router.put(
    "/{int:job_id}",
    operation_id="saveJob",
    summary="Save a job",
    auth=needs(Scope.BOOKMARKS_WRITE),
    response={200: BookmarkDocument, 201: BookmarkDocument, 409: Problem, **ABSENT},
    url_name="bookmark",
)
def save(request: HttpRequest, job_id: int) -> HttpResponse:
    """Saves a job, with a copy that you keep. A job that you saved before stays as it is. Needs the scope `bookmarks:write`."""
    now = timezone.now()
    job = services.keepable().filter(pk=job_id).first() if job_id <= LARGEST else None
    if job is None:
        raise Http404
    try:
        kept = services.save(user=member_of(request), job=job, now=now)
    except services.TooMany as refused:
        raise ProblemError(403, "forbidden", str(refused)) from refused
    if kept.stage != INTERESTED:
        raise conflict("You have applied for this job. It's among your applications.")
    document = describe_bookmark(kept, {job.pk: job}, now=now)
    return created(document, reverse("api:bookmark", args=[job_id]), is_new=kept.created_at == now)


@router.delete(
    "/{int:job_id}",
    operation_id="unsaveJob",
    summary="Remove a saved job",
    auth=needs(Scope.BOOKMARKS_WRITE),
    response={204: None, 409: Problem, **ABSENT},
    url_name="bookmark",
)
def unsave(request: HttpRequest, job_id: int) -> HttpResponse:
    """Removes a saved job. One with notes of yours, or at a later stage, stays (409). Needs the scope `bookmarks:write`."""
    own = Application.objects.of(member_of(request)).filter(job=job_id) if job_id <= LARGEST else None
    kept = own.first() if own is not None else None
    if kept is None:
        raise Http404
    if not services.unsave(application=kept):
        raise conflict("You added something to this job. Delete the application instead.")
    return nothing()
