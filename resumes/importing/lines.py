"""Lines of a résumé's source, and how they are joined: bullets recognized, wrapped lines and hyphenated words put together."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from resumes.importing import dates
from resumes.importing.vocabulary import listed
from toolkit.text import visible

MAX_LENGTH = 4_000  # characters; longer lines are not parsed
_WRAPPED = 100  # characters; text that is wrapped by hand has shorter lines
# Bullets of every font: dashes, dots, squares, arrows, check marks, and the private characters of symbol fonts.
_BULLET = re.compile(
    r"\s*(?:[•◦▪■●○□◆◇❖★☆‣⁃∙·▸►▶▷➢➤➔→✓✔✦»›❯\ue000-\uf8ff]|[–—*+-](?=\s)|o(?=\s+[^\sa-z\d])|"
    r"\(?\d{1,2}[.)](?=\s+[^\d\s]))\s*"
)
_LONE_BULLET = re.compile(r"\s*(?:[•◦▪■●○□◆◇❖★☆‣⁃∙·▸►▶▷➢➤➔→✓✔✦»›❯\ue000-\uf8ff*–—-]|o)\s*")
_MARKDOWN_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.+?)\s*#*\s*")
_MARKDOWN_EMPHASIS = re.compile(
    r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1|(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])|"
    r"(?<!\w)_(?=\S)([^_\n]+?)_(?!\w)"
)
_MARKDOWN_LINK = re.compile(
    r"\[([^\]\n]{1,200})\]\((?:<((?:https?://|mailto:|tel:)[^<>\s]{1,500})>|"
    r"((?:https?://|mailto:|tel:)[^)\s]{1,500}))\)"
)
_MARKDOWN_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")  # a backslash makes the next sign a letter like others
_ESCAPED = 0xF0000  # of characters for private use, which stand for escaped signs until a line is read
_HIDDEN = re.compile(f"[{chr(_ESCAPED)}-{chr(_ESCAPED + 127)}]")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\xa0": " ", "\u2007": " "}
)
_PAGE_NUMBER = re.compile(
    r"(?:.{0,60}[\s|·•–-])?\s*(?:(?:page|seite|pagina|página|strona)\s*\d+(?:\s*(?:of|von|sur|de|van|z|/)\s*\d+)?|"
    r"\d\s*/\s*\d|-\s*\d{1,2}\s*-)\s*",
    re.IGNORECASE,
)
# Words that keep their hyphen at the end of a line: "full-" + "stack" is "full-stack".
_KEEPS_HYPHEN = listed(
    """full self co cross high low real long short open third well non multi end front back large small part time
    data user post pre e
    state day on off in out two three four cloud cost cutting decision event test object customer client in-house
    hands re micro
    semi mid year first second up step award world best low-code no zero"""
)


@dataclass(frozen=True)
class Line:
    """A line of the source, or several that are one. ``numbers`` are those of the source.

    ``level`` is that of a heading by the file's own styles (1 is the highest; 0 is none). ``x`` is where the line begins, in
    points or characters; ``gap`` means that there is space above it. A paragraph of a DOCX is ``whole``: the next one never
    continues it. A ``footer`` is below every page.
    """

    numbers: tuple[int, ...]
    text: str
    bullet: bool = False
    level: int = 0
    size: float = 0.0
    bold: bool = False
    x: float = 0.0
    gap: bool = False
    whole: bool = False
    footer: bool = False

    @property
    def is_capitals(self) -> bool:
        letters = [letter for letter in self.text if letter.isalpha()]
        return len(letters) > 3 and self.text.upper() == self.text

    @property
    def look(self) -> tuple[int, float, bool, bool]:
        """What tells headings from other lines: level, size, weight, capitals."""
        return self.level, self.size, self.bold, self.is_capitals


def text_lines(text: str) -> list[Line]:
    """Returns the lines of plain text or Markdown."""
    found: list[Line] = []
    gap = True
    for number, raw in enumerate(text.split("\n"), 1):
        shown = _MARKDOWN_ESCAPE.sub(lambda sign: chr(_ESCAPED + ord(sign[1])), _clean(raw))
        if len(shown) > MAX_LENGTH:
            found.append(Line((number,), _unescaped(shown.strip()), gap=True))
            continue
        if not shown.strip():
            gap = True
            continue
        heading = _MARKDOWN_HEADING.fullmatch(shown)
        if re.fullmatch(r"\s*([=_*~-]\s?){3,}\s*", shown):  # a rule, or the underline of a heading
            if (
                found
                and not gap
                and "\t" not in found[-1].text
                and shown.strip()[0] in "=-"
                and len(found[-1].text) < 60
            ):
                found[-1] = replace(found[-1], level=found[-1].level or (1 if "=" in shown else 2))
            gap = True
            continue
        plain_text = _MARKDOWN_LINK.sub(_link_text, heading[2] if heading else shown)
        bold = bool(re.fullmatch(r"\s*\*\*[^*]+\*\*:?\s*", plain_text))
        plain_text = _MARKDOWN_EMPHASIS.sub(lambda found: found[2] or found[3] or found[4], plain_text)
        plain_text = re.sub(r"(?<=\S) {3,}(?=\S)", "\t", plain_text)
        if table := re.fullmatch(r"\s*\|(.+)\|\s*", plain_text):
            plain_text = "\t".join(cell.strip() for cell in table[1].split("|"))
        x = float(len(shown) - len(shown.lstrip()))
        line = _line(number, plain_text, level=len(heading[1]) if heading else 0, x=x, gap=gap, bold=bold)
        found.append(replace(line, text=_unescaped(line.text.removesuffix("\\"))))
        gap = False
    if any(
        len(line.text) > _WRAPPED and line.text.count(" ") > 8 and "\t" not in line.text for line in found
    ):  # no line of this text is wrapped, only shown so
        found = [replace(line, whole=True) for line in found]
    return _with_lone_bullets(found)


def pdf_lines(lines: Sequence[dict[str, Any]]) -> list[Line]:
    """Returns the lines of a PDF as ``toolkit.document_text.pdf`` reads them."""
    steps = [_step(before, one) for before, one in pairwise(lines)]
    even = (step for step, (before, one) in zip(steps, pairwise(lines), strict=True) if before["size"] == one["size"])
    counts = Counter(round(step * 20) for step in even if 0.8 < step < 4)
    common = [step for step, count in counts.items() if count >= max(2, len(lines) / 25)]
    pitch = min(common, default=24) / 20  # from one line to the next within a paragraph
    found = []
    for index, one in enumerate(lines):
        step = steps[index - 1] if index else 0.0
        # The first line of a page is no gap: a paragraph can continue there.
        new_page = index > 0 and lines[index - 1]["page"] != one["page"]
        gap = not new_page and (index == 0 or step > pitch * 1.2 or step < -pitch / 2)
        text = _clean(one["text"])
        label, tab, rest = text.partition("\t")
        if tab and _is_item(rest) and label.strip() and not _LONE_BULLET.fullmatch(label):  # a label beside a list
            found.append(_line(index + 1, label, size=one["size"], bold=one["bold"], x=one["x"], gap=gap))
            text, gap = rest, False
        found.append(_line(index + 1, text, size=one["size"], bold=one["bold"], x=one["x"], gap=gap))
    return _with_lone_bullets([line for line in found if line.text.strip()])


def _is_item(text: str) -> bool:
    """Returns whether a text is a list item; a dot before a period only separates the two: "Engineer · 2019 – 2021"."""
    bullet = _BULLET.match(text)
    if not bullet:
        return False
    period = dates.find_date(text[bullet.end() :])
    return not (period and not period.cut_from(text[bullet.end() :]))


def _step(before: dict[str, Any], line: dict[str, Any]) -> float:
    """Returns how far down the page a line is below the one before, in parts of the font's size."""
    return float(before["y"] - line["y"]) / max(float(line["size"]), float(before["size"]), 1.0)


def docx_lines(lines: Sequence[dict[str, Any]]) -> list[Line]:
    """Returns the paragraphs of a DOCX as ``toolkit.document_text.docx`` reads them."""
    found = []
    for number, one in enumerate(lines, 1):
        text = _clean(one["text"])
        for shown, address in one["links"] if one["heading"] != 1 else ():
            text = text.replace(_clean(shown), _with_address(_clean(shown), address), 1)
        line = _line(number, text, level=one["heading"], size=one["size"], bold=one["bold"])
        found.append(replace(line, bullet=line.bullet or one["bullet"], whole=True, footer=one["footer"]))
    return [line for line in found if line.text.strip()]


def is_page_number(line: Line) -> bool:
    return len(line.text) < 80 and bool(_PAGE_NUMBER.fullmatch(line.text))


def joined(lines: Iterable[Line], *, in_entry: bool = False) -> list[Line]:
    """Returns lines with those that are wrapped put together, each with the numbers of all its source lines.

    In the body of an entry, a line without a bullet continues the item above it.
    """
    given = list(lines)
    width = max((len(line.text) for line in given), default=0)
    found: list[Line] = []
    last: Line | None = None  # the source line before, which says where a wrapped line ends
    for line in given:
        if (
            last is not None
            and found
            and (_continues(found[-1], last, line, width) or (in_entry and _follows_item(found[-1], last, line)))
        ):
            found[-1] = replace(
                found[-1], text=join_text(found[-1].text, line.text), numbers=found[-1].numbers + line.numbers
            )
        else:
            found.append(line)
        last = line
    return found


def join_text(before: str, after: str) -> str:
    """Returns two parts of a wrapped text as one. A hyphen at the end of a line goes, unless the word needs it."""
    end = before[-80:]
    match = re.search(r"(\w+)[-‐\u00ad]$", end)
    if not match or not after[:1].isalpha():
        return f"{before} {after}"
    if not after[:1].islower() or re.match(r"(and|or|und|oder|et|ou|y|o|e|en|of|i|lub|bzw)\b", after):
        return f"{before} {after}" if after[:1].islower() else before + after
    if match[1].lower() in _KEEPS_HYPHEN or end[: match.start()].endswith("-"):
        return before + after
    return before[:-1] + after


def _continues(start: Line, last: Line, line: Line, width: int) -> bool:
    """Returns whether ``line`` continues the text that began at ``start`` and has ``last`` as its last line."""
    if line.bullet or line.level or line.gap or last.whole or (line.size, line.bold) != (last.size, last.bold):
        return False
    if re.match(r"[^:,.\t]{2,40}(?::\s|\t)", line.text):  # a label
        return False
    if start.bullet:
        if line.x > start.x + 1 and line.x - start.x < 120:
            return True
        return (
            line.x == start.x and len(last.text) >= 0.75 * width and bool(line.text[:1].islower() or last is not start)
        )
    if line.text[:1].islower() and len(last.text) > 40:
        return True
    if re.search(r"\w[-‐]$", last.text[-3:]) and line.text[:1].islower():
        return True
    return len(last.text) >= 0.8 * width and width > 50


def _follows_item(start: Line, last: Line, line: Line) -> bool:
    same_look = (line.size, line.bold) == (last.size, last.bold)
    is_label = bool(re.match(r"[^:,.\t]{2,40}:(?:\s|$)", line.text))
    return start.bullet and same_look and not (line.bullet or line.level or line.gap or last.whole or is_label)


def _line(number: int, text: str, **look: Any) -> Line:
    bullet = _BULLET.match(text)
    body = text[bullet.end() :] if bullet and text[bullet.end() :].strip() and not look.get("level") else text
    numbered = bullet and re.match(r"\s*\(?\d", bullet[0])
    if numbered and look.get("size") and look.get("bold"):  # "1. Experience" in bold is a heading
        body = text
    return Line((number,), body.strip(), bullet=body is not text and body != text, **look)


def _with_lone_bullets(lines: list[Line]) -> list[Line]:
    """Puts a bullet on a line by itself in front of the next line."""
    found: list[Line] = []
    for line in lines:
        if found and found[-1].text and _LONE_BULLET.fullmatch(found[-1].text):
            lone = found.pop()
            line = replace(line, bullet=True, numbers=lone.numbers + line.numbers, x=lone.x, gap=lone.gap)
        found.append(line)
    return found


def _clean(raw: str) -> str:
    """Returns a line without invisible characters and ligatures; tabs and spaces stay, for they separate columns."""
    ended = re.sub("\u00ad(?=\\s*$)", "-", raw)
    return visible(ended.translate(_LIGATURES)).replace("\n", " ").rstrip()


def _unescaped(text: str) -> str:
    return _HIDDEN.sub(lambda sign: chr(ord(sign[0]) - _ESCAPED), text)


def _link_text(link: re.Match[str]) -> str:
    return _with_address(link[1], link[2] or link[3])


def _with_address(shown: str, address: str) -> str:
    """Returns a link as text: the address follows, unless the text is the address."""
    address = re.sub("^(mailto|tel):", "", address)
    return address if re.sub(r"\W", "", shown) in re.sub(r"\W", "", address) else f"{shown} ({address})"
