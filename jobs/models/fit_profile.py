"""Model of what jobs are ranked by for a member: what their résumé says, without the résumé."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import User
from jobs.vocabulary.kinds import Level


class FitProfileQuerySet(models.QuerySet["FitProfile"]):
    def of(self, user: User) -> Self:
        """Returns the member's own profile. All reads must use this."""
        return self.filter(user=user)


class FitProfile(models.Model):
    """What a member's résumé says of their work, in the tokens that the listing has.

    ``titles`` are what the positions are called, newest first, for pages; ``called`` and ``called_before`` the tokens of the
    newest and of the older ones (`jobs.search.lexemes.tokens_of_title`). ``skills`` are keys of skills, ``skill_names`` their
    names in the same order. ``years`` of work are None if the positions have no dates. ``resume_id`` and ``resume_name`` say
    which résumé it's from, ``is_chosen`` whether the member chose it; résumés are another app's, so there is no foreign key.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="fit_profile")
    titles = ArrayField(models.CharField(max_length=200), default=list)
    called = ArrayField(models.TextField(), default=list)
    called_before = ArrayField(models.TextField(), default=list)
    skills = ArrayField(models.TextField(), default=list)
    skill_names = ArrayField(models.TextField(), default=list)
    level = models.CharField(max_length=10, choices=Level, default=Level.ANY)
    years = models.PositiveSmallIntegerField(null=True)
    resume_id = models.BigIntegerField()
    resume_name = models.CharField(max_length=80)
    is_chosen = models.BooleanField(default=False)
    updated_at = models.DateTimeField()

    objects = FitProfileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.resume_name
