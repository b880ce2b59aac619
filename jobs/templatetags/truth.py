"""Findings of the rules, in words."""

from typing import Any

from django import template

from jobs.truth.claims import Finding
from jobs.truth.labels import RULE_LABELS

register = template.Library()


@register.filter
def rule_label(finding: Finding) -> Any:
    """One plain sentence for the rule that fired."""
    return RULE_LABELS.get(finding.rule, finding.rule)
