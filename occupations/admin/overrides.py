"""Admin of overrides: a figure that staff corrected, with the reason."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from occupations import overrides
from occupations.loading import assemble
from occupations.models import Occupation, Override
from toolkit.forms import CleanModelForm

if TYPE_CHECKING:
    from accounts.models import User

    ModelAdmin = admin.ModelAdmin[Override]
else:
    ModelAdmin = admin.ModelAdmin


class OverrideForm(CleanModelForm):
    """Sets one figure of ``occupation``. The value is written as staff read it: ``$135,980``, ``15.8``, words."""

    occupation: Occupation

    path = forms.ChoiceField(label=gettext_lazy("Figure"))
    new_value = forms.CharField(
        label=gettext_lazy("New value"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Leave this empty to hide the figure."),
    )

    class Meta:
        model = Override
        fields = ("path", "reason")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.facts = self.occupation.document
        present = overrides.figures_of(self.facts)
        if self.instance.pk:
            present = {self.instance.path: present.get(self.instance.path, "")}
            self.fields["new_value"].initial = overrides.shown(self.facts, self.instance.path, self.instance.value)
        else:
            self.instance.code = self.occupation.code
        path = cast("forms.ChoiceField", self.fields["path"])
        path.choices = [(one, self._choice(one, Truncator(value).chars(80))) for one, value in present.items()]

    def _choice(self, path: str, value: str) -> str:
        named = {"figure": overrides.figure_label(path), "value": value}
        return _("%(figure)s (now %(value)s)") % named if value else _("%(figure)s (now not shown)") % named

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        path = cleaned.get("path")
        if path and "new_value" in cleaned:
            try:
                self.instance.value = overrides.parse(self.facts, path, cleaned["new_value"])
            except overrides.BadValue as error:
                said = _("%(figure)s: %(problem)s") % {"figure": overrides.figure_label(path), "problem": error}
                self.add_error("new_value", said)
        return cleaned


@admin.register(Override)
class OverrideAdmin(ModelAdmin):
    form = OverrideForm
    fields = ("path", "new_value", "reason")
    list_display = ("title", "figure", "shown_value", "reason", "set_by", "set_at")
    list_select_related = ("set_by",)
    search_fields = ("code", "path", "reason")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Asks for the occupation first: the figures to choose from are those of one."""
        if self.has_add_permission(request) and not _asked_for(request):
            messages.info(request, _("Choose an occupation, then the figure to correct."))
            return redirect("admin:occupations_occupation_changelist")
        return super().add_view(request, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Override | None = None, change: bool = False, **options: Any
    ) -> type[forms.ModelForm]:  # type: ignore[type-arg]  # generic only in the stubs
        form = super().get_form(request, obj, change, **options)
        occupation = Occupation.objects.filter(code=obj.code).first() if obj else _asked_for(request)
        return type("OverrideForm", (form,), {"occupation": occupation})

    def save_model(self, request: HttpRequest, obj: Override, form: Any, change: bool) -> None:
        now = timezone.now()
        obj.set_by, obj.set_at = cast("User", request.user), now
        super().save_model(request, obj, form, change)
        self._changed(request, obj, "staff.figure_set_right")

    def delete_model(self, request: HttpRequest, obj: Override) -> None:
        super().delete_model(request, obj)
        self._changed(request, obj, "staff.figure_reset")

    def _changed(self, request: HttpRequest, override: Override, action: str) -> None:
        now = timezone.now()
        assemble(now=now, code=override.code)
        change = f"{override.code} {override.path}: {override.value}"
        by = cast("User", request.user)
        audit.record(action, actor=by, request=request, now=now, change=change, reason=override.reason)

    @admin.display(description=gettext_lazy("occupation"))
    def title(self, override: Override) -> str:
        return override.code

    @admin.display(description=gettext_lazy("figure"))
    def figure(self, override: Override) -> str:
        return overrides.figure_label(override.path)

    @admin.display(description=gettext_lazy("value"))
    def shown_value(self, override: Override) -> str:
        return _("Hidden") if override.value is None else Truncator(str(override.value)).chars(60)


def _asked_for(request: HttpRequest) -> Occupation | None:
    """The occupation that the address names: ``?code=15-1252.00``."""
    return Occupation.objects.filter(code=request.GET.get("code", "")).first()
