"""Form fields for editors: one-item-a-line lists, Markdown, money amounts."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from careers.document import MAX_ITEMS, MAX_LINE, MAX_PROSE
from toolkit import markdown, money, text

_BULLET = re.compile(r"(?:[-*–]\s+|•\s*)(?=\S)")
_AMOUNT = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")


class LineListField(forms.CharField):
    """One item a line. Blank lines are dropped, and so are bullets when every line has one, as in a pasted list."""

    widget = forms.Textarea(attrs={"rows": 5})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return list(value)
        items = [line for line in map(text.one_line, str(value or "").splitlines()) if line]
        if items and all(_BULLET.match(line) for line in items):
            items = [_BULLET.sub("", line, count=1) for line in items]
        return items

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > MAX_ITEMS:
            raise ValidationError(
                _("Use at most %(most)d lines. You have %(count)d."), params={"count": len(value), "most": MAX_ITEMS}
            )
        for number, line in enumerate(value, 1):
            if len(line) > MAX_LINE:
                raise ValidationError(
                    _("Line %(number)d has %(count)d characters. Use at most %(most)d."),
                    params={"number": number, "count": len(line), "most": MAX_LINE},
                )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class ProseField(forms.CharField):
    """A block of Markdown."""

    widget = forms.Textarea(attrs={"rows": 6, "class": "prose"})

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=MAX_PROSE, **options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) <= MAX_PROSE and (lines := markdown.lines_with_images(value)):
            raise ValidationError(
                _("Line %(line)d has an image. Guides can't show images. Remove it or link to it as [words](address)."),
                params={"line": lines[0]},
            )


class AmountField(forms.CharField):
    """An amount in the main unit: ``55000``, ``55,000`` or ``55,000.50``. Cleans to a ``Decimal``, or ``None`` when empty."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    default_error_messages = {"invalid": _("Enter an amount such as 55000 or 55,000.50.")}

    def to_python(self, value: Any) -> Any:
        typed = re.sub(r"\s", "", super().to_python(value) or "")
        if not typed:
            return None
        if not _AMOUNT.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(typed.replace(",", ""))


def typed_amount(minor: int, currency: str) -> str:
    """``5500000, "USD"`` the way an editor types it: ``55,000``."""
    amount = money.to_major(minor, currency)
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,f}"


def field_for(db_field: "models.Field[Any, Any]", **options: Any) -> forms.Field | None:
    """The form field of a model field, for the forms of the editor."""
    options = {
        "required": not db_field.blank,
        "help_text": db_field.help_text,
        "label": capfirst(db_field.verbose_name),
    }
    if isinstance(db_field, ArrayField):
        return LineListField(**options)
    if isinstance(db_field, models.TextField):
        return ProseField(**options)
    if isinstance(db_field, models.DateField):
        return db_field.formfield(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    if isinstance(db_field, models.TimeField):
        return db_field.formfield(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    if isinstance(db_field, models.URLField):
        return db_field.formfield(assume_scheme="https", max_length=MAX_LINE)
    return db_field.formfield()
