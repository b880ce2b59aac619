"""Returns PDFs to views: short ones at once, long ones made by a worker, with a page that shows progress."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from accounts.models import User
from resumes import rendering, tasks
from resumes.exports.content import AnyDocument
from resumes.exports.estimate import LONG, estimated_seconds
from resumes.exports.options import Export, Options
from resumes.exports.pdf import export_of, sys_inputs
from resumes.models.rendered_pdf import State


def pdf_or_progress(
    request: HttpRequest, document: AnyDocument, options: Options, *, owner: User
) -> Export | HttpResponse:
    """Returns the PDF, or a page that says that it is being made, or that it couldn't be.

    The page asks for the same address again, so every view checks each time who may have the PDF. ``owner`` is whose document
    it is.
    No request waits for a PDF that takes more than ``LONG`` seconds.
    """
    now = timezone.now()
    inputs = sys_inputs(document, options)
    seconds = estimated_seconds(inputs)
    if seconds <= LONG:
        return export_of(inputs)
    try:
        rendered, is_new = rendering.request_pdf(user=owner, inputs=inputs["resume"], now=now)
    except rendering.TooManyPdfs:
        return _page(request, "busy", 429)
    if is_new:
        tasks.render_pdf.delay_on_commit(rendered.pk)
    state = rendered.state(now)
    if state is State.FAILED and "again" in request.GET:
        if rendering.try_again(rendered=rendered, now=now):
            tasks.render_pdf.delay_on_commit(rendered.pk)
        return redirect(_address(request, again=False))
    if state is State.MADE:
        if _is_poll(request):
            return _state("ready")
        if export := rendering.finished_export(rendered):
            return export
        return redirect(_address(request, again=False))
    return _page(request, "failed", 503) if state is State.FAILED else _page(request, "waiting", 202, seconds)


def _page(request: HttpRequest, state: str, status: int, seconds: float = 0) -> HttpResponse:
    if _is_poll(request):
        return _state(state)
    context = {
        "state": state,
        "seconds": max(1, round(seconds)),
        "address": _address(request, again=False),
        "again": _address(request, again=True),
    }
    response = render(request, "resumes/pdf_progress.html", context, status=status)
    add_never_cache_headers(response)
    return response


def _state(state: str) -> HttpResponse:
    return JsonResponse({"state": state}, headers={"Cache-Control": "no-store"})


def _is_poll(request: HttpRequest) -> bool:
    """Returns whether the script of the progress page asks."""
    return request.headers.get("Accept") == "application/json"


def _address(request: HttpRequest, *, again: bool) -> str:
    query = request.GET.copy()
    query.pop("again", None)
    if again:
        query["again"] = "1"
    return f"{request.path}?{query.urlencode()}" if query else request.path
