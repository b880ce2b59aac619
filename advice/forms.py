"""Forms of questions: what to ask, about what, with which résumé; how a bullet should change; what was wrong with an answer."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advice.models.question import MAX_WORDS, Complaint, Task
from careers.models import Edition
from jobs.models import Job
from jobs.tracker.models import Application
from resumes.models import Resume
from toolkit.forms import Form

MOST_JOBS = 50  # saved jobs to choose from, the latest ones
ASKED = [
    (Task.QUESTION.value, _("Answer my question")),
    (Task.EXPLAIN.value, _("Explain how I fit this job")),
    (Task.LETTER.value, _("Draft a cover letter for this job")),
]
SLUG_OF_GUIDE = 120


class _OwnResume(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in the stubs
    def label_from_instance(self, resume: Any) -> str:
        return str(resume.name)


class _SavedJob(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only in the stubs
    def label_from_instance(self, job: Any) -> str:
        return f"{job.title}, {job.company.name}"


class AskForm(Form):
    """A question about a job, a guide or a résumé. ``job``: the open job that the page is about, if it isn't a saved one."""

    task = forms.ChoiceField(label=_("What should the model do?"), choices=ASKED, widget=forms.RadioSelect)
    job = _SavedJob(
        label=_("Job"),
        queryset=None,
        required=False,
        empty_label=_("None"),
        help_text=_("Your saved jobs. To ask about another job, open it and follow its link to advice."),
    )
    guide = forms.SlugField(max_length=SLUG_OF_GUIDE, required=False, widget=forms.HiddenInput)
    resume = _OwnResume(
        label=_("Résumé"),
        queryset=None,
        required=False,
        empty_label=_("Don't send a résumé"),
        help_text=_("We send its lines, but never your name or contact details."),
    )
    words = forms.CharField(
        label=_("Your question"),
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("For a letter or an explanation: what it should stress. You can leave it empty then."),
    )

    def __init__(self, *arguments: Any, user: User, now: dt.datetime, job: int | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.now = now
        self.edition = None if self.is_bound else self._live_edition(str(self.initial.get("guide", "")))
        self.fields["resume"].queryset = (  # type: ignore[attr-defined]
            Resume.objects.of(user).kept().only("pk", "user_id", "name", "updated_at")
        )
        self.fields["job"].queryset = _jobs(user, job, now)  # type: ignore[attr-defined]

    def _live_edition(self, slug: str) -> Edition | None:
        return Edition.objects.live(self.now).filter(guide__slug=slug).first() if slug else None

    def clean_guide(self) -> str:
        slug = str(self.cleaned_data["guide"])
        if slug:
            self.edition = self._live_edition(slug)
            if self.edition is None:
                raise forms.ValidationError(_("This guide isn't published anymore."))
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        task, job, resume = cleaned["task"], cleaned["job"], cleaned["resume"]
        if task == Task.QUESTION:
            if not cleaned["words"]:
                self.add_error("words", _("Enter your question."))
            if not job and not resume and self.edition is None:
                self.add_error("job", _("Choose a job or a résumé, so that the answer has sources."))
            return cleaned
        if not job:
            self.add_error("job", _("Choose the job."))
        if not resume:
            self.add_error("resume", _("Choose the résumé."))
        return cleaned


def _jobs(user: User, also: int | None, now: dt.datetime) -> Any:
    """Returns the open jobs among the member's applications, and the one that the page is about."""
    tracked = Application.objects.of(user).filter(job__isnull=False).values_list("job", flat=True)[:MOST_JOBS]
    pks = [*tracked, *([also] if also else [])]
    return Job.objects.visible(now).filter(pk__in=pks).select_related("company").defer("company__logo")


class RewriteForm(Form):
    """How a bullet should change."""

    words = forms.CharField(
        label=_("What should change?"),
        max_length=300,
        required=False,
        help_text=_("Such as “shorter” or “lead with the result”. You can leave it empty."),
    )


class RatingForm(Form):
    """What a member thinks of an answer."""

    was_useful = forms.TypedChoiceField(
        label=_("Was this answer useful?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    complaint = forms.ChoiceField(
        label=_("If not, what was wrong?"), choices=[("", _("Choose a reason")), *Complaint.choices], required=False
    )
    note = forms.CharField(label=_("Anything else?"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("was_useful") is False and not cleaned.get("complaint"):
            self.add_error("complaint", _("Choose what was wrong."))
        return cleaned
