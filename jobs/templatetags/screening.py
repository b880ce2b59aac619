"""Template filter for labels of findings."""

from typing import Any

from django import template

from jobs.screening.claims import Finding
from jobs.screening.labels import RULE_LABELS

register = template.Library()


@register.filter
def rule_label(finding: Finding) -> Any:
    """Returns a short sentence for the finding's rule."""
    return RULE_LABELS.get(finding.rule, finding.rule)
