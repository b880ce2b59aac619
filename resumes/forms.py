"""Forms of résumés and cover letters: names, imports, PDFs, the entries of a résumé, the text of a letter."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError as FormError
from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from jobs.tracker.models import Application
from resumes.document import MAX_LINE, MAX_PROSE, DocumentError
from resumes.exports import DESIGNS, PAPERS, Design, Options, Paper
from resumes.models import Letter, Resume
from resumes.partial_dates import display, read
from resumes.sections import Field, Kind, Section
from toolkit import text
from toolkit.forms import EditForm, Form

MOST_APPLICATIONS = 100  # in a list to choose from, the latest ones
MOST_LINES = 2_000  # of an imported file
MAX_UPLOAD = 2_500_000  # bytes; what a proxy lets through with a form around it (docs/operations/proxies.md)
INCOMPLETE = _("The draft is incomplete. Import the file again.")


class NameForm(Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Only you see it. Such as “Data analyst, English”.")
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=Resume.Language.choices, help_text=_("Headings are in this language.")
    )


class SourceForm(Form):
    """A résumé to import: a file, or text."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF, Word (DOCX), JSON Resume, text, or the ZIP file of LinkedIn's data export. Up to 2.5 MB."),
    )
    text = forms.CharField(label=_("Or paste text"), required=False, widget=forms.Textarea({"rows": 8}), strip=False)

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload and upload.size > MAX_UPLOAD:
            raise FormError(_("This file is larger than 2.5 MB. Choose a smaller file."))
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not cleaned.get("text", "").strip() and not self.errors:
            raise FormError(_("Choose a file or paste the text of your résumé."))
        return cleaned


class DraftField(forms.JSONField):
    """A document as JSON. An empty document is a value, too."""

    empty_values = [None, ""]

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError) as error:  # numbers of thousands of digits, thousands of brackets
            raise FormError(INCOMPLETE) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        try:
            return super().bound_data(data, initial)
        except (ValueError, RecursionError):
            return forms.fields.InvalidJSONInput(data)


class ConfirmForm(NameForm):
    """A draft that the member confirms: what was read, and the lines that found no place."""

    document = DraftField(widget=forms.HiddenInput)
    not_placed = DraftField(widget=forms.HiddenInput, required=False)

    def clean_document(self) -> dict[str, Any]:
        if not isinstance(self.cleaned_data["document"], dict):
            raise FormError(INCOMPLETE)
        return self.cleaned_data["document"]

    def clean_not_placed(self) -> list[str]:
        lines = self.cleaned_data["not_placed"] or []
        if not isinstance(lines, list) or len(lines) > MOST_LINES:
            raise FormError(INCOMPLETE)
        return [text.one_line(str(line))[:MAX_LINE] for line in lines]


if TYPE_CHECKING:
    ApplicationChoiceField = forms.ModelChoiceField[Application]
    ResumeChoiceField = forms.ModelChoiceField[Resume]
else:
    ApplicationChoiceField = ResumeChoiceField = forms.ModelChoiceField


class _ApplicationField(ApplicationChoiceField):
    def label_from_instance(self, application: Application) -> str:
        return ", ".join(filter(None, (application.title, application.company)))


class NewLetterForm(NameForm):
    """A letter's name and language. ``application`` is the one it is for."""

    application = _ApplicationField(queryset=None, required=False, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, user: User, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["application"].queryset = Application.objects.of(user)  # type: ignore[attr-defined]


class LetterForm(EditForm):
    """A letter's text and what its placeholders stand for."""

    text = forms.CharField(
        label=_("Letter"),
        max_length=MAX_PROSE,
        required=False,
        widget=forms.Textarea({"rows": 18}),
        help_text=_("We fill in {company}, {role}, {name} and {date}. Use **bold**, *italic* and “- ” for lists."),
    )
    application = _ApplicationField(
        label=_("Application"),
        queryset=None,
        required=False,
        empty_label=_("None"),
        help_text=_("Company and job title come from here."),
    )
    company = forms.CharField(
        label=_("Company"), max_length=120, required=False, help_text=_("Only if it differs from the application.")
    )
    role = forms.CharField(
        label=_("Job title"), max_length=200, required=False, help_text=_("Only if it differs from the application.")
    )
    resume = ResumeChoiceField(
        label=_("Letterhead"),
        queryset=None,
        required=False,
        empty_label=_("Name and email address of your account"),
        help_text=_("Name and contact details are those of this résumé."),
    )

    def __init__(self, letter: Letter, *, data: Any = None) -> None:
        names = ("text", "application", "company", "role", "resume")
        attributes = {"application": "application_id", "resume": "resume_id"}
        super().__init__(data, initial={name: getattr(letter, attributes.get(name, name)) for name in names})
        own = Application.objects.of(letter.user).order_by("-updated_at", "-pk")
        latest = own.values("pk")[:MOST_APPLICATIONS]
        choices = own.filter(Q(pk__in=latest) | Q(pk=letter.application_id)).only("title", "company", "updated_at")
        self.fields["application"].queryset = choices  # type: ignore[attr-defined]
        self.fields["resume"].queryset = Resume.objects.of(letter.user).kept().only("name", "updated_at")  # type: ignore[attr-defined]


class PrintForm(Form):
    """How a PDF looks. Both have a usual value."""

    paper = forms.ChoiceField(label=_("Paper"), choices=list(PAPERS.items()), required=False, initial="a4")
    design = forms.ChoiceField(
        label=_("Design"),
        choices=list(DESIGNS.items()),
        required=False,
        initial="plain",
        help_text=_("Applicant tracking systems read Plain best."),
    )

    def options(self, *, language: str, made_at: dt.datetime) -> Options:
        """Returns the options of a valid form."""
        paper = cast("Paper", self.cleaned_data["paper"] or "a4")
        design = cast("Design", self.cleaned_data["design"] or "plain")
        return Options(language, paper, design, made_at)


class DocumentForm(Form):
    """Chooses one of the member's résumés and letters: "resumes-3", "letters-5"."""

    document = forms.ChoiceField(label=_("Résumé or cover letter"))

    def __init__(self, *arguments: Any, user: User, first: Application | None = None, **options: Any) -> None:
        """``first``: the application whose letters come first."""
        super().__init__(*arguments, **options)
        rank = Case(When(application=first, then=0), default=1)
        groups = {
            _("Résumés"): Resume.objects.of(user).kept().only("name"),
            _("Cover letters"): Letter.objects.of(user).kept().only("name").order_by(rank, "-updated_at", "-pk"),
        }
        self.documents: dict[str, Resume | Letter] = {}
        choices = []
        for label, rows in groups.items():
            found = {f"{one.namespace}-{one.pk}": one for one in rows}
            self.documents |= found
            choices += [(label, [(key, one.name) for key, one in found.items()])] if found else []
        cast("forms.ChoiceField", self.fields["document"]).choices = choices

    @property
    def chosen(self) -> Resume | Letter:
        """The document of a valid form."""
        return self.documents[self.cleaned_data["document"]]


class AttachForm(PrintForm, DocumentForm):
    """A résumé or a cover letter to keep with an application."""

    field_order = ["document", "design", "paper"]


class PartialDateField(forms.CharField):
    """A year, a month or a day, as people type it."""

    def to_python(self, value: Any) -> str:
        found = read(super().to_python(value) or "")
        if found is None:
            raise FormError(_("Enter a month and year, such as Mar 2021, or only a year."))
        return found

    def prepare_value(self, value: Any) -> Any:
        return display(value) if isinstance(value, str) else value


class LinesField(forms.CharField):
    """A list, one item a line."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        if isinstance(value, (list, tuple)):
            return list(value)
        return [line for line in map(text.one_line, (super().to_python(value) or "").split("\n")) if line]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and self.to_python(self.prepare_value(initial or "")) != self.to_python(data or "")


def _form_field(field: Field, value: Any) -> forms.Field:
    attributes = {"autocomplete": field.autocomplete or "off"}
    usual: dict[str, Any] = {
        "label": field.label, "help_text": field.help_text, "required": False, "initial": value,
    }  # fmt: skip
    match field.kind:
        case Kind.EMAIL:
            return forms.EmailField(max_length=MAX_LINE, widget=forms.EmailInput(attributes), **usual)
        case Kind.PHONE:
            return forms.CharField(max_length=MAX_LINE, widget=forms.TextInput({"type": "tel", **attributes}), **usual)
        case Kind.URL:
            widget = forms.TextInput({"inputmode": "url", **attributes})  # "example.com" is enough
            return forms.URLField(max_length=MAX_LINE, assume_scheme="https", widget=widget, **usual)
        case Kind.DATE:
            return PartialDateField(max_length=40, widget=forms.TextInput(attributes), **usual)
        case Kind.PROSE:
            return forms.CharField(max_length=MAX_PROSE, widget=forms.Textarea({"rows": 4}), **usual)
        case Kind.LINES | Kind.BULLETS:
            rows = 5 if field.kind is Kind.BULLETS else 3
            return LinesField(max_length=MAX_PROSE, widget=forms.Textarea({"rows": rows}), **usual)
    return forms.CharField(max_length=MAX_LINE, widget=forms.TextInput(attributes), **usual)


class EntryForm(EditForm):
    """Edits the fields of one entry. ``number`` keeps the ids of several forms on a page apart."""

    def __init__(self, section: Section, entry: Mapping[str, Any], *, number: int, data: Any = None) -> None:
        self.section = section
        # Django copies these, and Form cleans the copies.
        self.base_fields = {  # type: ignore[misc]
            field.name: _form_field(field, field.value_in(entry))
            for field in section.fields
            if field.value_in(entry) or not field.is_rare
        }
        super().__init__(data, auto_id=f"entry-{number}-%s")

    @property
    def changes(self) -> dict[Field, Any]:
        """The changed values of a valid form, as the document stores them."""
        return {self.section.field(name): self.cleaned_data[name] for name in self.changed_data}

    def add_problems(self, error: DocumentError) -> None:
        """Shows what is wrong with a document beside the fields of this entry, or above them."""
        for problem in error.problems:
            inside = ".".join(
                str(step) for step in problem.path if step not in self.section.path and isinstance(step, str)
            )
            self.add_error(inside if inside in self.fields else None, problem.message)
