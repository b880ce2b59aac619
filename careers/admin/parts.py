"""Forms for repeating parts of a guide: pay bands, tiers, questions."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from babel import Locale
from babel.numbers import is_currency
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from careers import document as doc
from careers.admin.fields import AmountField, field_for, typed_amount
from careers.models import CaseStudy, DaySegment, Growth, PayBand, Question, SkillGroup, Source, Tier
from careers.salary_chart import step_labels
from toolkit import money
from toolkit.forms import CleanText

if TYPE_CHECKING:
    from django.forms.formsets import BaseFormSet as Forms

    ModelForm = forms.ModelForm[Any]
    BasePartFormSet = Forms["PartForm"]
else:
    ModelForm = forms.ModelForm
    BasePartFormSet = forms.BaseFormSet

PASSPORT = tuple(doc.Passport.model_fields)


class PartForm(CleanText, ModelForm):
    """One part. ``rows`` lays out its fields; ``passport`` are the fields that say where a figure comes from."""

    rows: tuple[tuple[str, ...], ...] = ()
    passport: tuple[str, ...] = ()

    position = forms.IntegerField(
        label=gettext_lazy("Order"),
        required=False,
        min_value=0,
        help_text=gettext_lazy("Leave empty to put it last."),
    )

    @property
    def blank(self) -> bool:
        """Whether this is an empty form for a new part."""
        return not self.has_changed() if self.is_bound else not self.initial

    @property
    def heading(self) -> str:
        """The part's name in the list of parts."""
        return str(self[self.rows[0][0]].value() or "")

    @property
    def laid_out(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in row if name in self.fields] for row in self.rows]

    @property
    def passport_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.passport]

    @property
    def passport_has_errors(self) -> bool:
        return any(name in self.errors for name in self.passport)

    @classmethod
    def initial_of(cls, part: doc.Value) -> dict[str, Any]:
        return part.model_dump()

    def values(self) -> dict[str, Any]:
        """The values of this part in the document."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("position", "DELETE")}

    def clean_passport(self, cleaned: dict[str, Any]) -> None:
        for name in doc.Passport.REQUIRED.get(cleaned.get("basis", ""), ()):
            if not cleaned.get(name) and name not in self.errors:
                message = (
                    _("Required for a published statistic.")
                    if cleaned["basis"] == "published"
                    else _("Required for a figure from our job data.")
                )
                self.add_error(name, message)


class GrowthForm(PartForm):
    position = None  # type: ignore[assignment]
    rows = (("rate", "period"),)
    passport = PASSPORT

    class Meta:
        model = Growth
        fields = ("rate", "period", *PASSPORT)
        formfield_callback = field_for

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.clean_passport(cleaned)
        return cleaned


class PayBandForm(PartForm):
    low = AmountField(required=False)
    entry = AmountField(required=False)
    median = AmountField(required=False)
    senior = AmountField(required=False)
    high = AmountField(required=False)

    rows = (("country", "currency", "position"), doc.PayBand.STEPS)
    passport = PASSPORT

    class Meta:
        model = PayBand
        fields = ("country", "currency", *PASSPORT)
        formfield_callback = field_for

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step, label in step_labels(self["basis"].value() or "").items():
            self.fields[step].label = str(label)
        self.fields["basis"].help_text = gettext_lazy(
            "The amounts of a published statistic are its 10th, 25th, 50th, 75th and 90th percentile."
        )

    @property
    def heading(self) -> str:
        return " · ".join(filter(None, (str(self[name].value() or "") for name in ("country", "currency"))))

    @classmethod
    def initial_of(cls, part: doc.Value) -> dict[str, Any]:
        values = super().initial_of(part)
        for step in doc.PayBand.STEPS:
            if values[step] is not None:
                values[step] = typed_amount(values[step], values["currency"])
        return values

    def clean_country(self) -> str:
        code: str = self.cleaned_data["country"].upper()
        if len(code) != 2 or not code.isalpha() or code not in Locale("en").territories:
            raise forms.ValidationError(_("“%s” isn't a country code. Enter two letters, such as US.") % code)
        return code

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].upper()
        if not is_currency(code):
            raise forms.ValidationError(_("“%s” isn't a currency code. Enter three letters, such as USD.") % code)
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.clean_passport(cleaned)
        if currency := cleaned.get("currency"):
            for step in doc.PayBand.STEPS:
                if cleaned.get(step) is not None:
                    try:
                        cleaned[step] = money.to_minor(cleaned[step], currency)
                    except ValueError:
                        self.add_error(step, _("%s has no unit that small.") % currency)
            self._in_order(cleaned)
        return cleaned

    def _in_order(self, cleaned: dict[str, Any]) -> None:
        known = [step for step in doc.PayBand.STEPS if cleaned.get(step) is not None]
        for lower, upper in pairwise(known):
            if cleaned[lower] > cleaned[upper]:
                names = {"lower": self.fields[lower].label, "upper": self.fields[upper].label}
                self.add_error(upper, _("“%(lower)s” is above “%(upper)s”.") % names)
                return


class TierForm(PartForm):
    rows = (("title", "years_from", "years_to", "position"), ("text",))

    class Meta:
        model = Tier
        fields = tuple(doc.Tier.model_fields)
        formfield_callback = field_for

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("years_from"), cleaned.get("years_to")
        if end is not None and "years_from" not in self.errors and (start is None or end < start):
            self.add_error("years_to", _("The last year can't be before the first."))
        return cleaned


class DaySegmentForm(PartForm):
    rows = (("label", "starts", "ends", "position"), ("focus",), ("tasks",))

    class Meta:
        model = DaySegment
        fields = tuple(doc.DaySegment.model_fields)
        formfield_callback = field_for

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, other in (("starts", "ends"), ("ends", "starts")):
            if cleaned.get(other) and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Enter both a start and an end, or neither."))
        return cleaned


class SkillGroupForm(PartForm):
    rows = (("title", "position"), ("text",), ("skills",))

    class Meta:
        model = SkillGroup
        fields = tuple(doc.SkillGroup.model_fields)
        formfield_callback = field_for


class CaseStudyForm(PartForm):
    rows = (("title", "position"), ("text",), ("takeaway",))

    class Meta:
        model = CaseStudy
        fields = tuple(doc.CaseStudy.model_fields)
        formfield_callback = field_for


class QuestionForm(PartForm):
    rows = (("title", "position"), ("answer",))

    class Meta:
        model = Question
        fields = tuple(doc.Question.model_fields)
        formfield_callback = field_for


class SourceForm(PartForm):
    rows = (("title", "position"), ("publisher", "year"), ("url",))

    class Meta:
        model = Source
        fields = tuple(doc.Source.model_fields)
        formfield_callback = field_for


class PartFormSet(BasePartFormSet):
    """The parts of one kind. Saving replaces them with those on the page: a cleared part is removed, and a part that a
    colleague has removed in the meantime is restored."""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def add_fields(self, form: PartForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove")

    @property
    def verbose_name(self) -> str:
        return str(self.form._meta.model._meta.verbose_name)

    @property
    def heading(self) -> str:
        return capfirst(str(self.form._meta.model._meta.verbose_name_plural))

    @property
    def anchor(self) -> str:
        return f"{self.prefix}-group"

    @property
    def may_grow(self) -> bool:
        return bool(self.max_num != 1)

    def kept(self) -> list[PartForm]:
        """The forms that aren't empty, in the order they ask for."""
        forms_kept = [form for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
        return sorted(forms_kept, key=lambda form: _place(form.cleaned_data.get("position")))


def _place(position: int | None) -> tuple[bool, int]:
    return position is None, position or 0


def _formset(form: type[PartForm], most: int = doc.MAX_ITEMS) -> type[PartFormSet]:
    made = forms.formset_factory(form, formset=PartFormSet, extra=1, can_delete=True, max_num=most, validate_max=True)
    return cast("type[PartFormSet]", made)


# By the name of the relation, with the place of the parts in the document.
FORMSETS: dict[str, tuple[type[PartFormSet], tuple[str, ...]]] = {
    "growth": (_formset(GrowthForm, 1), ("growth",)),
    "pay_bands": (_formset(PayBandForm), ("pay",)),
    "tiers": (_formset(TierForm), ("tiers",)),
    "day_segments": (_formset(DaySegmentForm), ("day",)),
    "skill_groups": (_formset(SkillGroupForm), ("skill_map", "groups")),
    "case_studies": (_formset(CaseStudyForm), ("case_studies",)),
    "questions": (_formset(QuestionForm), ("questions",)),
    "sources": (_formset(SourceForm), ("sources",)),
}
