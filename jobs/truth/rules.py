"""Rules on where and when the work is done."""

from jobs.truth.claims import Claims, Finding


def examine(claims: Claims) -> tuple[Finding, ...]:
    return ()
