"""Views for a member's résumés: list, create, rename, duplicate, delete, restore."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import member, members_only
from billing import entitlements
from billing.plans import PLUS
from resumes import services
from resumes.forms import NameForm
from resumes.models import Resume
from resumes.views.access import get_deleted_resume_for, get_resume_for


@require_safe
@members_only
def resumes(request: HttpRequest) -> HttpResponse:
    """Lists the member's résumés, and those deleted within the last month."""
    user, now = member(request), timezone.now()
    own = list(Resume.objects.of(user).defer("data"))
    kept = [resume for resume in own if resume.deleted_at is None]
    limits = entitlements.for_user(user, now).limits
    context = {
        "resumes": kept,
        "deleted": [resume for resume in own if resume.deleted_at],
        "most": limits.resumes,
        "is_full": len(kept) >= limits.resumes,
        "plus_most": PLUS.limits.resumes if limits.resumes < PLUS.limits.resumes else 0,
        "kept_days": services.KEPT_DELETED.days,
    }
    return render(request, "resumes/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def create(request: HttpRequest) -> HttpResponse:
    """Creates a résumé with the member's name and email address."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            resume = services.create_resume(user=member(request), **form.cleaned_data, now=timezone.now())
        except services.TooMany as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("resumes:section", resume.pk, "basics")
    return render(request, "resumes/new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes a résumé's name and language."""
    resume = get_resume_for(member(request), pk)
    form = NameForm(request.POST or None, initial={"name": resume.name, "language": resume.language})
    if request.method == "POST" and form.is_valid():
        services.rename_resume(resume=resume, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Changes saved."))
        return redirect(resume)
    return render(request, "resumes/rename.html", {"form": form, "resume": resume}, status=400 if form.errors else 200)


@require_POST
@members_only
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    resume = get_resume_for(member(request), pk)
    try:
        copy = services.duplicate_resume(resume=resume, now=timezone.now())
    except services.TooMany as refused:
        messages.error(request, str(refused))
        return redirect("resumes:list")
    messages.success(request, _("Created “%s”.") % copy.name)
    return redirect(copy)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for confirmation, then deletes the résumé. It can be restored for a month."""
    resume = get_resume_for(member(request), pk)
    if request.method == "POST":
        services.delete_resume(resume=resume, now=timezone.now())
        messages.success(request, _("Deleted “%s”. You can still restore it.") % resume.name)
        return redirect("resumes:list")
    return render(request, "resumes/delete.html", {"resume": resume, "kept_days": services.KEPT_DELETED.days})


@require_POST
@members_only
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    resume = get_deleted_resume_for(member(request), pk)
    try:
        services.restore_resume(resume=resume, now=timezone.now())
    except services.TooMany as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Restored “%s”.") % resume.name)
    return redirect("resumes:list")
