"""Views that export a résumé or a cover letter as a file, in every format, on every plan."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.decorators import member, members_only
from resumes.exports import file_name
from resumes.exports.letters import LetterDocument
from resumes.forms import PrintForm
from resumes.models import MemberDocument
from resumes.views.access import get_document_for
from toolkit import rate_limits

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
    export = wanted.render(source, form.options(language=document.language, made_at=timezone.now()))
    if export.missing_characters and "anyway" not in request.GET:
        return _ask(request, document, form, missing=" ".join(export.missing_characters))
    response = HttpResponse(export.content, content_type=wanted.media_type)
    response["Content-Disposition"] = str(content_disposition_header(True, file_name(source, wanted)))
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _ask(
    request: HttpRequest, document: MemberDocument, form: PrintForm, *, missing: str = "", status: int = 200
) -> HttpResponse:
    context = {"document": document, "list_url": f"{document.namespace}:list", "form": form, "missing": missing}
    return render(request, "resumes/print.html", context, status=status)
