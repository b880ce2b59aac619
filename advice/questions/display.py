"""Shows questions and answers: sentences with numbered sources, the quoted part marked, and why something is missing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from advice.answers.values import Reason as Drop
from advice.models import Question
from advice.models.question import Reason, State, Task
from advice.sources import Kind
from toolkit.text import fold

WHERE = {
    Kind.RESUME: gettext_lazy("Your résumé"),
    Kind.JOB: gettext_lazy("The job"),
    Kind.GUIDE: gettext_lazy("The guide"),
    Kind.STATISTICS: gettext_lazy("Published figures"),
    Kind.SHEET: gettext_lazy("Fit sheet"),
}
# Before a sentence that is quoted: “The job says (Requirements): “SQL””. Second: with the heading or entry above it.
SAYS = {
    Kind.RESUME: (gettext_lazy("Your résumé says:"), gettext_lazy("Your résumé says (%(label)s):")),
    Kind.JOB: (gettext_lazy("The job says:"), gettext_lazy("The job says (%(label)s):")),
    Kind.GUIDE: (gettext_lazy("The guide says:"), gettext_lazy("The guide says (%(label)s):")),
    Kind.STATISTICS: (gettext_lazy("Published figures say:"), gettext_lazy("Published figures say (%(label)s):")),
    Kind.SHEET: (gettext_lazy("The fit sheet says:"), gettext_lazy("The fit sheet says (%(label)s):")),
}
# Of what was there when the question was first asked.
LOST = {
    Kind.RESUME: gettext_lazy("The résumé isn't there anymore, so we asked without it."),
    Kind.JOB: gettext_lazy("The job isn't open anymore, so we asked without it."),
    Kind.GUIDE: gettext_lazy("The guide isn't published anymore, so we asked without it."),
}
HEADINGS = {
    Task.EXPLAIN: gettext_lazy("How do I fit this job?"),
    Task.LETTER: gettext_lazy("A cover letter for this job"),
    Task.REWRITE: gettext_lazy("Other words for a bullet"),
}
# What happened, and what to do, by the reason why there is no answer or only a part of it.
ENDS: dict[str, Promise] = {
    Reason.NOT_CONFIGURED: gettext_lazy("No language model is set up on this site now. Your question is kept and doesn't count."),
    Reason.DOWN: gettext_lazy("We couldn't reach the model. Your question is kept and doesn't count. Try again in a while."),
    Reason.SLOW: gettext_lazy("The model took too long. Your question is kept and doesn't count. Try again in a while."),
    Reason.CUT_OFF: gettext_lazy("The answer broke off. What you see is all that arrived, and it doesn't count."),
    Reason.OVER_QUOTA: gettext_lazy("The model is over its quota. Your question is kept and doesn't count. Try again later."),
    Reason.REFUSED: gettext_lazy("The model's server refused the request. Your question is kept and doesn't count."),
    Reason.NONSENSE: gettext_lazy("The model gave no answer that the sources back, so nothing is shown. It doesn't count."),
    Reason.LOST: gettext_lazy("Something went wrong on our side. Your question is kept and doesn't count. Try again."),
    Reason.MEMBER: gettext_lazy("You stopped this answer."),
    Reason.PLAN: gettext_lazy("Your Plus plan ended while this was being written. What was written by then stays here."),
    Reason.CONSENT: gettext_lazy("You withdrew your consent, so we stopped this answer."),
}  # fmt: skip
# After a number: “3 with a number that isn't in the source”.
_DROPS: dict[str, Promise] = {
    Drop.MALFORMED: gettext_lazy("in a form that we can't read"),
    Drop.TOO_LONG: gettext_lazy("too long to check"),
    Drop.TOO_MANY: gettext_lazy("beyond the most that we show"),
    Drop.REPEATED: gettext_lazy("said already"),
    Drop.NO_SOURCE: gettext_lazy("without a source"),
    Drop.UNKNOWN_SOURCE: gettext_lazy("with a source that doesn't exist"),
    Drop.QUOTE_NOT_FOUND: gettext_lazy("with a quote that isn't in the source"),
    Drop.LINK: gettext_lazy("with a link"),
    Drop.LANGUAGE: gettext_lazy("in another language"),
    Drop.NUMBER: gettext_lazy("with a number that isn't in the source"),
    Drop.NAME: gettext_lazy("with a name that isn't in the source"),
    Drop.LACK: gettext_lazy("saying that you lack something"),
    Drop.UNRELATED: gettext_lazy("saying what no source says"),
    Drop.OTHER_WORDS: gettext_lazy("too far from your own words"),
}
_OTHER_DROP = gettext_lazy("that don't match a source")


@dataclass(frozen=True)
class Quote:
    """What a source says: ``says`` names the source, ``number`` is its number on the page."""

    says: str
    text: str
    number: int


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer with the numbers of its sources, in the order in which the page lists them. ``quotes``: what is
    shown in its place, if the model's words weren't near enough to the sources."""

    text: str
    numbers: tuple[int, ...]
    paragraph: int = 1
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of a source's text; ``is_quoted`` if a sentence rests on it."""

    text: str
    is_quoted: bool = False


@dataclass(frozen=True)
class Cited:
    """A source that an answer cites."""

    number: int
    where: str
    url: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Answer:
    """``paragraphs``: those of a letter; else each sentence is one. ``material``: what a letter could use, in its sources' words
    only, so it's no part of the draft."""

    sentences: tuple[Sentence, ...]
    cited: tuple[Cited, ...]
    paragraphs: tuple[tuple[Sentence, ...], ...]
    material: tuple[Sentence, ...] = ()

    @property
    def quoted_count(self) -> int:
        return sum(bool(one.quotes) for one in self.sentences)


def heading_of(question: Question) -> str:
    """Returns the question in words: what the member typed, else what they asked for."""
    if question.task in HEADINGS:
        return str(HEADINGS[Task(question.task)])
    return question.words


def answer_of(question: Question, claims: Iterable[Mapping[str, Any]]) -> Answer:
    """Returns claims as a page shows them. Sources are numbered in the order in which they are first cited, so a number doesn't
    change while the answer grows."""
    numbers: dict[int, int] = {}
    quotes: dict[int, list[str]] = {}
    sentences = []
    for claim in claims:
        own = []
        for citation in claim["citations"]:
            given = citation["source"]
            own.append(numbers.setdefault(given, len(numbers) + 1))
            quotes.setdefault(given, []).append(citation["quote"])
        shown = tuple(_quotes(question, claim["citations"], numbers)) if claim.get("is_quote") else ()
        sentences.append(Sentence(claim["text"], tuple(dict.fromkeys(own)), claim["paragraph"], shown))
    cited = tuple(_cited(number, question.sources[given - 1], quotes[given]) for given, number in numbers.items())
    if question.task != Task.LETTER:
        return Answer(tuple(sentences), cited, tuple((one,) for one in sentences))
    draft = groupby((one for one in sentences if not one.quotes), key=lambda one: one.paragraph)
    paragraphs = tuple(tuple(of_one) for _number, of_one in draft)
    return Answer(tuple(sentences), cited, paragraphs, tuple(one for one in sentences if one.quotes))


def _quotes(question: Question, citations: Iterable[Mapping[str, Any]], numbers: Mapping[int, int]) -> Iterator[Quote]:
    for citation in citations:
        source = question.sources[citation["source"] - 1]
        bare, with_label = SAYS[Kind(source["kind"])]
        says = str(with_label) % {"label": source["label"]} if source["label"] else str(bare)
        yield Quote(says, citation["quote"], numbers[citation["source"]])


def _cited(number: int, source: Mapping[str, Any], quotes: Iterable[str]) -> Cited:
    where = str(WHERE[Kind(source["kind"])])
    named = source["label"] and fold(source["label"]) != fold(where)
    label = f"{where}: {source['label']}" if named else where
    return Cited(number, label, source["url"], marked(source["text"], quotes))


def marked(text: str, quotes: Iterable[str]) -> tuple[Part, ...]:
    """Splits a text into parts that are quoted and parts that aren't."""
    is_quoted = bytearray(len(text))
    for quote in filter(None, quotes):
        start = text.find(quote)
        if start >= 0:
            is_quoted[start : start + len(quote)] = b"\x01" * len(quote)
    parts: list[Part] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or is_quoted[at] != is_quoted[start]:
            parts.append(Part(text[start:at], bool(is_quoted[start])))
            start = at
    return tuple(parts)


def drops_of(question: Question) -> list[str]:
    """Says how many sentences were left out and why, a line for each reason, the most frequent first."""
    return [f"{count} {why}" for why, count in drops_in_words(question.dropped)]


def drops_in_words(dropped: Mapping[str, int]) -> list[tuple[str, int]]:
    """Returns reasons in words with their counts, the most frequent first."""
    counted = sorted(dropped.items(), key=lambda one: (-one[1], one[0]))
    return [(str(_DROPS.get(reason, _OTHER_DROP)), count) for reason, count in counted]


def end_of(question: Question) -> str:
    """Says why there is no answer or only a part of it; empty if nothing happened."""
    return str(ENDS[question.reason]) if question.reason in ENDS else ""


def status_of(question: Question, count: int) -> str:
    """Returns what the status line says of an unfinished or finished answer with ``count`` sentences."""
    match question.state:
        case State.WAITING:
            return _("Waiting for the model.")
        case State.ANSWERING if count:
            return ngettext("Writing: %d sentence so far.", "Writing: %d sentences so far.", count) % count
        case State.ANSWERING:
            return _("The model is reading your sources.")
        case State.DONE:
            return ngettext("Done: %d sentence.", "Done: %d sentences.", count) % count
    return str(question.get_state_display())
