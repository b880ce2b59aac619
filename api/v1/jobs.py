"""Jobs: search, and one job."""

from typing import Annotated

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Path, Query, Router

from api.documents.jobs import JobDocument, describe_job
from api.documents.pages import FoundJobs
from api.problems import Problem, ProblemError
from api.v1.answers import json_answer
from api.v1.job_search import JobSearch, criteria_of, find_jobs
from api.v1.paging import page_answer
from jobs import history
from jobs.models import Job

router = Router(tags=["Jobs"])
KEPT = 60  # seconds
LARGEST_ID = 2**63 - 1

Id = Annotated[int, Path(..., ge=1, le=LARGEST_ID, description="The job's number.")]


@router.get("", operation_id="searchJobs", summary="Search jobs", response={200: FoundJobs}, url_name="jobs")
def jobs(request: HttpRequest, asked: Query[JobSearch]) -> HttpResponse:
    """Open jobs, by the criteria of the site's search. Without any, it's all open jobs, newest first.

    An opening that several sources list is one job here. Jobs whose descriptions alone mention the keywords come last, and
    aren't counted in `total`.
    """
    page = find_jobs(criteria_of(request), limit=asked.limit, cursor=asked.cursor, now=timezone.now())
    return page_answer(request, page)


@router.get(
    "/{int:job_id}",
    operation_id="getJob",
    summary="Get a job",
    response={200: JobDocument, 404: Problem, 410: Problem},
    url_name="job",
)
def job(request: HttpRequest, job_id: Id) -> HttpResponse:
    """Everything that the job's page says: where people can live, what it pays, what our rules found in the text, and when its
    source last listed it.

    An opening that several sources list is one job. Asked for a copy, we answer with the job itself, and `Content-Location` is
    its address. A job that isn't open is 410, and `detail` says why: one that our moderators are checking can come back.
    """
    now = timezone.now()
    found = _read(job_id)
    if found and found.lead_id and found.is_visible(now):
        lead = _read(found.lead_id)
        found = lead if lead and lead.is_visible(now) else found
    if found is None:
        raise Http404
    if not found.is_visible(now):
        raise ProblemError(410, "gone", history.closed_words(found, found.events.all(), now=now))
    headers = {"Content-Location": reverse("api:job", args=[found.pk])} if found.pk != job_id else {}
    return json_answer(describe_job(found, now=now), seconds=KEPT, headers=headers)


def _read(job_id: int) -> Job | None:
    jobs = Job.objects.was_public().with_origin().defer("company__about", "company__about_html")
    return jobs.filter(pk=job_id).first()
