"""Views that import a résumé: read a file or text, show where each line went, save it when the member confirms."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import member, members_only
from resumes import services
from resumes.document import DocumentError
from resumes.exports.content import arrange
from resumes.forms import ConfirmForm, SourceForm
from resumes.importing import Draft, ImportRefused, read_file, read_text
from resumes.lifecycle import MAX_NAME, TooMany
from resumes.models import Version
from resumes.sections import label_of
from resumes.views.access import get_resume_for
from toolkit import rate_limits

IMPORTS = "40/hour"


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def read(request: HttpRequest) -> HttpResponse:
    """Reads a file or text, and shows the draft. Nothing is saved yet."""
    form = SourceForm(request.POST, request.FILES) if request.method == "POST" else SourceForm()
    if request.method != "POST" or not form.is_valid():
        return render(request, "resumes/import.html", {"form": form}, status=400 if form.errors else 200)
    if not rate_limits.allow(request, "import résumés", IMPORTS, of=str(member(request).pk)):
        form.add_error(None, _("You imported many files in a short time. Try again in an hour."))
        return render(request, "resumes/import.html", {"form": form}, status=429)
    upload = form.cleaned_data["file"]
    try:
        draft = read_file(upload.name, upload.read()) if upload else read_text(form.cleaned_data["text"])
    except ImportRefused as refused:
        form.add_error("file" if upload else "text", str(refused))
        return render(request, "resumes/import.html", {"form": form}, status=400)
    initial = {
        "name": (upload.name.rpartition(".")[0] if upload else draft.document.basics.name)[:MAX_NAME],
        "language": "en",
        "document": draft.document.to_json(),
        "not_placed": [one.text for one in draft.not_placed],
    }
    return render(request, "resumes/draft.html", _draft(draft) | {"form": ConfirmForm(initial=initial)})


def _draft(draft: Draft) -> dict[str, Any]:
    """Returns what the page of a draft shows: the lines and where they went, and the résumé."""
    placed = [(one.line, one.text, ", ".join(dict.fromkeys(map(label_of, one.fields)))) for one in draft.placed]
    return {
        "placed": placed,
        "not_placed": draft.not_placed,
        "notes": draft.notes,
        "paper": arrange(draft.document, "en"),
    }


@require_POST
@members_only
def confirm(request: HttpRequest) -> HttpResponse:
    """Saves a draft as a résumé."""
    form = ConfirmForm(request.POST)
    if form.is_valid():
        try:
            resume = services.create_resume(
                user=member(request),
                name=form.cleaned_data["name"],
                language=form.cleaned_data["language"],
                data=form.cleaned_data["document"],
                not_placed=form.cleaned_data["not_placed"],
                origin=Version.Origin.IMPORTED,
                now=timezone.now(),
            )
        except TooMany as refused:
            form.add_error(None, str(refused))
        except DocumentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Résumé imported."))
            return redirect("resumes:not-placed" if resume.not_placed else "resumes:edit", resume.pk)
    return render(request, "resumes/draft.html", {"form": form}, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def not_placed(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the lines of an imported file that aren't in the résumé; removes one that the member has settled."""
    resume = get_resume_for(member(request), pk)
    if request.method == "POST":
        services.settle_line(resume=resume, line=request.POST.get("line", ""))
        return redirect("resumes:not-placed", pk)
    return render(request, "resumes/not_placed.html", {"resume": resume})
