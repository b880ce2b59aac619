"""Views for a member's résumé page: who sees it, what it hides, its address, and an answer to staff who hid it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import in_person, member
from accounts.models import User
from billing import entitlements
from resumes.models import Handle, Page
from resumes.page_forms import CONSEQUENCES, HandleForm, PageForm
from resumes.publishing import handles, moderation, services
from resumes.publishing.shown import tells_hidden_name
from resumes.sharing_forms import AnswerForm
from toolkit.forms import Stale, versions_seen


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def page_settings(request: HttpRequest) -> HttpResponse:
    """Shows and saves who sees the page and what it hides."""
    user, now = member(request), timezone.now()
    page = services.page_for(user=user, now=now)
    is_plus = entitlements.for_user(user, now).is_plus
    form = PageForm(page, user=user, is_plus=is_plus, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_settings(page=page, values=form.cleaned_data, seen=versions_seen(request), now=now)
        except Stale:
            fresh = Page.objects.of(user).select_related("resume").get()
            unsent = PageForm(fresh, user=user, is_plus=is_plus)
            conflict = {"conflict": form.overwrites(unsent), "overwrite": services.version_of_settings(fresh)}
            return _shown(request, page, form, HandleForm(), conflict, status=409)
        messages.success(request, _("Changes saved."))
        return redirect("resumes:page-settings")
    return _shown(request, page, form, HandleForm(), status=422 if form.errors else 200)


@require_POST
@in_person
def choose_address(request: HttpRequest) -> HttpResponse:
    """Sets the address that a member with Plus chose."""
    user, now = member(request), timezone.now()
    form = HandleForm(request.POST)
    if form.is_valid():
        try:
            chosen = handles.choose_handle(user=user, name=form.cleaned_data["handle"], now=now)
        except handles.HandleRefused as refused:
            form.add_error("handle", str(refused))
        else:
            messages.success(request, _("Your page is now at /r/%s/.") % chosen.name)
            return redirect("resumes:page-settings")
    page = services.page_for(user=user, now=now)
    is_plus = entitlements.for_user(user, now).is_plus
    return _shown(request, page, PageForm(page, user=user, is_plus=is_plus), form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def remove_address(request: HttpRequest, name: str) -> HttpResponse:
    """Asks for confirmation, then gives up an address that the member chose."""
    handle = get_object_or_404(Handle, user=member(request), is_chosen=True, name=name)
    if request.method == "POST":
        handles.remove_handle(handle=handle, now=timezone.now())
        messages.success(request, _("Removed /r/%s/.") % handle.name)
        return redirect("resumes:page-settings")
    return render(request, "resumes/page_address.html", {"handle": handle, "rests_days": handles.RESTS.days})


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def answer_staff(request: HttpRequest) -> HttpResponse:
    """Shows why staff hid the page and takes the owner's answer, once."""
    page = Page.objects.of(member(request)).hidden().first()
    if page is None:
        messages.info(request, _("Your résumé page isn't hidden."))
        return redirect("resumes:page-settings")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moderation.answer_staff(page=page, text=form.cleaned_data["text"], now=timezone.now())
        except moderation.AnswerRefused:
            messages.error(request, _("You already sent an answer."))
        else:
            messages.success(request, _("Answer sent. We'll email you what we decide."))
        return redirect("resumes:answer")
    return render(request, "resumes/answer.html", {"page": page, "form": form}, status=400 if form.errors else 200)


def _shown(
    request: HttpRequest,
    page: Page,
    form: PageForm,
    handle_form: HandleForm,
    conflict: dict[str, Any] | None = None,
    *,
    status: int,
) -> HttpResponse:
    user, now = member(request), timezone.now()
    context = {
        "page": page,
        "form": form,
        "version": services.version_of_settings(page),
        "handle_form": handle_form,
        "is_plus": entitlements.for_user(user, now).is_plus,
        "current": handles.current_handle(user, now=now),
        "chosen": (chosen := _chosen(user)),
        "telling": [handle.name for handle in chosen if _tells_hidden_name(handle, page)],
        "consequences": [(choice, CONSEQUENCES[choice.data["value"]]) for choice in form["visibility"]],
        **(conflict or {}),
    }
    return render(request, "resumes/page_settings.html", context, status=status)


def _chosen(user: User) -> list[Handle]:
    return list(Handle.objects.filter(user=user, is_chosen=True))


def _tells_hidden_name(handle: Handle, page: Page) -> bool:
    return page.resume is not None and tells_hidden_name(handle.name, page.resume.document, page)
