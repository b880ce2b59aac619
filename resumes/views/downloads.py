"""Views that export a résumé as a file, in every format, on every plan."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import member, members_only
from resumes.exports import FORMATS, file_name
from resumes.forms import PrintForm
from resumes.views.access import get_resume_for
from toolkit import rate_limits

DOWNLOADS = "200/hour"


@require_safe
@members_only
def print_options(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the paper and the design of a PDF."""
    resume = get_resume_for(member(request), pk)
    return render(request, "resumes/print.html", {"resume": resume, "form": PrintForm()})


@require_safe
@members_only
def download(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Returns the résumé as a file. If fonts lack characters, asks first, unless ``anyway`` is given."""
    resume, wanted = get_resume_for(member(request), pk), FORMATS.get(key)
    if wanted is None:
        raise Http404
    if not rate_limits.allow(request, "download résumés", DOWNLOADS, of=str(resume.user_id)):
        messages.error(request, _("You downloaded many files in a short time. Try again in an hour."))
        return redirect(resume)
    form = PrintForm(request.GET)
    if not form.is_valid():
        return render(request, "resumes/print.html", {"resume": resume, "form": form}, status=400)
    export = wanted.render(resume.document, form.options(language=resume.language, made_at=timezone.now()))
    if export.missing_characters and "anyway" not in request.GET:
        context = {"resume": resume, "form": form, "missing": " ".join(export.missing_characters)}
        return render(request, "resumes/print.html", context)
    response = HttpResponse(export.content, content_type=wanted.media_type)
    response["Content-Disposition"] = str(content_disposition_header(True, file_name(resume.document, wanted)))
    response["X-Content-Type-Options"] = "nosniff"
    return response
