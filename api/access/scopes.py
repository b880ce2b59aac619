"""Scopes: what a token allows. None includes another one, and what has no scope isn't open to tokens. A change is answered with
what was changed, so a token that can change something also sees it; the form tells members."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """A part of a member's data, and whether a program may read or change it. Labels say it to the member."""

    PROFILE_READ = "profile:read", _("See your profile and your plan")
    BOOKMARKS_READ = "bookmarks:read", _("See your saved jobs")
    BOOKMARKS_WRITE = "bookmarks:write", _("Save jobs and remove saved jobs")
    APPLICATIONS_READ = "applications:read", _("See your applications and notes")
    APPLICATIONS_WRITE = "applications:write", _("Add, move, edit and delete applications")
    ALERTS_READ = "alerts:read", _("See your job alerts")
    ALERTS_WRITE = "alerts:write", _("Create, change, pause and stop job alerts")
    RESUMES_READ = "resumes:read", _("See your résumés")
    RESUMES_WRITE = "resumes:write", _("Add résumés and replace their content")


ALL = frozenset(Scope)


def known_scopes(names: list[str]) -> frozenset[Scope]:
    """Returns the scopes with these names. Names that no longer mean anything allow nothing."""
    return frozenset(Scope(name) for name in names if name in Scope.values)


def words_of(names: list[str]) -> list[str]:
    """Returns in words what the scopes with these names allow, in the order of the list above."""
    known = known_scopes(names)
    return [str(scope.label) for scope in Scope if scope in known]
