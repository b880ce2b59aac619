"""A job as sources: what its labels say, then each sentence of its description, with the headings it stands under."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from advice.sources.source import Kind, Source, parts_of, sources_of_text, text_fragment
from jobs.display import place_words, stated_pay, window_words
from jobs.models import Job
from jobs.vocabulary.kinds import Level
from toolkit.sentences import sentences

# Headings by how far they reach: h3, h4, a line in bold, a few words with a colon, and a sentence with a colon before a list.
_LEVELS = {"h3": 0, "h4": 1}
_BOLD, _LABEL, _LEAD = 2, 3, 4
_FEW = 4  # words
NOWHERE = "#"  # the page of a job that no page shows
_LONGEST_HEADING = 90  # characters
_TOKEN = re.compile(r"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)[^<>]*>|(?P<text>[^<]+)")
_BLOCKS = frozenset({"p", "h3", "h4", "li", "blockquote", "pre", "td", "th", "tr", "ul", "ol", "table", "tbody"})
_ENDS_WITH_COLON = re.compile(r"[^.!?;]{2,90}:")


@dataclass(frozen=True)
class Passage:
    """A sentence of a job's description. ``headings`` are those it stands under, the nearest last; ``is_heading``: it's one
    itself."""

    key: str
    text: str
    headings: tuple[str, ...] = ()
    is_heading: bool = False


def of_job(job: Job, *, page: str = "") -> tuple[Source, ...]:
    """Returns the job's labels and the sentences of its description. ``page`` is what shows them, if not the job's own page,
    such as a member's copy of a closed job; ``#`` if no page does."""
    sentences_of_job = (source_of_passage(job, passage, page=page) for passage in passages_of(job.description))
    return (*job_labels(job, page=page), *sentences_of_job)


def source_of_passage(job: Job, passage: Passage, *, page: str = "") -> Source:
    """Returns a sentence of a job's description as a source; its address makes browsers scroll to it."""
    label = passage.headings[-1] if passage.headings else str(_("Job description"))
    return Source(
        Kind.JOB, passage.key, label, passage.text, _at(job, page, f"description{text_fragment(passage.text)}")
    )


def _at(job: Job, page: str, fragment: str) -> str:
    """Returns the address of a part of the page that shows the job; empty if none does."""
    if page == NOWHERE:
        return ""
    whole = page or job.get_absolute_url()
    return f"{whole}#{fragment}" if fragment else whole


def job_labels(job: Job, *, page: str = "") -> Iterator[Source]:
    """Yields what the job's labels say; see `of_job`."""
    level = str(job.level_label) if job.level != Level.ANY else ""
    labels: tuple[tuple[str, Promise, str], ...] = (
        ("title", _("Job title"), job.title),
        ("company", _("Company"), job.company.name),
        ("place", _("Location label"), job.place),
        ("regions", _("Who can apply"), place_words(job.regions, job.parts) if job.regions else ""),
        ("timezone", _("Time zones"), window_words(job.timezone) if job.timezone else ""),
        ("types", _("Job type"), ", ".join(map(str, job.type_labels))),
        ("level", _("Level"), level),
        ("pay", _("Pay"), stated_pay(job.pay, job.pay_text)),
        ("industries", _("Industry"), ", ".join(str(one.name) for one in job.fields)),
        ("skills", _("Skills"), ", ".join(job.skills)),
    )
    for key, label, text in labels:
        url = _at(job, page, "" if key in ("title", "company") else "facts")
        yield from sources_of_text(Kind.JOB, key, label, text, url)


# --- The description ----------------------------------------------------------------------------------------------------


@dataclass
class _Block:
    """A paragraph, a heading, a list item or a cell. ``is_bold``: all of it is."""

    kind: str
    text: str = ""
    in_bold: int = 0
    is_bold: bool = True

    def add(self, text: str) -> None:
        self.text += text
        self.is_bold = self.is_bold and (self.in_bold > 0 or not text.strip(" :\n"))


def passages_of(description: str) -> tuple[Passage, ...]:
    """Returns the sentences of a cleaned description, in order: ``s1``, ``s2``, …"""
    return tuple(_Reading().passages(_blocks(description)))


def _blocks(description: str) -> Iterator[_Block]:
    block = _Block("p")
    for token in _TOKEN.finditer(description):
        name = token["name"]
        if name is None:
            block.add(html.unescape(token["text"]))
        elif name == "br":
            block.add("\n")
        elif name in ("strong", "em", "code", "a"):
            if name == "strong":
                block.in_bold += -1 if token["end"] else 1
        elif name in _BLOCKS:
            yield block
            block = _Block("p" if token["end"] else name)
    yield block


@dataclass
class _Reading:
    headings: list[str] = field(default_factory=lambda: [""] * 5)
    count: int = 0

    def passages(self, blocks: Iterator[_Block]) -> Iterator[Passage]:
        for block in blocks:
            for line in filter(None, map(str.strip, block.text.split("\n"))):
                yield from self._line(line, block)

    def _line(self, line: str, block: _Block) -> Iterator[Passage]:
        level = self._level(line, block)
        if block.kind not in ("li", "td", "th") and level is None:
            self.headings[_LEAD] = ""  # a paragraph ends what a line before a list announced
        if level is not None:
            self.headings[level:] = [""] * (5 - level)
        for sentence in sentences(line):
            for part in parts_of(sentence.text):
                self.count += 1
                headings = tuple(filter(None, self.headings))
                yield Passage(f"s{self.count}", part, headings, is_heading=level is not None)
        if level is not None:
            self.headings[level] = line.rstrip(": ")

    @staticmethod
    def _level(line: str, block: _Block) -> int | None:
        """Returns how far a line reaches as a heading; None if it's text."""
        if len(line) > _LONGEST_HEADING:
            return None
        if block.kind in _LEVELS:
            return _LEVELS[block.kind]
        if block.kind == "p" and block.is_bold:
            return _BOLD
        if block.kind == "p" and _ENDS_WITH_COLON.fullmatch(line):
            return _LABEL if len(line.split()) <= _FEW else _LEAD
        return None
