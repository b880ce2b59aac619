"""Views for applications: list, board, detail."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import member, members_only
from accounts.localization import zone_of
from jobs.tracker import lists, services
from jobs.tracker.forms import OPEN_STAGES, OUTCOMES, AddForm, ElsewhereDetailsForm, details_form
from jobs.tracker.models import Application
from jobs.tracker.sent_files import with_link_to_files
from jobs.tracker.views.access import get_application_for, job_state, page_of, redirect_back
from toolkit.forms import Stale, versions_seen
from toolkit.geography import zone_words
from toolkit.request_text import BadInput

Stage = Application.Stage

# --- Lists --------------------------------------------------------------------------------------------------------------


@require_safe
@members_only
def account(request: HttpRequest) -> HttpResponse:
    """Shows an overview of what needs the member's attention."""
    now = timezone.now()
    totals = lists.stage_counts(member(request))
    context = {
        "stages": _stages(totals),
        "total": sum(totals.values()),
        "due": lists.next_steps_of(member(request))[:5],
        "now": now,
    }
    return render(request, "tracker/account.html", context)


@require_safe
@members_only
def applications(request: HttpRequest) -> HttpResponse:
    """Shows all applications as a sortable list, or as a board with a column for each stage."""
    now = timezone.now()
    user = member(request)
    totals = lists.stage_counts(user)
    context = {
        "stages": _stages(totals),
        "total": sum(totals.values()),
        "open_stages": OPEN_STAGES,
        "outcomes": OUTCOMES,
        "here": request.get_full_path(),
        "now": now,
    }
    if request.GET.get("view") == "board":
        return render(request, "tracker/board.html", context | {"columns": lists.board_columns(user, totals)})
    stage = request.GET.get("stage", "")
    stage = stage if stage in totals else ""
    order = request.GET.get("sort", "")
    order = order if order in lists.ORDERS else "next"
    rows = lists.applications_of(user).filter(stage=stage) if stage else lists.applications_of(user)
    context |= {
        "stage": stage,
        "headers": [_header(name, label, order, stage) for name, label in HEADERS.items()],
        "page": page_of(request, lists.ordered(rows, order)),
        "before": urlencode({"stage": stage, "sort": order}) + "&",
    }
    return render(request, "tracker/list.html", context)


JOB_STATES = {"held": _lazy("The job is under review"), "closed": _lazy("The job is closed")}
HEADERS: dict[str, Promise] = {
    "title": _lazy("Job"),
    "company": _lazy("Company"),
    "stage": _lazy("Stage"),
    "next": _lazy("Next step"),
    "changed": _lazy("Updated"),
}


def _header(name: str, label: Promise, order: str, stage: str) -> dict[str, Any]:
    """Returns a column's header: how the list is sorted by it, and the query that sorts by it or reverses the order."""
    sorted_now = {name: "ascending", f"-{name}": "descending"}.get(order, "")
    turned = f"-{name}" if order == name else name
    return {"name": name, "label": label, "sorted": sorted_now, "query": urlencode({"stage": stage, "sort": turned})}


def _stages(totals: dict[str, int]) -> list[dict[str, Any]]:
    return [{"stage": stage.value, "label": stage.label, "total": totals[stage]} for stage in Stage]


# --- One application ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def add(request: HttpRequest) -> HttpResponse:
    """Adds a job from elsewhere. A link can fill in ``title`` and ``url``."""
    filled = {name: request.GET[name] for name in ("title", "url") if name in request.GET}
    form = AddForm(request.POST or None, initial=filled)
    if request.method == "POST" and form.is_valid():
        try:
            application = services.add_by_hand(user=member(request), **form.cleaned_data, now=timezone.now())
        except services.TooMany as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Job added."))
            return redirect(application)
    return render(request, "tracker/add.html", {"form": form}, status=400 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows and edits one application: its stage, the member's notes, its events."""
    now = timezone.now()
    found = get_application_for(member(request), pk)
    zone = zone_of(member(request))
    if "done" in request.POST:
        return _finish_step(request, found)
    form = details_form(found, zone=zone, data=request.POST if request.method == "POST" else None)
    conflict: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        names = form.names() if isinstance(form, ElsewhereDetailsForm) else None
        try:
            services.edit(application=found, **form.details(), names=names, seen=versions_seen(request), now=now)
        except Stale:
            found = get_application_for(member(request), pk)
            conflict = form.overwrites(details_form(found, zone=zone))
        if not conflict:
            messages.success(request, _("Changes saved."))
            return redirect(found)
    version, state = services.version_of_details(found), job_state(found.job, now)
    context = {
        "application": found,
        "form": form,
        "version": request.POST.get("version", version),
        "overwrite": version,
        "conflict": conflict,
        "step": services.version_of_step(found),
        "zone": zone_words(zone.key, now),
        "events": found.events.all(),
        "sent_files": found.sent_files.all(),
        "open_stages": OPEN_STAGES,
        "outcomes": OUTCOMES,
        "is_open": state == "open",
        "job_state": JOB_STATES.get(state, "") if found.snapshot_id else "",
        "now": now,
    }
    status = 409 if conflict else 400 if request.method == "POST" else 200
    return render(request, "tracker/application.html", context, status=status)


def _finish_step(request: HttpRequest, found: Application) -> HttpResponse:
    """Marks the next step as done. ``step`` is the version that the page showed."""
    seen = tuple(filter(None, [request.POST.get("step")]))
    try:
        services.finish_step(application=found, seen=seen, now=timezone.now())
    except Stale:
        messages.warning(
            request, _("The next step changed after you opened this page. Check it, then mark it as done.")
        )
    else:
        messages.success(request, _("Next step marked as done."))
    return redirect(found)


@require_POST
@members_only
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Moves an application. ``to``: the new stage; ``from``: the stage that the page showed. The message names the
    resulting stage."""
    found = get_application_for(member(request), pk)
    to = request.POST.get("to", "")
    if to and to not in services.MOVES:
        raise BadInput(_("You can't move an application there. Go back and choose a stage from the list."))
    said = _("Choose where to move %(title)s.")
    tell = messages.error
    if to:
        try:
            services.move(application=found, to=to, seen=request.POST.get("from", ""), now=timezone.now())
            tell, said = messages.success, _("Moved %(title)s to “%(stage)s”.")
        except Stale:
            tell = messages.warning
            said = _("%(title)s was moved to “%(stage)s” in another tab. If that's wrong, move it again.")
    stage = found.get_outcome_display() or found.get_stage_display()
    said %= {"title": found.title, "stage": stage}
    tell(request, with_link_to_files(said, found) if to == Stage.APPLIED and tell is messages.success else said)
    return redirect_back(request, found.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for confirmation, then deletes the application with the member's notes."""
    found = get_application_for(member(request), pk)
    if request.method == "POST":
        services.remove(application=found)
        messages.success(request, _("Removed %s.") % found.title)
        return redirect("tracker:bookmarks" if found.stage == Stage.INTERESTED else "tracker:applications")
    return render(request, "tracker/remove.html", {"application": found})
