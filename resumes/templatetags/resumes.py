"""Template tags of résumés and cover letters."""

from django import template
from django.urls import reverse

from resumes.models import MemberDocument

register = template.Library()


@register.simple_tag
def document_url(document: MemberDocument, page: str, *arguments: str) -> str:
    """Returns the address of a page of a résumé or a cover letter: "rename", "delete"."""
    return reverse(f"{document.namespace}:{page}", args=[document.pk, *arguments])
