"""Template filter for the staff site's base template."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
STYLESHEET = re.compile(r"""<link\b[^>]*\brel=["']?stylesheet\b[^>]*>""")


@register.filter(is_safe=True)
def without_stylesheets(head: SafeString) -> SafeString:
    """Removes the stylesheets from a block that Django's templates fill. They are included in admin.css, in a layer
    below ours; loaded a second time they would override every layer."""
    return mark_safe(STYLESHEET.sub("", head))  # noqa: S308 - part of the template's output
