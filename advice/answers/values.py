"""Values of requests and answers: what a model is asked, what it said, what was kept, what was dropped and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from advice.sources.source import Kind, Source


class Task(StrEnum):
    QUESTION = "question"  # about a job or a guide
    EXPLAIN = "explain"  # how a résumé fits a job
    REWRITE = "rewrite"  # a line of a résumé; each claim is a proposal
    LETTER = "letter"  # a cover letter; each claim is a sentence


@dataclass(frozen=True)
class Request:
    """What a model is asked.

    ``sources`` are numbered from 1 in this order; the first of a rewrite is the line to be rewritten. ``words`` is what the
    member typed. ``is_whole``: every line of the résumé is among the sources, so that what none of them says isn't in the
    résumé.
    """

    task: Task
    sources: tuple[Source, ...]
    words: str = ""
    is_whole: bool = False

    def source(self, number: int) -> Source:
        """Returns the source with this number. Raises ``LookupError`` if there is none."""
        if not 0 < number <= len(self.sources):
            raise LookupError(number)
        return self.sources[number - 1]

    def of_kind(self, *kinds: Kind) -> tuple[Source, ...]:
        return tuple(source for source in self.sources if source.kind in kinds)


@dataclass(frozen=True)
class Draft:
    """A claim as the model wrote it, unchecked and never shown. ``citations``: pairs of a source's number and a quote."""

    text: str
    citations: tuple[tuple[object, str], ...] = ()
    paragraph: int = 1


@dataclass(frozen=True)
class Citation:
    """``quote`` is a part of the text of the source with this number, as it's written there."""

    source: int
    quote: str


@dataclass(frozen=True)
class Claim:
    """What is shown of a claim: plain text without links or markup, and what it rests on. Only sentences of a letter that state
    no facts cite nothing. ``paragraph`` counts those of a letter from 1.

    ``is_quote``: the model's words weren't near enough to its sources, so the text is what they say themselves, whole sentences.
    """

    text: str
    citations: tuple[Citation, ...]
    paragraph: int = 1
    is_quote: bool = False


class Reason(StrEnum):
    """Why a claim was dropped."""

    MALFORMED = "malformed"  # not in the form that was asked for, or cut off
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    REPEATED = "repeated"
    NO_SOURCE = "no_source"  # cites nothing
    UNKNOWN_SOURCE = "unknown_source"
    QUOTE_NOT_FOUND = "quote_not_found"  # the quote isn't in the source
    LINK = "link"  # an address that isn't in the source
    LANGUAGE = "language"  # another language than the sources and the question
    NUMBER = "number"  # a number, sum, share or date that isn't in the source
    NAME = "name"
    LACK = "lack"  # says that the member lacks something
    UNRELATED = "unrelated"  # has nothing to do with what it cites
    OTHER_WORDS = "other_words"  # of a rewrite: isn't near enough to the line, and a quote is of no use there


@dataclass(frozen=True)
class Checked:
    """What is left of an answer: ``claims`` to show and how many were dropped for which reason. ``is_complete``: the list of
    claims came to its end; an empty one says that the sources have no answer."""

    claims: tuple[Claim, ...]
    dropped: Mapping[Reason, int] = field(default_factory=dict)
    is_complete: bool = True

    @property
    def dropped_count(self) -> int:
        return sum(self.dropped.values())

    @property
    def is_nonsense(self) -> bool:
        """Whether the model answered nothing in the form that was asked for."""
        return not self.claims and (not self.is_complete or set(self.dropped) == {Reason.MALFORMED})
