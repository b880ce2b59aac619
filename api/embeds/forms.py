"""Form that builds the code of the widget, and numbers in addresses."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobs.search import criteria as searches
from jobs.search.parameters import LONGEST
from jobs.vocabulary.industries import INDUSTRIES
from toolkit.forms import Form

COUNTS = (3, 5, 10, 20)
USUAL = 5
_DIGITS = re.compile("[0-9]{1,9}")


def read_number(text: str, *, most: int) -> int | None:
    """Returns the whole number from 1 to ``most`` that ``text`` is, None if it's something else."""
    number = int(text) if _DIGITS.fullmatch(text) else 0
    return number if 1 <= number <= most else None


class WidgetForm(Form):
    """Which jobs the widget shows, and how."""

    q = forms.CharField(label=_("Keywords"), required=False, max_length=LONGEST)
    geo = forms.CharField(
        label=_("Open to"), required=False, max_length=100, help_text=_("A country or region, such as Spain or Europe.")
    )
    industry = forms.ChoiceField(
        label=_("Industry"),
        required=False,
        choices=[("", _("All industries")), *((one.slug, one.name) for one in INDUSTRIES.values())],
    )
    count = forms.ChoiceField(
        label=_("Number of jobs"), required=False, initial=USUAL, choices=[(str(one), str(one)) for one in COUNTS]
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        required=False,
        choices=[("", _("As the reader’s system")), ("light", _("Light")), ("dark", _("Dark"))],
    )

    def clean_geo(self) -> str:
        """Returns the slug of the place."""
        asked = searches.parse({"geo": self.cleaned_data["geo"]})
        if asked.problems:
            raise forms.ValidationError(asked.problems["geo"])
        return asked.criteria.geo

    @property
    def chosen(self) -> dict[str, Any]:
        """The values that aren't what the widget does anyway."""
        return {
            name: value for name, value in self.cleaned_data.items() if value and (name, value) != ("count", str(USUAL))
        }
