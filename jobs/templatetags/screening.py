"""Template filters for labels of findings."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobs.screening.claims import Finding
from jobs.screening.labels import RULE_LABELS

register = template.Library()
KINDS: dict[str, tuple[str, Promise]] = {
    "contradiction": ("warn", _("Contradicts the label")),
    "scam": ("warn", _("Looks like a scam")),
    "limit": ("", _("Limits who can apply")),
    "unread": ("", _("Unclear")),
}


@register.filter
def rule_label(finding: Finding) -> Any:
    """Returns a short sentence for the finding's rule."""
    return RULE_LABELS.get(finding.rule, finding.rule)


@register.filter
def kind_badge(finding: Finding) -> dict[str, Any]:
    """Returns the badge for the finding's kind: its CSS class and label."""
    css, label = KINDS[finding.kind]
    return {"kind": css, "label": label}
