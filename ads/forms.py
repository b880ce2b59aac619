"""Form of a campaign on the staff site: checks what readers will see and where a click leads."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ads.images import digest_of, take_image
from ads.models import Campaign
from ads.models.campaigns import country_choices, industry_choices
from ads.placements import Placement
from jobs.logos import LogoRefused
from toolkit import web_addresses
from toolkit.forms import CleanText

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Campaign]
else:
    ModelForm = forms.ModelForm

_NAME = re.compile(r"\.(?!local$)[^\W\d][\w-]+$")  # a domain's end: not of one word, no number
JOBS_PAGES = {Placement.SEARCH, Placement.JOB}  # those that name countries and industries


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class CampaignForm(CleanText, ModelForm):
    target = forms.URLField(
        label=gettext_lazy("Target"),
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Where a click leads. It starts with https://."),
    )
    placements = forms.MultipleChoiceField(
        label=gettext_lazy("Placements"), choices=Placement.choices, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Countries"),
        choices=country_choices,
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
        help_text=gettext_lazy(
            "Shown only on job lists and job pages about one of them. We never use a visitor's location."
        ),
    )
    industries = forms.MultipleChoiceField(
        label=gettext_lazy("Industries"),
        choices=industry_choices,
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
        help_text=gettext_lazy("Shown only on job lists and job pages about one of them."),
    )
    starts_at = forms.DateTimeField(label=gettext_lazy("Starts (UTC)"), widget=_moment())
    ends_at = forms.DateTimeField(label=gettext_lazy("Ends (UTC)"), required=False, widget=_moment())
    upload = forms.FileField(
        label=gettext_lazy("Image"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG or WebP. Stored as a small PNG, shown 64 pixels wide and high."),
    )
    no_image = forms.BooleanField(label=gettext_lazy("Remove image"), required=False)

    class Meta:
        model = Campaign
        fields = (
            "advertiser", "name", "headline", "text", "button", "target", "placements", "countries", "industries", "weight",
            "starts_at", "ends_at", "views_a_day", "views_in_all", "clicks_a_day", "clicks_in_all",
        )  # fmt: skip

    def clean_target(self) -> str:
        scheme, mark, rest = self.cleaned_data["target"].partition("://")
        target = f"{scheme.lower()}{mark}{rest}"
        host = web_addresses.host_of(target)
        if not target.startswith("https://") or not host:
            raise ValidationError(_("Enter an address that starts with https://."))
        if "@" in target.split("/")[2]:
            raise ValidationError(_("Enter an address without a user name."))
        if not _NAME.search(host):  # a reader's own network is nobody's website
            raise ValidationError(_("Enter the address of a website, such as https://example.com/."))
        return target

    def clean_upload(self) -> bytes | None:
        file = self.cleaned_data.get("upload")
        if not file:
            return None
        try:
            return take_image(file)
        except LogoRefused as refused:
            raise ValidationError(refused.reason) from refused

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("Enter a time after the start."))
        for what in ("views", "clicks"):
            a_day, in_all = cleaned.get(f"{what}_a_day"), cleaned.get(f"{what}_in_all")
            if a_day and in_all and a_day > in_all:
                self.add_error(f"{what}_a_day", _("The limit a day can't be higher than the total limit."))
        for field in ("countries", "industries"):
            if cleaned.get(field) and cleaned.get("placements") and not JOBS_PAGES & set(cleaned["placements"]):
                self.add_error(
                    field,
                    _("Only job lists and job pages can use this. Add one of those placements, or clear this field."),
                )
        return cleaned

    def save(self, commit: bool = True) -> Campaign:
        if image := self.cleaned_data["upload"]:
            self.instance.image, self.instance.image_digest = image, digest_of(image)
        elif self.cleaned_data["no_image"]:
            self.instance.image, self.instance.image_digest = None, ""
        return super().save(commit)
