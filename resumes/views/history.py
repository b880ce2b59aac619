"""Views of a résumé's history: versions, differences, restore."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import member, members_only
from resumes import services
from resumes.differences import differences
from resumes.views.access import get_resume_for, get_version_for


@require_safe
@members_only
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Lists the versions of a résumé, the newest first."""
    resume = get_resume_for(member(request), pk)
    return render(request, "resumes/history.html", {"resume": resume, "versions": resume.versions.defer("data")})


@require_safe
@members_only
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Shows what restoring a version would change."""
    found = get_version_for(member(request), pk, number)
    context = {"resume": found.resume, "version": found, "differences": differences(found.resume.data, found.data)}
    return render(request, "resumes/version.html", context)


@require_POST
@members_only
def restore_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = get_version_for(member(request), pk, number)
    services.restore_version(resume=found.resume, version=found, now=timezone.now())
    messages.success(request, _("Restored version %d.") % number)
    return redirect(found.resume)
