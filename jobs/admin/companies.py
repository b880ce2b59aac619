"""Admin of companies."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from jobs.logos import LogoRefused, as_png
from jobs.models import Company
from jobs.services import name_key
from toolkit.forms import CleanText

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Company]
    ModelForm = forms.ModelForm[Company]
else:
    ModelAdmin = admin.ModelAdmin
    ModelForm = forms.ModelForm


class CompanyForm(CleanText, ModelForm):
    site = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    upload = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG, JPEG or WebP. Stored as a small PNG."))
    no_logo = forms.BooleanField(label=_("Remove logo"), required=False)

    class Meta:
        model = Company
        fields = ("name", "slug", "site", "about")

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Company.objects.filter(name_key=name_key(name)).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("A company with this name already exists."))
        return name

    def clean_upload(self) -> bytes | None:
        file = self.cleaned_data.get("upload")
        if not file:
            return None
        try:
            return as_png(file.read())
        except LogoRefused as refused:
            raise forms.ValidationError(refused.reason) from refused

    def save(self, commit: bool = True) -> Company:
        self.instance.name_key = name_key(self.cleaned_data["name"])
        if self.cleaned_data["upload"]:
            self.instance.logo = self.cleaned_data["upload"]
        elif self.cleaned_data["no_logo"]:
            self.instance.logo = None
        return super().save(commit)


@admin.register(Company)
class CompanyAdmin(ModelAdmin):
    form = CompanyForm
    fields = ("name", "slug", "site", "about", "upload", "no_logo")
    list_display = ("name", "site")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("logo")

    def has_delete_permission(self, request: HttpRequest, obj: Company | None = None) -> bool:
        """A company with jobs can't be deleted, because their histories name it."""
        return (obj is None or not obj.jobs.exists()) and super().has_delete_permission(request, obj)
