"""Every form of ours cleans what is typed, and every way in keeps the same text."""

from importlib import import_module
from pkgutil import walk_packages

import pytest
from django import forms
from django.contrib import admin

from careers.models import Guide
from toolkit.forms import CleanText, Form

APPS = ("accounts", "billing", "jobs", "careers", "alerts", "jobboard")
# Of signing in: addresses, codes and secrets, compared as they are.
APART = {"accounts.allauth_forms"}


def our_forms():
    for app in APPS:
        package = import_module(app)
        for module in walk_packages(package.__path__, f"{app}."):
            if ".migrations" in module.name or ".local" in module.name or module.name.endswith("__main__"):
                continue
            for name, found in vars(import_module(module.name)).items():
                if isinstance(found, type) and issubclass(found, forms.BaseForm) and found.__module__ == module.name:
                    yield f"{module.name}.{name}", found


def test_every_form_of_the_site_cleans_text():
    found = dict(our_forms())
    assert len(found) > 15
    unclean = {name for name, form in found.items() if not issubclass(form, CleanText)}
    assert {name for name in unclean if name.rpartition(".")[0] not in APART} == set()


def test_every_page_of_the_staff_site_cleans_text():
    own_editor = {Guide}  # its forms are among those above
    for model, page in admin.site._registry.items():
        editable = page.has_change_permission.__func__.__qualname__.partition(".")[0] != "ReadOnlyAdmin"
        if model._meta.app_label in APPS and editable and model not in own_editor:
            assert issubclass(page.form, CleanText) or set(page.readonly_fields) >= set(page.fields or ["?"]), page


class Example(Form):
    line = forms.CharField(max_length=5)
    block = forms.CharField(widget=forms.Textarea, required=False)
    secret = forms.CharField(strip=False, widget=forms.PasswordInput, required=False)


def test_text_is_cleaned_before_it_is_counted_and_secrets_stay_as_typed():
    form = Example({"line": " a\u200b\u200b b\u202ec ", "block": "x\r\n\u00ad\r\ny ", "secret": " \u200bs "})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"line": "a bc", "block": "x\n\ny", "secret": " \u200bs "}


@pytest.mark.parametrize("typed", ["\u200b", "\u3164", " \u00ad\u2060 ", "\u202e\u202c", "\ufe0f"])
def test_what_nobody_sees_is_empty(typed):
    form = Example({"line": typed})
    assert form.errors == {"line": ["This field is required."]}
