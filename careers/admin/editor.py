"""Guide editor form: reads what was typed, collects errors, builds the document."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from careers import document as doc
from careers.admin.fields import field_for
from careers.admin.parts import FORMSETS, PartForm, PartFormSet
from careers.editing.working_copy import SCALARS, document_of
from careers.models import CareerField, Guide
from careers.occupations.beside_guides import occupation_of
from careers.publish_checks import Check, publish_checks
from toolkit.forms import CleanText, Form
from toolkit.request_text import BadInput

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Guide]
else:
    ModelForm = forms.ModelForm

OTHERS = ("field", "occupation_code", "occupation_match", "skill_map_intro")
CHAPTERS: tuple[tuple[str, Promise, tuple[str | tuple[str, ...], ...]], ...] = (
    ("basics", gettext_lazy("Basics"), (("title", "slug"), ("field", "remote", "reviewed"), "also_called", "summary")),
    (
        "pay-and-demand",
        gettext_lazy("Pay and demand"),
        ("growth", ("outlook_status", "outlook_source"), "outlook_text", "demand", "demand_text", "pay_bands", "pay_text",
         ("occupation_code", "occupation_match"), "global_outlook"),
    ),
    ("overview", gettext_lazy("Overview"), ("core_functions", "responsibilities", "work_setting")),
    (
        "skills",
        gettext_lazy("Skills"),
        ("tech_stack", ("tech_skills", "soft_skills"), "skill_map_intro", "skill_groups"),
    ),
    ("ladder", gettext_lazy("Career ladder"), ("tiers",)),
    ("getting-in", gettext_lazy("How to get in"), ("path", "education_level", "required_education", "portfolio_tips")),
    (
        "reality",
        gettext_lazy("The reality"),
        ("day_segments", ("stress", "balance"), "balance_text", "challenges", "growth_paths", "trends", ("pros", "cons"),
         "mistakes", "advice"),
    ),
    (
        "cases-and-sources",
        gettext_lazy("Cases, questions, sources"),
        ("case_studies", "questions", "sources", "related"),
    ),
)  # fmt: skip

# Where to fix checklist items that have another name in the form.
ANCHORS = {"occupation": "id_occupation_code"} | {path[0]: f"{name}-group" for name, (_made, path) in FORMSETS.items()}


@dataclass(frozen=True)
class Problem:
    """One line of the error summary: the link, the name of the place, and the error."""

    anchor: str
    label: str
    message: str


@dataclass(frozen=True)
class Point:
    """One point of the checklist as a link."""

    anchor: str
    message: str


def points(checks: Iterable[Check]) -> list[Point]:
    return [Point(ANCHORS.get(check.field, f"id_{check.field}"), check.message) for check in checks]


class GuideForm(CleanText, ModelForm):
    """The fields of a guide that aren't repeating parts."""

    field = forms.ModelChoiceField(
        queryset=CareerField.objects.all(), required=False, label=gettext_lazy("Career field"), empty_label="–"
    )
    slug = forms.CharField(
        required=False,
        max_length=100,
        label=gettext_lazy("Slug"),
        help_text=gettext_lazy(
            "Used in the page's address. Leave empty to make it from the title. Old addresses redirect to the new one."
        ),
    )

    class Meta:
        model = Guide
        fields = (*SCALARS, *OTHERS)
        formfield_callback = field_for

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]) or slugify(self.cleaned_data.get("title", ""))[:100].strip("-")

    def clean_remote(self) -> str:
        return self.cleaned_data["remote"] or ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        pair = ("occupation_code", "occupation_match")
        for name, other in (pair, pair[::-1]):
            if cleaned.get(other) and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Enter both an occupation code and its match, or neither."))
        return cleaned


MOST_PARTS = 3 * doc.MAX_ITEMS  # of one kind on one page, including empty parts and parts to be removed


def check_counts(data: QueryDict) -> None:
    """Raises ``BadInput``, before any part is built, if the page claims too many parts or a count that isn't a number."""
    for name in FORMSETS:
        for which in ("TOTAL_FORMS", "INITIAL_FORMS"):
            said = data.get(f"{name}-{which}", "0")  # a form without a count is refused like any incomplete form
            if not re.fullmatch("[0-9]{1,6}", said) or int(said) > MOST_PARTS:
                heading = FORMSETS[name][0].form._meta.model._meta.verbose_name_plural
                raise BadInput(
                    _(
                        "This page sent an invalid number of %(what)s: “%(said)s”. Open the guide again and save it from there."
                    )
                    % {"said": said[:20], "what": heading}
                )


class GuideEditor:
    """A guide's form with its parts, bound to ``data`` or filled from the working copy."""

    def __init__(self, guide: Guide | None, data: QueryDict | None = None) -> None:
        self.guide = guide
        kept = document_of(guide) if guide else None
        # Validating the form writes the input to its instance, so the form gets its own instance.
        self.form = GuideForm(data, instance=Guide.objects.get(pk=guide.pk) if guide else Guide())
        self.formsets: dict[str, PartFormSet] = {
            name: made(data, prefix=name, initial=None if data is not None else _initial(made, path, kept))
            for name, (made, path) in FORMSETS.items()
        }
        self.document: doc.GuideDocument | None = kept
        self.before = kept

    def is_valid(self) -> bool:
        """Validates the input. Sets ``document``, or sets it to ``None`` and adds the errors to their fields."""
        valid = [self.form.is_valid(), *(formset.is_valid() for formset in self.formsets.values())]
        self.document = None
        if all(valid):
            parts = {name: formset.kept() for name, formset in self.formsets.items()}
            try:
                self.document = doc.GuideDocument.model_validate(self._data(parts))
            except ValidationError as error:
                for problem in error.errors():
                    self._place(problem["loc"], _message(problem), parts)
        return self.document is not None

    @property
    def changed(self) -> bool:
        return self.document != self.before

    def checks(self, now: dt.datetime) -> list[Check]:
        if not self.document:
            return []
        linked = occupation_of(self.document)
        return publish_checks(self.document, now=now, facts=linked.facts if linked else None)

    def _data(self, parts: dict[str, list[PartForm]]) -> dict[str, Any]:
        cleaned = self.form.cleaned_data
        values = {name: [form.values() for form in kept] for name, kept in parts.items()}
        code, match = cleaned["occupation_code"], cleaned["occupation_match"]
        return {
            **{name: cleaned[name] for name in SCALARS},
            **{path[0]: values[name] for name, (_made, path) in FORMSETS.items() if len(path) == 1},
            "field": cleaned["field"].slug if cleaned["field"] else "",
            "growth": values["growth"][0] if values["growth"] else None,
            "occupation": {"code": code, "match": match} if code else None,
            "skill_map": {"intro": cleaned["skill_map_intro"], "groups": values["skill_groups"]},
        }

    def _place(self, where: tuple[int | str, ...], message: str, parts: dict[str, list[PartForm]]) -> None:
        """Adds an error of the document to the field it is about."""
        for name, (_made, path) in FORMSETS.items():
            rest = where[len(path) :]
            if where[: len(path)] == path and parts[name]:
                at = 0 if name == "growth" else rest[0] if rest else None
                tail = rest if name == "growth" else rest[1:]
                form = parts[name][at] if isinstance(at, int) else parts[name][-1]
                field = tail[0] if tail and tail[0] in form.fields else None
                form.add_error(str(field) if field else None, message)
                return
        first = {"skill_map": "skill_map_intro", "occupation": "occupation_code"}.get(str(where[0]), str(where[0]))
        self.form.add_error(first if first in self.form.fields else None, message)

    @cached_property
    def chapters(self) -> list[dict[str, Any]]:
        """The page from top to bottom: chapters of rows, each a row of fields or the parts of one kind."""
        return [
            {"anchor": anchor, "title": title, "rows": [self._row(item) for item in items]}
            for anchor, title, items in CHAPTERS
        ]

    def _row(self, item: str | tuple[str, ...]) -> dict[str, Any]:
        if isinstance(item, str) and item in self.formsets:
            return {"parts": self.formsets[item]}
        return {"fields": [self.form[name] for name in ((item,) if isinstance(item, str) else item)]}

    @property
    def problems(self) -> list[Problem]:
        """Every error on the page, in the order of the page."""
        if not self.form.is_bound:
            return []
        found = [Problem("content-start", "", str(message)) for message in self.form.non_field_errors()]
        for _anchor, _title, items in CHAPTERS:
            for item in items:
                for name in (item,) if isinstance(item, str) else item:
                    found.extend(self._problems_of(name))
        return found

    def _problems_of(self, name: str) -> list[Problem]:
        if name not in self.formsets:
            return _problems(self.form, name, "")
        formset = self.formsets[name]
        kind = capfirst(formset.verbose_name)
        found = [Problem(formset.anchor, formset.heading, str(message)) for message in formset.non_form_errors()]
        for number, form in enumerate(formset.forms, 1):
            which = f"{kind} “{form.heading}”" if form.heading else f"{kind} {number}"
            found.extend(Problem(formset.anchor, which, str(message)) for message in form.non_field_errors())
            for field in form.fields:
                found.extend(_problems(form, field, which))
        return found


def _problems(form: forms.BaseForm, name: str, which: str) -> list[Problem]:
    bound = form[name]
    label = ": ".join(filter(None, (which, str(bound.label))))
    return [Problem(bound.auto_id, label, str(message)) for message in bound.errors]


def _initial(
    made: type[PartFormSet], path: tuple[str, ...], document: doc.GuideDocument | None
) -> list[dict[str, Any]] | None:
    found: Any = document
    for name in path:
        found = getattr(found, name, None)
    if not found:
        return None
    form: type[PartForm] = made.form
    parts = found if isinstance(found, tuple) else (found,)
    return [{**form.initial_of(part), "position": 10 * number} for number, part in enumerate(parts, 1)]


def _message(problem: Any) -> str:
    """An error of the document in plain words."""
    context: dict[str, Any] = problem.get("ctx", {})
    said: str
    match problem["type"]:
        case "value_error":
            said = capfirst(f"{context['error']}.")
        case "string_too_long":
            said = _("Use at most %d characters.") % context["max_length"]
        case "too_long":
            said = _("Use at most %d items.") % context["max_length"]
        case "string_too_short":
            said = _("Fill this in.")
        case "string_pattern_mismatch" if problem["loc"] == ("slug",):
            said = _("Use lower-case letters, digits and single hyphens.")
        case "less_than_equal":
            said = _("Enter %s or less.") % context["le"]
        case _:
            said = problem["msg"]
    return said


class PublishForm(Form):
    """What publishing needs besides the guide itself."""

    note = forms.CharField(
        label=gettext_lazy("What changed"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Readers see this in the guide's history."),
    )
    despite_gaps = forms.BooleanField(label=gettext_lazy("Publish despite the gaps"), required=False)
    publish_at = forms.DateTimeField(
        label=gettext_lazy("Publish at (UTC)"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )

    def refuse(self, editor: GuideEditor, *, later: bool, now: dt.datetime) -> list[Problem]:
        """Returns what prevents publishing now, or ``later``; an empty list if nothing does."""
        found: list[Problem] = []
        self.full_clean()
        checks = editor.checks(max(now, (later and self.cleaned_data.get("publish_at")) or now))
        if later and "publish_at" not in self.errors:
            at = self.cleaned_data["publish_at"]
            if at is None:
                self.add_error("publish_at", _("Choose a date and time."))
            elif at <= now:
                self.add_error("publish_at", _("Choose a time in the future."))
        blocking = [check for check in checks if check.blocking]
        found.extend(Problem(point.anchor, "", point.message) for point in points(blocking))
        gaps = len(checks) - len(blocking)
        if gaps and not self.cleaned_data.get("despite_gaps"):
            self.add_error("despite_gaps", _("Fill the gaps in the checklist, or check this box to publish anyway."))
        for name in self.fields:
            found.extend(_problems(self, name, ""))
        return found
