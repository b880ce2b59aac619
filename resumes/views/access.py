"""Access to résumés and cover letters: for their owner only (else 404)."""

from typing import TypeVar

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from resumes.models import Letter, MemberDocument, Resume, Version
from resumes.sections import BY_KEY, Section

D = TypeVar("D", bound=MemberDocument)


def get_document_for(user: User, model: type[D], pk: int) -> D:
    """Returns the member's résumé or letter, or raises a 404."""
    found: D = get_object_or_404(model.objects.of(user).kept(), pk=pk)
    return found


def get_deleted_document_for(user: User, model: type[D], pk: int) -> D:
    """Returns the member's résumé or letter, deleted or not, or raises a 404."""
    found: D = get_object_or_404(model.objects.of(user), pk=pk)
    return found


def get_resume_for(user: User, pk: int) -> Resume:
    """Returns the member's résumé, or raises a 404."""
    return get_document_for(user, Resume, pk)


def get_letter_for(user: User, pk: int) -> Letter:
    """Returns the member's letter, or raises a 404."""
    own = Letter.objects.of(user).kept().select_related("user", "resume", "application")
    found: Letter = get_object_or_404(own, pk=pk)
    return found


def get_version_for(user: User, pk: int, number: int) -> Version:
    """Returns a version of the member's résumé, or raises a 404."""
    return get_object_or_404(get_resume_for(user, pk).versions.select_related("resume"), number=number)


def get_section(key: str) -> Section:
    """Returns the section that a URL names, or raises a 404."""
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]
