"""Template tags of résumés and cover letters."""

from typing import Any

from django import template
from django.urls import reverse

from jobs.tracker.models import Application
from resumes.models import Letter, MemberDocument

register = template.Library()


@register.simple_tag
def document_url(document: MemberDocument, page: str, *arguments: str) -> str:
    """Returns the address of a page of a résumé or a cover letter: "rename", "delete"."""
    return reverse(f"{document.namespace}:{page}", args=[document.pk, *arguments])


@register.inclusion_tag("resumes/_attach.html")
def attach_to(application: Application, has_files: object) -> dict[str, Any]:
    """Offers to attach a résumé or a cover letter to an application, and shows its letters."""
    letters = Letter.objects.filter(application=application).kept().only("name", "updated_at")
    return {"application": application, "letters": letters, "has_files": has_files}
