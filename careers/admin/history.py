"""Admin of a guide's history: revisions, editions, their differences; restore and withdraw."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from reversion.models import Version

from accounts.models import User
from careers import services
from careers.editing import differences, revisions
from careers.editing.working_copy import document_of
from careers.models import Guide

if TYPE_CHECKING:
    PageAdmin = admin.ModelAdmin[Guide]


@dataclass(frozen=True)
class Event:
    """A line of the history: a saved revision (``version`` set) or an edition."""

    at: dt.datetime
    by: User | None
    what: str
    detail: str
    version: int | None = None


def may_see(page: "PageAdmin", request: HttpRequest, pk: int) -> Guide:
    guide = get_object_or_404(Guide, pk=pk)
    if not page.has_view_or_change_permission(request, guide):
        raise PermissionDenied
    return guide


def may_change(page: "PageAdmin", request: HttpRequest, pk: int) -> Guide:
    guide = get_object_or_404(Guide, pk=pk)
    if not page.has_change_permission(request, guide):
        raise PermissionDenied
    return guide


def _context(page: "PageAdmin", request: HttpRequest, guide: Guide, **more: Any) -> dict[str, Any]:
    return {**page.admin_site.each_context(request), "opts": page.opts, "original": guide, **more}


def timeline(page: "PageAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    guide = may_see(page, request, pk)
    events = []
    for kept in revisions.revisions_of(guide).defer("serialized_data"):
        what, changed = revisions.comment_in_words(kept)
        events.append(Event(kept.revision.date_created, kept.revision.user, what, changed, kept.pk))
    now = timezone.now()
    for edition in guide.editions.select_related("published_by").defer("document_data", "html", "search"):
        said = _("Published edition %d") if edition.published_at <= now else _("Scheduled edition %d")
        events.append(Event(edition.published_at, edition.published_by, said % edition.number, edition.note))
    events.sort(key=lambda event: (event.at, event.version is None), reverse=True)
    shown = Paginator(events, 40).get_page(request.GET.get("page"))
    context = _context(page, request, guide, title=_("History"), events=shown)
    return TemplateResponse(request, "admin/careers/guide/history.html", context)


def revision(page: "PageAdmin", request: HttpRequest, pk: int, version: int) -> HttpResponse:
    """One revision: what it changed, and what restoring it would change; a POST restores it."""
    guide = may_see(page, request, pk)
    kept = revisions.revisions_of(guide).filter(pk=version).first()
    if kept is None:
        raise Http404
    if request.method == "POST":
        return _restore(page, request, guide, kept)
    before = revisions.revisions_of(guide).filter(pk__lt=kept.pk).first()
    what, _changed = revisions.comment_in_words(kept)
    context = _context(page, request, guide, title=_("Revision"), kept=kept, what=what)
    try:
        document = revisions.document_at(kept)
        context["restoring"] = differences.differences_between(document_of(guide), document)
    except revisions.Unreadable as error:
        context["unreadable"] = str(error)
    else:
        try:
            context["changes"] = (
                differences.differences_between(revisions.document_at(before), document) if before else None
            )
        except revisions.Unreadable:
            context["older_shape"] = True
    context["may_restore"] = page.has_change_permission(request, guide)
    return TemplateResponse(request, "admin/careers/guide/revision.html", context)


@transaction.atomic
def _restore(page: "PageAdmin", request: HttpRequest, guide: Guide, kept: Version) -> HttpResponse:
    guide = may_change(page, request, guide.pk)
    now = timezone.now()
    try:
        document = revisions.document_at(kept)
        what = _("Restored the revision from %s") % localize(kept.revision.date_created)
        services.edit(guide=guide, document=document, by=request.user, now=now, what=what)  # type: ignore[arg-type]
    except (revisions.Unreadable, services.GuideExists) as error:
        messages.error(request, str(error))
        return redirect("admin:careers_guide_revision", guide.pk, kept.pk)
    page.log_change(request, guide, what)
    messages.success(request, _("The working copy is restored. Readers see it after you publish."))
    return redirect("admin:careers_guide_change", guide.pk)


def cancel_schedule(page: "PageAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for confirmation; a POST drops the scheduled edition."""
    guide = may_change(page, request, pk)
    if request.method == "POST":
        if services.cancel_schedule(guide=guide, now=timezone.now()):
            page.log_change(request, guide, _("Canceled the schedule"))
            messages.success(request, _("Schedule canceled. The working copy hasn't changed."))
        else:
            messages.warning(request, _("Nothing is scheduled."))
        return redirect("admin:careers_guide_change", guide.pk)
    question = _("Cancel the scheduled edition of “%s”? The published edition and the working copy don't change.")
    return _confirm(page, request, guide, question % guide, _("Cancel schedule"))


def withdraw(page: "PageAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for confirmation; a POST takes the guide off the site."""
    guide = may_change(page, request, pk)
    if request.method == "POST":
        services.withdraw(guide=guide, now=timezone.now())
        page.log_change(request, guide, _("Withdrawn"))
        messages.success(request, _("“%s” is withdrawn. Publish it to bring it back.") % guide)
        return redirect("admin:careers_guide_change", guide.pk)
    question = _(
        "Withdraw “%s”? The guide leaves the site, and a scheduled edition is canceled. "
        "The working copy and its history stay, so you can publish the guide again."
    )
    return _confirm(page, request, guide, question % guide, _("Withdraw guide"))


def _confirm(page: "PageAdmin", request: HttpRequest, guide: Guide, question: str, act: str) -> HttpResponse:
    context = _context(page, request, guide, title=act, question=question, act=act)
    return TemplateResponse(request, "admin/careers/guide/confirm.html", context)
