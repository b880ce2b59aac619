"""Rules on where and when the work is done. Each compares a sentence, or the labels, with the job's claims."""

from jobs.screening import reading
from jobs.screening.claims import Claims, Finding
from jobs.screening.rules import (
    applicants,
    exclusions,
    labels,
    place_slots,
    residence,
    work_authorization,
    working_hours,
    workplace,
)

_RULES = (
    *workplace.RULES, *residence.RULES, *work_authorization.RULES, *working_hours.RULES, *applicants.RULES,
    *exclusions.RULES, *place_slots.RULES,
)  # fmt: skip


def examine(claims: Claims) -> tuple[Finding, ...]:
    """Returns all findings of the rules, contradictions first."""
    found = [*labels.examine(claims), *reading.read_sentences(_RULES, claims.text, claims)]
    return tuple(sorted(found, key=lambda finding: finding.kind != "contradiction"))
