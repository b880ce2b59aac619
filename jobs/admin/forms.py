"""Admin form for a job."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jobs.job_data import JobData
from jobs.models import Job
from jobs.pay import Pay
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import PayPeriod, WorkType
from jobs.vocabulary.regions import regions, smallest
from occupations.models import Occupation
from toolkit import money
from toolkit.email_addresses import EmailField
from toolkit.forms import CleanText
from toolkit.rich_text import RichText

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Job]
else:
    ModelForm = forms.ModelForm

LINES = forms.Textarea(attrs={"rows": 4})
ZONE_HINT = _("Minutes from UTC, for example -60.")


def _lines(value: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in value.splitlines() if line.strip()))


class JobForm(CleanText, ModelForm):
    industries = forms.MultipleChoiceField(
        label=_("Industries"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(industry.slug, industry.name) for industry in INDUSTRIES.values()],
    )  # fmt: skip
    regions = forms.MultipleChoiceField(
        label=_("Open to"), required=False,
        choices=[(region.slug, region.name) for region in regions().values()],
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=_("Regions include their countries. Leave empty if the job doesn't say."),
    )  # fmt: skip
    types = forms.MultipleChoiceField(
        label=_("Job types"), required=False, choices=WorkType.choices, widget=forms.CheckboxSelectMultiple
    )
    skills = forms.CharField(label=_("Skills"), required=False, widget=LINES, help_text=_("One per line."))
    tags = forms.CharField(label=_("Other labels"), required=False, widget=LINES, help_text=_("One per line."))
    apply_url = forms.URLField(label=_("Application URL"), required=False, assume_scheme="https", max_length=1000)
    apply_email = EmailField(label=_("Application email"), required=False, max_length=254)
    pay_low = forms.DecimalField(label=_("Pay from"), required=False, min_value=Decimal(0), max_value=Decimal(10**9))
    pay_high = forms.DecimalField(label=_("Pay to"), required=False, min_value=Decimal(0), max_value=Decimal(10**9))

    occupation = forms.ModelChoiceField(
        Occupation.objects.listed().only("title"), label=_("Occupation"), required=False,
        help_text=_("Found from title and skills. If you change it, later imports keep your choice."),
    )  # fmt: skip

    class Meta:
        model = Job
        fields = (
            "title", "company", "occupation", "place", "workplace", "timezone_from", "timezone_to", "level", "description",
            "pay_currency", "pay_period", "pay_text", "apply_url", "apply_email",
        )  # fmt: skip
        help_texts = {"timezone_from": ZONE_HINT, "timezone_to": ZONE_HINT}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        job = self.instance
        if job.pk:
            self.initial.update(
                {
                    "industries": job.industries,
                    "regions": job.regions,
                    "types": job.types,
                    "skills": "\n".join(job.skills),
                    "tags": "\n".join(job.tags),
                    "occupation": job.occupation_id if job.occupation_is_sure else None,
                }
            )
            if job.pay:
                for name, amount in (("pay_low", job.pay.low), ("pay_high", job.pay.high)):
                    self.initial[name] = None if amount is None else money.to_major(amount, job.pay.currency)

    def clean_skills(self) -> list[str]:
        return _lines(self.cleaned_data["skills"])

    def clean_tags(self) -> list[str]:
        return _lines(self.cleaned_data["tags"])

    def clean_pay_currency(self) -> str:
        code = str(self.cleaned_data["pay_currency"]).strip().upper()
        if code and not money.is_currency(code):
            raise forms.ValidationError(
                _("“%(code)s” isn't a currency code. Enter one such as USD."), params={"code": code}
            )
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        low, high = cleaned.get("pay_low"), cleaned.get("pay_high")
        currency, period = cleaned.get("pay_currency"), cleaned.get("pay_period")
        self.pay: Pay | None = None
        if low is None and high is None:
            self.instance.pay_min = self.instance.pay_max = None
        elif not currency or not period:
            self.add_error("pay_currency", _("Enter a currency and a period for the pay."))
        elif low is not None and high is not None and high < low:
            self.add_error("pay_high", _("Enter at least the amount in “Pay from”."))
        else:
            self._read_pay(low, high, currency, period)
        if not cleaned.get("apply_url") and not cleaned.get("apply_email"):
            self.add_error("apply_url", _("Enter an application URL or email."))
        return cleaned

    def _read_pay(self, low: Decimal | None, high: Decimal | None, currency: str, period: str) -> None:
        try:
            ends = [None if amount is None else money.to_minor(amount, currency) for amount in (low, high)]
        except ValueError as error:
            self.add_error("pay_low", str(error))
        else:
            self.pay = Pay(ends[0], ends[1], currency, PayPeriod(period))

    @property
    def posting(self) -> JobData:
        """Returns the data that the services take. The form must be valid."""
        said = self.cleaned_data
        window = (said["timezone_from"], said["timezone_to"])
        return JobData(
            title=said["title"],
            company=said["company"].name,
            description=RichText(said["description"]),
            industries=tuple(said["industries"]),
            place=said["place"],
            workplace=said["workplace"],
            tags=tuple(said["tags"]),
            regions=smallest(said["regions"]),
            timezone=window if None not in window else None,
            types=tuple(said["types"]),
            level=said["level"],
            skills=tuple(said["skills"]),
            pay=self.pay,
            pay_text=said["pay_text"],
            apply_url=said["apply_url"],
            apply_email=said["apply_email"],
            source_url=self.instance.source_url,
        )
