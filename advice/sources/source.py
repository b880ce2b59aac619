"""Defines a source of advice, and makes sources of texts: visible, on one line, and short enough to quote whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from toolkit.text import one_line

LONGEST = 1_000  # characters of a source; a longer text becomes several
_INSIDE = re.compile(r"\s")


class Kind(StrEnum):
    RESUME = "resume"
    JOB = "job"
    GUIDE = "guide"
    STATISTICS = "statistics"
    SHEET = "sheet"  # what rules found by comparing a résumé with a job


@dataclass(frozen=True)
class Source:
    """Something that advice can rest on, small enough to quote whole.

    ``key`` names it within its résumé, job, guide or occupation and stays the same while the text does
    (``work.0.highlights.2``); ``label`` says where it is from in a few words; ``text`` is plain text that a reader can see there;
    ``url`` leads to it, with a fragment where the page has one. It's empty if no page shows the text.
    """

    kind: Kind
    key: str
    label: str
    text: str
    url: str


def sources_of_text(kind: Kind, key: str, label: object, text: str, url: str) -> Iterator[Source]:
    """Yields the sources of a text: one, none if nothing of it is visible, several (``key``, ``key.p2``, …) if it's long."""
    for number, part in enumerate(parts_of(text), start=1):
        yield Source(kind, key if number == 1 else f"{key}.p{number}", one_line(str(label)), part, url)


def parts_of(text: str) -> Iterator[str]:
    """Yields the visible text on one line, in parts of at most ``LONGEST`` characters that end between words."""
    line = one_line(text)
    start = 0
    while start < len(line):
        end = start + LONGEST
        if end < len(line) and not _INSIDE.match(line, end):
            space = line.rfind(" ", start, end)
            end = space if space > start else end
        yield line[start:end].strip()
        start = end + (line[end : end + 1] == " ")


def text_fragment(text: str) -> str:
    """Returns the end of an address that makes browsers scroll to a text and mark it (https://wicg.github.io/scroll-to-text-fragment/)."""
    words = text.split()
    ends = [text] if len(words) <= 12 else [" ".join(words[:6]), " ".join(words[-5:])]
    return ":~:text=" + ",".join(map(_encoded, ends))


def _encoded(text: str) -> str:
    # A hyphen and a comma mean something in a text fragment, and ``quote`` leaves the hyphen.
    return quote(text, safe="").replace("-", "%2D")
