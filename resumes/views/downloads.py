"""Views that export a résumé or a cover letter as a file, in every format, on every plan."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import member, members_only
from resumes.exports import file_name
from resumes.exports.letters import LetterDocument
from resumes.forms import PrintForm
from resumes.models import MemberDocument
from resumes.views.access import get_document_for
from resumes.views.pdfs import pdf_or_progress
from toolkit import rate_limits
from toolkit.private_files import attachment

DOWNLOADS = "200/hour"
Model = type[MemberDocument]


@require_safe
@members_only
def print_options(request: HttpRequest, pk: int, model: Model) -> HttpResponse:
    """Asks for the paper and the design of a PDF."""
    return _ask(request, get_document_for(member(request), model, pk), PrintForm())


@require_safe
@members_only
def download(request: HttpRequest, pk: int, key: str, model: Model) -> HttpResponse:
    """Returns the document as a file. If fonts lack characters, asks first, unless ``anyway`` is given. A letter with
    placeholders to fill in isn't exported."""
    document, wanted = get_document_for(member(request), model, pk), model.formats.get(key)
    if wanted is None:
        raise Http404
    if not rate_limits.allow(request, "download résumés", DOWNLOADS, of=str(document.user_id)):
        messages.error(request, _("You downloaded many files in a short time. Try again in an hour."))
        return redirect(document)
    form = PrintForm(request.GET)
    if not form.is_valid():
        return _ask(request, document, form, status=400)
    source = document.to_export(timezone.localdate())
    if isinstance(source, LetterDocument) and source.unfilled:
        messages.error(request, _("Fill in the placeholders before you download this letter."))
        return redirect(document)
    options = form.options(language=document.language, made_at=timezone.now())
    if key == "pdf":
        export = pdf_or_progress(request, source, options, owner=document.user)
        if isinstance(export, HttpResponse):
            return export
    else:
        export = wanted.render(source, options)
    if export.missing_characters and "anyway" not in request.GET:
        return _ask(request, document, form, missing=" ".join(export.missing_characters))
    return attachment(export.content, file_name(source, wanted), wanted.media_type)


def _ask(
    request: HttpRequest, document: MemberDocument, form: PrintForm, *, missing: str = "", status: int = 200
) -> HttpResponse:
    context = {"document": document, "list_url": f"{document.namespace}:list", "form": form, "missing": missing}
    return render(request, "resumes/print.html", context, status=status)
