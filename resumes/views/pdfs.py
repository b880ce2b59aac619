"""Returns PDFs to views: short ones at once, long ones made by a worker, with a page that shows progress."""

from functools import partial

from django.db import transaction
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


class PdfNotReady(Exception):
    """A worker is making the PDF, or can't."""

    def __init__(self, state: str, seconds: float) -> None:
        super().__init__(state)
        self.state = state  # "waiting", "failed" or "busy"
        self.seconds = seconds


def pdf_or_progress(
    request: HttpRequest, document: AnyDocument, options: Options, *, owner: User
) -> Export | HttpResponse:
    """Returns the PDF, or a page that says that it is being made, or that it couldn't be.

    The page asks for the same address again, so every view checks each time who may have the PDF. ``owner`` is whose document
    it is. No request waits for a PDF that takes more than ``LONG`` seconds.
    """
    tries_again = "again" in request.GET
    try:
        export = pdf_if_ready(document, options, owner=owner, again=tries_again)
    except PdfNotReady as pending:
        if tries_again and pending.state == "waiting":
            return redirect(_address(request, again=False))
        return _state(pending.state) if _is_poll(request) else _page(request, pending)
    return _state("ready") if _is_poll(request) else export


def pdf_if_ready(document: AnyDocument, options: Options, *, owner: User, again: bool = True) -> Export:
    """Returns the PDF: made at once if it is short, else by a worker. Raises ``PdfNotReady`` until then. With ``again``, one
    that failed is queued again."""
    now = timezone.now()
    inputs = sys_inputs(document, options)
    seconds = estimated_seconds(inputs)
    if seconds <= LONG:
        return export_of(inputs)
    try:
        rendered, is_new = rendering.request_pdf(user=owner, inputs=inputs["resume"], now=now)
    except rendering.TooManyPdfs:
        raise PdfNotReady("busy", seconds) from None
    state = rendered.state(now)
    if is_new or (again and rendering.try_again(rendered=rendered, now=now)):
        transaction.on_commit(partial(tasks.render_pdf.delay, rendered.pk))
        state = State.WAITING
    if state is State.MADE and (export := rendering.finished_export(rendered)):
        return export
    raise PdfNotReady("failed" if state is State.FAILED else "waiting", seconds)


def _page(request: HttpRequest, pending: PdfNotReady) -> HttpResponse:
    context = {
        "state": pending.state,
        "seconds": max(1, round(pending.seconds)),
        "address": _address(request, again=False),
        "again": _address(request, again=True),
    }
    status = {"waiting": 202, "failed": 503, "busy": 429}[pending.state]
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
