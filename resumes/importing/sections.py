"""Splits the lines of a résumé into sections by their headings."""

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from resumes.importing import dates
from resumes.importing.lines import Line
from resumes.importing.names import is_language
from resumes.importing.vocabulary import label_of, section_of

TOP = "top"  # the lines before the first heading
UNKNOWN = "unknown"
_INLINE = ("skills", "languages", "interests", "summary", "certificates", "references")
_LONGEST_HEADING = 50  # characters


@dataclass
class Section:
    """A section: its name in the document, its heading, and its lines. ``UNKNOWN`` has a heading that we don't know."""

    name: str
    heading: Line | None = None
    lines: list[Line] = field(default_factory=list)


def sections_of(lines: list[Line]) -> list[Section]:
    """Returns the sections in the order of the source; the first is ``TOP``."""
    looks = Counter(line.look for line in lines if _known(line))
    usual = looks.most_common(1)[0][0] if looks else None
    body = Counter(line.look for line in lines if not _known(line)).most_common(1)
    found = [Section(TOP)]
    largest = max((line.size for line in lines), default=0.0)
    for index, line in enumerate(lines):
        current = found[-1]
        if line.footer:  # of the page: belongs to no section
            if current.name != TOP:
                found.append(Section(TOP))
            found[-1].lines.append(line)
            continue
        if current.name != TOP and not _known(line) and usual and _is_title(line, usual, largest):
            found.append(Section(TOP, None, [line]))
            continue
        name = _known(line)
        if name and not (current.name in ("skills", "contact", UNKNOWN) and usual and _is_weaker(line, usual)):
            found.append(Section(name, line))
        elif (inline := _inline(line, current)) is not None:
            found.append(inline)
        elif usual and _looks_like_heading(
            line, usual, body[0][0] if body else None, lines[index + 1 : index + 3], index
        ):
            found.append(Section(UNKNOWN, line))
        else:
            current.lines.append(line)
    return found


def _is_title(line: Line, usual: tuple[int, float, bool, bool], largest: float) -> bool:
    """Returns whether a line is the name at the top of the main column, which follows a narrow column in the file."""
    return line.level == 1 < usual[0] or (line.size == largest > usual[1] + 2 and not line.level and not line.bullet)


def _known(line: Line) -> str | None:
    if (line.bullet and not line.bold) or len(line.text) > _LONGEST_HEADING or "\t" in line.text:
        return None
    return section_of(line.text)


def _is_weaker(line: Line, usual: tuple[int, float, bool, bool]) -> bool:
    """Returns whether a line looks less like a heading than headings usually do here."""
    level, size, bold, capitals = usual
    if level and line.level != level:
        return True
    return line.size < size - 0.4 or (bold and not line.bold) or (capitals and not line.is_capitals)


def _inline(line: Line, current: Section) -> Section | None:
    """Returns the section that "Skills: Python, Django" opens; None for labels inside an entry."""
    match = re.fullmatch(r"([^:\t]{3,40})(?::\s*|\t)(\S.*)", line.text)
    if not match:
        return None
    name = section_of(match[1])
    if name not in _INLINE:
        return None
    if current.name in ("skills", "languages"):
        first = re.split(r"[,;(|/–-]", match[2])[0].strip()
        if name != "languages" or not is_language(first):
            return None
    elif (
        current.name in ("work", "education", "projects", "volunteer")
        and (line.bullet or not (line.gap or line.is_capitals or match[1].isupper()))
    ) or (current.name == "contact" and label_of(line.text)):
        return None
    return Section(name, replace(line, text=match[1]), [replace(line, text=match[2], bullet=False)])


def _looks_like_heading(
    line: Line,
    usual: tuple[int, float, bool, bool],
    body: tuple[int, float, bool, bool] | None,
    following: list[Line],
    index: int,
) -> bool:
    """Returns whether a line that we don't know looks exactly like the headings that we know."""
    if index == 0 or line.bullet or line.look != usual or line.look == body or len(line.text) > _LONGEST_HEADING:
        return False
    if (
        re.search(r"[@\t|]|\.$|,", line.text)
        or dates.find_date(line.text)
        or any(dates.find_period(one.text[:200]) for one in following[:1])
    ):
        return False
    level, size, bold, _capitals = usual
    if level or (body and size > body[1] + 0.4):
        return True
    if not line.gap or any(dates.find_period(one.text[:200]) for one in following):
        return False
    return line.is_capitals or bool(bold and body and not body[2])
