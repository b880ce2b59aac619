"""Rules that smell a scam."""

from jobs.truth.claims import Claims, Finding


def examine(claims: Claims) -> tuple[Finding, ...]:
    return ()
