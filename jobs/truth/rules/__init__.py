"""Rules on where and when the work is done: each reads one sentence, or the label, against what the posting claims."""

from jobs.truth import reading
from jobs.truth.claims import Claims, Finding
from jobs.truth.rules import clock, labels, papers, residence, workplace

_RULES = (*workplace.RULES, *residence.RULES, *papers.RULES, *clock.RULES)


def examine(claims: Claims) -> tuple[Finding, ...]:
    """All that the rules find, contradictions first."""
    found = [*labels.examine(claims), *reading.read(_RULES, claims.text, claims)]
    return tuple(sorted(found, key=lambda finding: finding.kind != "contradiction"))
