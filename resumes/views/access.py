"""Access to résumés: for their owner only (else 404)."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from resumes.models import Resume, Version
from resumes.sections import BY_KEY, Section


def get_resume_for(user: User, pk: int) -> Resume:
    """Returns the member's résumé, or raises a 404."""
    return get_object_or_404(Resume.objects.of(user).kept(), pk=pk)


def get_deleted_resume_for(user: User, pk: int) -> Resume:
    """Returns the member's résumé, deleted or not, or raises a 404."""
    return get_object_or_404(Resume.objects.of(user), pk=pk)


def get_version_for(user: User, pk: int, number: int) -> Version:
    """Returns a version of the member's résumé, or raises a 404."""
    return get_object_or_404(get_resume_for(user, pk).versions.select_related("resume"), number=number)


def get_section(key: str) -> Section:
    """Returns the section that a URL names, or raises a 404."""
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]
