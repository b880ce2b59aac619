"""Splits a section into entries: jobs, degrees, projects. Dates anchor them, and the first entry shows where its head begins.

An entry has a head (what and where), a period and a body (what was done).
"""

import re
from collections import Counter
from itertools import pairwise

from resumes.importing import dates
from resumes.importing.dates import Period
from resumes.importing.heads import LEGAL_FORM, Entry, Score, bare, is_divided, named_parts
from resumes.importing.lines import Line, joined
from resumes.importing.names import is_place
from resumes.importing.vocabulary import label_of, plain

_ENTRY_LABELS = ("employer", "position", "dates", "institution", "degree")
_MAX_HEAD = 110  # characters
_MAX_NAME_WORDS = 4
_MAX_HEAD_LINES = 4
_MAX_DATED = 160  # characters of a line that a date can anchor


def split_entries(
    lines: list[Line], score: Score, *, points: bool, day_first: bool = True
) -> tuple[list[Line], list[Entry]]:
    """Returns the lines before the first entry, and the entries.

    ``score`` tells the two kinds of parts of a head apart; ``points`` allows single dates ("2016") to anchor an entry.
    """
    kinds = {label[0] for line in lines if (label := label_of(line.text))} & set(_ENTRY_LABELS)
    if len(kinds) >= 2:
        return _labelled_entries(lines, day_first)
    lines = [line for line in lines if not dates.is_duration(line.text)]
    if headed := _headed_entries(lines, score, day_first):
        return [], headed
    found = {index: period for index, line in enumerate(lines) if (period := _dated(line, points, day_first))}
    if any(not lines[index].bullet for index in found):
        found = {index: period for index, period in found.items() if not lines[index].bullet}
        found |= _like_the_first(lines, min(found), day_first)
    elif not points:
        found = found if found and all(line.bullet for line in lines) else _years_at_ends(lines, day_first)
    if not found:
        return [], _blocks(lines, score) or _undated_entries(lines)
    anchors = sorted(found)
    first_heads = _heads_before(lines, anchors[0], 0, None)
    starts = [anchors[0] - len(first_heads)]
    for before, anchor in pairwise(anchors):
        starts.append(anchor - len(_heads_before(lines, anchor, before + 1, first_heads)))
    entries = []
    for number, (start, anchor) in enumerate(zip(starts, anchors, strict=True)):
        end = starts[number + 1] if number + 1 < len(starts) else len(lines)
        dated = (lines[anchor], found[anchor])
        entries.append(_entry(lines[start:anchor], dated, lines[anchor + 1 : end], score))
    return lines[: starts[0]], entries


def items_of(body: list[Line]) -> tuple[list[Line], list[Line]]:
    """Returns the prose and the list items of a body. Without bullets, several paragraphs are items."""
    paragraphs = joined(body, in_entry=True)
    first = next((index for index, line in enumerate(paragraphs) if line.bullet), None)
    if first is None:
        return (paragraphs, []) if len(paragraphs) < 2 else ([], paragraphs)
    return paragraphs[:first], paragraphs[first:]


def last_list(body: list[Line]) -> list[str]:
    """Returns the names that end a body, on a line by themselves: "Python, SQLite"; none if it ends otherwise."""
    if not body or len(joined(body[:-1])) == len(joined(body)):  # the line continues the one before
        return []
    return short_list(body[-1])


def short_list(line: Line) -> list[str]:
    """Returns the names that a line consists of, if it is no sentence and no item: "Statistics, Cost accounting"."""
    names = [name.strip() for name in line.text.split(",")]
    short = all(0 < len(name.split()) <= _MAX_NAME_WORDS for name in names)
    is_list = len(names) > 1 and short and not line.bullet and not re.search(r"[.;:!?]$", line.text)
    return names if is_list and re.match(r"[^\W_a-z]|\W", line.text) else []


def _dated(line: Line, points: bool, day_first: bool) -> Period | None:
    if len(bare(line.text)) > _MAX_DATED:
        return None
    period = dates.find_date(line.text, day_first=day_first)
    if not period:
        return None
    rest = period.cut_from(line.text)
    if len(bare(rest)) > _MAX_HEAD or (
        line.text.endswith(".") and len(rest.split()) > 8 and period.last < len(line.text) - 1
    ):
        return None
    if period.is_point and rest and (not points or (line.bullet and period.last < len(line.text) - 2)):
        return None
    if period.is_point and rest and not re.search(r"[\s,(|–—·-]$", line.text[: period.first]) and period.first > 0:
        return None
    in_sentence = re.search(
        r"\b(in|since|by|between|im|en|em|w|during|dans)\s*$", line.text[: period.first], re.IGNORECASE
    )
    if in_sentence and (period.is_point or line.bullet):
        return None
    return period


def _heads_before(lines: list[Line], anchor: int, floor: int, model: list[Line] | None) -> list[Line]:
    """Returns the lines before an anchor that are the head of its entry. ``model`` are those of the first entry."""
    most = 3 if model is None else len(model)
    found: list[Line] = []
    at = anchor - 1
    while at >= floor and len(found) < most:
        line = lines[at]
        if line.bullet or len(bare(line.text)) > _MAX_HEAD or _is_sentence(line.text):
            break
        if at > floor and len(joined([lines[at - 1], line])) == 1 and lines[at - 1].bullet:
            break
        if model is not None and (like := model[-1 - len(found)]) and like.look[:3] != line.look[:3]:
            break
        if (label := label_of(line.text)) and label[0] in ("duties", "courses", "score"):
            break
        found.insert(0, line)
        if (
            line.gap
            and model is not None
            and not any(one.gap for one in model[1:])
            and not (lines[anchor].gap and len(found) < most)
        ):
            break
        at -= 1
    return found


def _headed_entries(lines: list[Line], score: Score, day_first: bool) -> list[Entry]:
    """Returns entries that have headings by the file's own styles, or bold ones where some have no date; else none.

    Several periods below a heading are several entries, which this doesn't tell apart.
    """
    if not lines or not (lines[0].level or lines[0].bold):
        return []
    starts = [index for index, line in enumerate(lines) if line.look[:3] == lines[0].look[:3]]
    groups = [lines[start:end] for start, end in pairwise([*starts, len(lines)])]
    periods = [[line for line in group if not line.bullet and _dated(line, False, day_first)] for group in groups]
    if any(len(found) > 1 for found in periods):
        return []
    dated = [_date_in_head(group, day_first) for group in groups]
    if not lines[0].level and (all(dated) or any(len(group) == 1 for group in groups)):
        return []
    return [
        _entry(group[: found[0]], (group[found[0]], found[1]), group[found[0] + 1 :], score)
        if found
        else _entry(group[:1], None, group[1:], score)
        for group, found in zip(groups, dated, strict=True)
    ]


def _date_in_head(group: list[Line], day_first: bool) -> tuple[int, Period] | None:
    """Returns the first date above the items of an entry, with the number of its line."""
    for index, line in enumerate(group[:_MAX_HEAD_LINES]):
        if line.bullet:
            break
        if period := _dated(line, True, day_first):
            return index, period
    return None


def _like_the_first(lines: list[Line], first: int, day_first: bool) -> dict[int, Period]:
    """Returns single dates that end lines which look like the first line with a period and stand out as that one does."""
    model, above = lines[first].look[:3], lines[first - 1].look[:3] if first else None
    usual = Counter(line.look[:3] for line in lines).most_common(1)[0][0]
    found = {}
    for index, line in enumerate(lines):
        period = _dated(line, True, day_first) if line.look[:3] == model and not line.bullet else None
        if not period or not period.is_point or line.text[period.last :].strip(" )]"):
            continue
        same_head = index > 0 and above != model and lines[index - 1].look[:3] == above
        if model != usual or same_head:
            found[index] = period
    return found


def _entry(before: list[Line], dated: tuple[Line, Period] | None, after: list[Line], score: Score) -> Entry:
    entry = Entry()
    rest = ""
    for line in before:
        entry.add(line, line.text)
    if dated:
        entry.dated, entry.period = dated
        rest = entry.period.cut_from(entry.dated.text)
        label = label_of(rest + ":") if rest and "\t" not in rest else None
        if rest and not (label and label[0] == "dates"):
            entry.add(entry.dated, rest)
    index = 0
    while index < min(len(after), 3):
        line = after[index]
        parts, places = named_parts(entry, score)
        divided = len(parts) == 1 and is_divided(parts[0], score)
        enough = len(parts) >= 2 or divided
        if line.bullet or len(bare(line.text)) > _MAX_HEAD or _is_sentence(line.text):
            break
        if len(parts) == 1 and line.gap and not before and rest and len(line.text.split()) > 6:
            break
        if enough and not (is_place(line.text) and not places):
            break
        if (labelled := label_of(line.text)) and labelled[0] not in (
            "city",
            "employer",
            "position",
            "institution",
            "degree",
        ):
            break
        entry.add(line, line.text)
        index += 1
    entry.body = after[index:]
    return entry


def _is_sentence(text: str) -> bool:
    words = text.split()
    return len(words) > 3 and (
        (text.endswith((".", ";", ":")) and not (LEGAL_FORM.search(words[-1]) or re.fullmatch(r"(?:\w\.)+", words[-1])))
        or len(words) > 12
    )


def _years_at_ends(lines: list[Line], day_first: bool) -> dict[int, Period]:
    """Returns single dates that stand alone or after a separator at the end of a line: "Acme | 2018"."""
    found = {}
    for index, line in enumerate(lines):
        period = None if line.bullet else _dated(line, True, day_first)
        before = line.text[: period.first].rstrip() if period else ""
        if period and period.last == len(line.text) and (not before or before[-1] in "|·•"):
            found[index] = period
    return found


def _blocks(lines: list[Line], score: Score) -> list[Entry]:
    """Returns entries without dates that have space between them and more than a line each; none if it isn't so."""
    starts = [index for index, line in enumerate(lines) if line.gap or index == 0]
    blocks = [lines[start:end] for start, end in pairwise([*starts, len(lines)])]
    if len(blocks) < 2 or any(block[0].bullet or len(block) == 1 or len(block[0].text) > _MAX_HEAD for block in blocks):
        return []
    return [_entry(block[:1], None, block[1:], score) for block in blocks]


def _undated_entries(lines: list[Line]) -> list[Entry]:
    """Returns entries without dates: each bullet is one; or each line that has bullets or space below it."""
    entries: list[Entry] = []
    has_heads = any(not line.bullet for line in lines) and any(line.bullet for line in lines)
    for line in joined(lines):
        if (entries and has_heads and line.bullet) or (
            entries and not line.bullet and not line.gap and _is_sentence(line.text) and line.look == lines[-1].look
        ):
            entries[-1].body.append(line)
        else:
            entries.append(Entry([(line, line.text)]))
    return entries


def _labelled_entries(lines: list[Line], day_first: bool) -> tuple[list[Line], list[Entry]]:
    """Returns entries whose values have labels: "Employer: Acme". A label that comes again opens the next entry."""
    intro: list[Line] = []
    entries: list[Entry] = []
    for line in lines:
        label = None if line.bullet else label_of(line.text)
        period = _dated(line, True, day_first) if not line.bullet and (label is None or label[0] == "dates") else None
        kind = "dates" if period else label[0] if label else ""
        if kind in _ENTRY_LABELS and (not entries or kind in entries[-1].labelled):
            entries.append(Entry())
        if not entries:
            intro.append(line)
            continue
        entry = entries[-1]
        if kind == "dates" and period:
            entry.period, entry.dated = period, line
            entry.labelled["dates"] = line.text
            rest = re.sub(r"^[^:\t]*[:\t]", "", period.cut_from(line.text)) if label else period.cut_from(line.text)
            if re.search(r"\w", rest) and not label_of(rest + ":"):
                entry.head.append((line, rest))
        elif label and kind == "duties":
            entry.label_lines.append((line, label[1]))
            entry.body += [Line(line.numbers, label[2], x=line.x, whole=line.whole)] if label[2] else []
        elif label and kind and kind not in entry.labelled:
            entry.labelled[kind] = label[2]
            entry.label_lines.append((line, label[1]))
        else:
            entry.body.append(line)
    return intro, entries


def is_only_label(text: str) -> bool:
    """Returns whether a line is a label without a value: "Responsibilities:"."""
    label = label_of(text if ":" in text else text + ":")
    return bool(label and label[0] == "duties" and not label[2]) or plain(text).strip(" :") in (
        "technologies",
        "highlights",
    )
