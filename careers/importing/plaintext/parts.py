"""Reads sections with titled parts. A title is recognized only by its position and form."""

import re
from collections.abc import Callable
from itertools import groupby, pairwise
from typing import Any

from careers.importing.plaintext.draft import Draft
from careers.importing.plaintext.lines import Line, hours, labelled, years
from toolkit.text import one_line

_URL = re.compile(r"[\s,;:–—|(<\[-]*(https?://[^\s/?#]+\.[^\s/?#]+[^\s]*(?<![.,;:)>\]]))[.,;:)>\]]*")
_LONGEST_QUESTION = 200

Part = dict[str, Any]


def _parts(
    draft: Draft, lines: list[Line], is_start: Callable[[int], bool], what: str
) -> list[tuple[Line, list[Line]]]:
    """``lines`` as parts, each its title and what follows it; lines above the first part are left unplaced."""
    starts = [at for at in range(len(lines)) if is_start(at)]
    for line in lines[: starts[0] if starts else len(lines)]:
        draft.leave(line, f"above the first {what}")
    return [(lines[start], lines[start + 1 : end]) for start, end in pairwise([*starts, len(lines)])]


def tiers(draft: Draft, lines: list[Line]) -> None:
    """A title, ``Experience: 0-2 years``, prose."""

    def experience(at: int) -> str | None:
        return labelled(lines[at], "experience") if at < len(lines) else None

    made: list[Part] = []
    for title, rest in _parts(draft, lines, lambda at: experience(at) is None and lines[at].is_title, "tier"):
        tier: Part = {"title": title.text}
        prose = []
        for line in rest:
            value = labelled(line, "experience")
            span = years(value) if value else None
            if value is None:
                prose.append(line)
            elif span and "years_from" not in tier:
                tier["years_from"], tier["years_to"] = span
            else:
                draft.leave(
                    line, "not a range of years such as 0-2 or 10+" if not span else "there are already years above"
                )
        made.append(tier | {"text": draft.prose(prose)})
    draft.values["tiers"] = made


def day(draft: Draft, lines: list[Line]) -> None:
    """A label with its hours in parentheses, ``Focus: Planning``, a list of tasks."""

    def is_label(at: int) -> bool:
        return lines[at].is_title and labelled(lines[at], "focus") is None

    made: list[Part] = []
    for label, rest in _parts(draft, lines, is_label, "part of the day"):
        match = re.fullmatch(r"(.+?)\s*\(([^()]+)\)", label.text)
        span = hours(match[2].strip()) if match else None
        segment: Part = (
            {"label": match[1], "starts": span[0], "ends": span[1]} if match and span else {"label": label.text}
        )
        tasks = []
        for line in rest:
            value = labelled(line, "focus")
            if value is not None and not line.bullet:
                draft.put("focus", value, line, into=segment)
            else:
                tasks.append(line)
        made.append(segment | {"tasks": draft.items(tasks)})
    draft.values["day"] = made


def skill_map(draft: Draft, lines: list[Line]) -> None:
    """An introduction, then groups: a title, prose, a list of skills. A group ends where its list does."""
    runs = [list(run) for _, run in groupby(lines, key=lambda line: line.bullet)]
    if runs and runs[0][0].bullet:
        for line in runs.pop(0):
            draft.leave(line, "above the first group of skills")
    intro: list[Line] = []
    groups: list[Part] = []
    for text, skills in zip(runs[::2], [*runs[1::2], []], strict=False):
        at = _title_of_group(text, first=not groups)
        if at is None:
            intro += text
            for line in skills:
                draft.leave(line, "no group of skills is named above it")
            continue
        if groups:
            for line in text[:at]:
                draft.leave(line, "between two groups of skills")
        else:
            intro += text[:at]
        groups.append({"title": text[at].text, "text": draft.prose(text[at + 1 :]), "skills": draft.items(skills)})
    draft.values["skill_map"] = {"intro": draft.prose(intro), "groups": groups}


def _title_of_group(text: list[Line], *, first: bool) -> int | None:
    """Which of the lines above a list names the group: usually the last but one, since a sentence follows it."""
    order = range(len(text)) if not first else (len(text) - 2, *reversed(range(len(text))))
    return next((at for at in order if at >= 0 and text[at].is_title), None)


def case_studies(draft: Draft, lines: list[Line]) -> None:
    """A title, prose, ``Key Takeaway: …``."""
    takeaways = [labelled(line, "key takeaway") is not None for line in lines]
    starts: set[int] = set()
    latest = -1
    for at, line in enumerate(lines):
        if line.is_title and not takeaways[at] and (latest < 0 or at - latest > 1):
            starts.add(at)
            latest = at
    made: list[Part] = []
    for title, rest in _parts(draft, lines, starts.__contains__, "case study"):
        study: Part = {"title": title.text}
        prose = []
        for line in rest:
            if (value := labelled(line, "key takeaway")) is not None:
                draft.put("takeaway", value, line, into=study)
            else:
                prose.append(line)
        made.append(study | {"text": draft.prose(prose)})
    draft.values["case_studies"] = made


def questions(draft: Draft, lines: list[Line]) -> None:
    """A line that ends in a question mark, then the answer."""

    def is_question(at: int) -> bool:
        return not lines[at].bullet and lines[at].text.endswith("?") and len(lines[at].text) <= _LONGEST_QUESTION

    found = _parts(draft, lines, is_question, "question")
    draft.values["questions"] = [{"title": title.text, "answer": draft.prose(answer)} for title, answer in found]


def sources(draft: Draft, lines: list[Line]) -> None:
    """One a line; an address in it becomes the link."""
    made: list[Part] = []
    for line in filter(draft.fits, lines):
        match = _URL.search(line.text)
        title = one_line(_URL.sub("", line.text, count=1))
        made.append({"title": title or line.text, "url": match[1] if match else ""})
    draft.values["sources"] = made
