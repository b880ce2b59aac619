"""Jobs: search, and one job."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Router

from api.documents.jobs import JobDocument, describe_job
from api.problems import Problem, ProblemError
from api.v1.answers import json_answer
from jobs.models import Job

router = Router(tags=["Jobs"])
KEPT = 60  # seconds


@router.get(
    "/{int:job_id}",
    operation_id="getJob",
    summary="Get a job",
    response={200: JobDocument, 404: Problem, 410: Problem},
    url_name="job",
)
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    """Everything that the job's page says: where people can live, what it pays, what our rules found in the text, and when its
    source last listed it.

    A job that several sources list is one job here. Asked for a copy, we answer with the job itself, and `Content-Location` is
    its address. A job that has closed is 410.
    """
    now = timezone.now()
    found = _read(job_id)
    if found and found.lead_id and found.is_visible(now):
        lead = _read(found.lead_id)
        found = lead if lead and lead.is_visible(now) else found
    if found is None:
        raise Http404
    if not found.is_visible(now):
        raise ProblemError(410, "gone", "This job is closed.")
    headers = {"Content-Location": reverse("api:job", args=[found.pk])} if found.pk != job_id else {}
    return json_answer(describe_job(found, now=now), seconds=KEPT, headers=headers)


def _read(job_id: int) -> Job | None:
    return (
        Job.objects.was_public().with_origin().defer("company__about", "company__about_html").filter(pk=job_id).first()
    )
