"""Can somebody who lives there apply? Answered from a posting's fields and from what its text was found to say."""

from dataclasses import dataclass

from django.utils.functional import Promise

from jobs.truth.claims import Finding


@dataclass(frozen=True)
class Answer:
    """``verdict`` is ``yes``, ``no`` or ``unclear``; ``reason`` is a sentence for the reader; ``quote`` is the field or the
    sentence of the posting that decides, word for word."""

    verdict: str
    reason: Promise | str
    quote: str = ""


def answer(
    *,
    regions: list[str],
    timezone: tuple[int, int] | None,
    findings: tuple[Finding, ...],
    country: str,
    offset: int | None,
) -> Answer:
    """For somebody in ``country`` (ISO code) whose clock is ``offset`` minutes from UTC (unknown: None)."""
    return Answer("unclear", "")
