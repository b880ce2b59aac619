"""Model for a member's saved answers in the career finder."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SavedAnswersQuerySet(models.QuerySet["SavedAnswers"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)


class SavedAnswers(models.Model):
    """What a member ticked in the career finder, kept because they asked for it; one row a member. ``answers`` is
    ``careers.finder.answers.Answers`` as an object."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="career_answers", verbose_name=_("member")
    )
    answers = models.JSONField(_("answers"))
    saved_at = models.DateTimeField(_("saved"), editable=False)

    objects = SavedAnswersQuerySet.as_manager()

    class Meta:
        verbose_name = _("set of saved answers")
        verbose_name_plural = _("sets of saved answers")

    def __str__(self) -> str:
        return f"{self.user_id} {self.saved_at:%Y-%m-%d}"
