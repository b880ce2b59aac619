"""Sources of advice: lines of a résumé, sentences of a job, sections of a guide, our statistics."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    RESUME = "resume"
    JOB = "job"
    GUIDE = "guide"
    STATISTICS = "statistics"


@dataclass(frozen=True)
class Source:
    """Something that advice can rest on, small enough to quote whole.

    ``key`` names it within its résumé, job, guide or occupation and stays the same while the text does
    (``work.0.highlights.2``); ``label`` says where it is from in a few words; ``text`` is plain text that a reader can see there;
    ``url`` leads to it, with a fragment where the page has one.
    """

    kind: Kind
    key: str
    label: str
    text: str
    url: str
