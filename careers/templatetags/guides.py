"""Template tags for guides on pages of other apps."""

from django import template
from django.utils import timezone

from careers import roles

register = template.Library()


@register.simple_tag
def guide_for(title: str) -> roles.Role | None:
    """``{% guide_for job.title as guide %}``: the career guide for a job title, if there is one."""
    return roles.guide_for(title, now=timezone.now())
