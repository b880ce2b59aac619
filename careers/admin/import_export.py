"""Admin pages that import, export and duplicate guides."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile as AnyFile
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from careers import services
from careers.admin.history import may_change, may_see
from careers.editing.working_copy import document_of
from careers.importing import files, guidefile
from careers.models import CareerField, Guide
from toolkit.forms import Form

if TYPE_CHECKING:
    PageAdmin = admin.ModelAdmin[Guide]

    UploadedFile = AnyFile[bytes]
else:
    UploadedFile = AnyFile

MOST_FILES = 20


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, (list, tuple)) else [data]
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("Choose at most %d files at a time.") % MOST_FILES)
        return [super(FilesField, self).clean(one, initial) for one in given or [None]]


class ImportForm(Form):
    uploads = FilesField(
        label=gettext_lazy("Files"),
        allow_empty_file=True,
        help_text=gettext_lazy("Guide files (.md) or plain text (.txt), up to 2 MB each. Each becomes a draft."),
    )
    field = forms.ModelChoiceField(
        queryset=CareerField.objects.all(),
        required=False,
        label=gettext_lazy("Career field"),
        empty_label="–",
        help_text=gettext_lazy("For guides whose file doesn't name one."),
    )
    update = forms.BooleanField(
        required=False,
        label=gettext_lazy("Replace the working copy of a published guide with the same address"),
        help_text=gettext_lazy("Readers keep seeing the published edition until you publish."),
    )


@dataclass(frozen=True)
class Outcome:
    """The result for one file: a draft, or the reason why there is none; the report if the file could be read.

    ``moved`` says that the draft got another address, because a published guide has the one in the file.
    """

    name: str
    guide: Guide | None = None
    error: str = ""
    moved: str = ""
    report: Any = None


def import_guides(page: "PageAdmin", request: HttpRequest) -> HttpResponse:
    if not page.has_add_permission(request):
        raise PermissionDenied
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        update = form.cleaned_data["update"] and page.has_change_permission(request)
        field = form.cleaned_data["field"]
        outcomes = [_import(page, request, one, field, update=update) for one in form.cleaned_data["uploads"]]
    context = {
        **page.admin_site.each_context(request),
        "opts": page.opts,
        "title": _("Import guides"),
        "form": form,
        "outcomes": outcomes,
    }
    return TemplateResponse(request, "admin/careers/guide/import.html", context)


def _import(
    page: "PageAdmin", request: HttpRequest, upload: UploadedFile, field: CareerField | None, *, update: bool
) -> Outcome:
    name = upload.name or _("The file")
    if (upload.size or 0) > files.MAX_BYTES:
        return Outcome(
            name, error=_("The file is larger than %d MB. Choose a smaller one.") % (files.MAX_BYTES // 10**6)
        )
    try:
        reading = files.read_guide(upload.read(), name=name)
    except files.NotAGuide as error:
        return Outcome(name, error=str(error))
    document = reading.document
    if field and not document.field:
        document = document.model_copy(update={"field": field.slug})
    now = timezone.now()
    try:
        what = _("Imported from %s") % name
        guide = services.import_document(document=document, update=update, by=request.user, now=now, what=what)  # type: ignore[arg-type]
    except services.UnknownField as error:
        return Outcome(name, error=str(error), report=reading.report)
    page.log_addition(request, guide, what)
    moved = ""
    if guide.slug != document.slug:
        moved = _("A guide is already published at “%(taken)s”, so the draft's address is “%(slug)s”.") % {
            "taken": document.slug,
            "slug": guide.slug,
        }
    return Outcome(name, guide=guide, report=reading.report, moved=moved)


def export(page: "PageAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    """The guide file of the working copy, as a download."""
    guide = may_see(page, request, pk)
    text = guidefile.dumps(document_of(guide))
    headers = {"Content-Disposition": f'attachment; filename="{guide.slug}.md"'}
    return HttpResponse(text.encode(), content_type="text/markdown; charset=utf-8", headers=headers)


def duplicate(page: "PageAdmin", request: HttpRequest, pk: int) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    guide = may_change(page, request, pk)
    if not page.has_add_permission(request):
        raise PermissionDenied
    now = timezone.now()
    copy = services.duplicate(guide=guide, by=request.user, now=now)  # type: ignore[arg-type]
    page.log_addition(request, copy, _("Copied from “%s”") % guide)
    messages.success(request, _("This is the copy. Give it a new title and slug."))
    return redirect("admin:careers_guide_change", copy.pk)
