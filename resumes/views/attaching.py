"""View that keeps a résumé or a cover letter with an application, as the PDF that was sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import member, members_only
from jobs.tracker.models import Application
from resumes import attaching
from resumes.forms import AttachForm
from resumes.views.downloads import DOWNLOADS
from resumes.views.pdfs import PdfNotReady, pdf_if_ready
from toolkit import rate_limits


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks which résumé or letter was sent, and keeps its PDF with the application."""
    user, now = member(request), timezone.now()
    application = get_object_or_404(Application.objects.of(user), pk=pk)
    form = AttachForm(request.POST or None, user=user, first=application)
    if request.method == "POST" and form.is_valid():
        if not rate_limits.allow(request, "download résumés", DOWNLOADS, of=str(user.pk)):
            form.add_error(None, _("You downloaded many files in a short time. Try again in an hour."))
        else:
            document = form.chosen
            options = form.options(language=document.language, made_at=now)
            try:
                export = pdf_if_ready(document.to_export(timezone.localdate(now)), options, owner=user)
                attaching.attach_document(application=application, document=document, export=export, now=now)
            except PdfNotReady:
                told = _(
                    "This document is long, so making its PDF takes a few seconds. Then choose “Attach PDF” again."
                )
                form.add_error(None, told)
            except attaching.NotAttached as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Attached “%s” as PDF.") % document.name)
                if missing := export.missing_characters:
                    messages.warning(request, _("Our fonts don't have these characters: %s.") % " ".join(missing))
                return redirect(f"{application.get_absolute_url()}#sent")
    context = {"application": application, "form": form}
    return render(request, "resumes/attach.html", context, status=400 if form.errors else 200)
