"""Turns entries into fields: work, volunteering, education, projects, certificates, awards, publications."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from resumes.importing.draft import LABEL, DraftBuilder
from resumes.importing.entries import is_only_label, items_of, last_list, short_list, split_entries
from resumes.importing.heads import Entry, Part, is_legal_form, named_parts, parts_of, weak_parts
from resumes.importing.lines import Line, joined
from resumes.importing.names import degree_score, is_place, position_score, splits_degree
from resumes.importing.vocabulary import label_of

_SCORE = re.compile(
    r"\b(?:gpa|c?gpa|grade|final grade|note|abschlussnote|gesamtnote|score|mention|nota(?: media)?|ocena|cijfer|"
    r"moyenne)\b\s*:?\s*(.+)",
    re.IGNORECASE,
)
_COURSES = re.compile(
    r"(?:relevant )?(?:courses?(?:work)?|modules|kurse|cours|cursos|vakken|kursy|schwerpunkte)\s*:\s*(.+)",
    re.IGNORECASE,
)
_URL = re.compile(
    r"(?:https?://|www\.)\S+|(?<![@\w.])[a-z0-9-]+(?:\.[a-z0-9-]+)+/\S+|(?<![@\w./])[a-z0-9-]+\.(?:com|org|net|io|"
    r"dev|app|example|eu|de|fr|es|pt|nl|pl)(?![\w.])"
)


Head = tuple[list[Part], list[Part]]  # parts and places


def _no_score(_text: str) -> int:
    return 0


class EntryReader:
    """Reads the entries of one section into ``builder``."""

    def __init__(self, builder: DraftBuilder, section: str, *, day_first: bool = True) -> None:
        self.builder, self.section, self.day_first = builder, section, day_first
        self.items: list[dict[str, Any]] = builder.data.setdefault(section, [])

    def read_work(self, lines: list[Line], *, employer: str = "name") -> list[Line]:
        """Adds jobs; ``employer`` is the field of the organization. Returns the lines before the first."""
        intro, entries = split_entries(lines, position_score, points=self.section != "work", day_first=self.day_first)
        parted = _with_places([self._two_parts(entry, position_score) for entry in entries])
        vote = sum(
            position_score(parts[0].text) - position_score(parts[1].text)
            for parts, _places in parted
            if len(parts) >= 2
        )
        for entry, (parts, places) in zip(entries, parted, strict=True):
            self._begin(entry)
            item = self.items[-1]
            organization, position = self._organization_and_position(parts, vote >= 0)
            if entry.labelled:
                self._labels(
                    entry,
                    {
                        "employer": employer,
                        "institution": employer,
                        "position": "position",
                        "city": "location",
                        "url": "url",
                    },
                )
            self._put(position, "position")
            self._put(organization, employer)
            if (
                not item.get(employer)
                and len(self.items) > 1
                and entry.period
                and self.items[-2].get(employer)
                and item.get("position")
            ):
                item[employer] = self.items[-2][employer]  # several positions under one employer
            self._places(places if self.section == "work" else [])
            self._body(entry.body)
        return intro

    def read_education(self, lines: list[Line]) -> list[Line]:
        intro, entries = split_entries(lines, degree_score, points=True, day_first=self.day_first)
        for entry in entries:
            parts, places = parts_of(entry, divide_places=False)
            parts = [part for part in parts if not self._is_score(part)]
            if len(parts) == 1:
                parts = weak_parts(parts[0], degree_score)
            self._begin(entry)
            item = self.items[-1]
            if entry.labelled:
                fields = {
                    "institution": "institution",
                    "employer": "institution",
                    "degree": "studyType",
                    "position": "studyType",
                    "area": "area",
                    "score": "score",
                }
                self._labels(entry, fields)
                if item.get("studyType") and not item.get("area"):
                    item["studyType"], item["area"] = splits_degree(item["studyType"])
            school = min(parts, key=lambda part: degree_score(part.text), default=None)
            if school and (len(parts) > 1 or degree_score(school.text) <= 0) and not item.get("institution"):
                self._put(school, "institution")
                parts = [part for part in parts if part is not school]
                for beside in [
                    *places,
                    *(part for part in parts if part.line is school.line and degree_score(part.text) == 0),
                ]:
                    item["institution"] += f", {beside.text}"  # where the school is, for which the format has no field
                    self._place(beside.line, "institution")
                    parts = [part for part in parts if part is not beside]
            self._degrees(parts)
            self._education_body(entry.body)
        return intro

    def read_others(self, lines: list[Line], title: str, by: str, date: str, prose: str) -> list[Line]:
        """Adds certificates, awards, publications or projects: a title, who it is from, a date, a text."""
        intro, entries = split_entries(lines, _no_score, points=True, day_first=self.day_first)
        for entry in entries:
            parts, places = parts_of(entry)
            if len(parts) == 1 and by and len(parts[0].text) < 150:
                parts = weak_parts(parts[0], _no_score)
            self._begin(entry, start="startDate" if date == "endDate" else "", end=date)
            for part, name in zip(parts, (title, by or prose), strict=False):
                url = _URL.search(part.text)
                self._put(
                    Part(part.line, (part.text.replace(url[0], "") if url else part.text).strip(" ,;:()–—-|")), name
                )
            for part in parts:
                if url := _URL.search(part.text):
                    self._url(part.line, url[0])
            for extra in [*parts[2:], *places]:
                if not _URL.fullmatch(extra.text):
                    self._append(extra.line, prose, extra.text)
            if prose == "description":
                self._body(entry.body, prose=prose)
            else:
                for line in joined(entry.body):
                    if (url := _URL.fullmatch(line.text)) and not self.items[-1].get("url"):
                        self._url(line, url[0])
                    elif not self.items[-1].get(by) and by and not line.bullet and len(line.text) < 80:
                        self._put(Part(line, line.text), by)
                    else:
                        self._append(line, prose, line.text)
        return intro

    def _begin(self, entry: Entry, *, start: str = "startDate", end: str = "endDate") -> None:
        item: dict[str, Any] = {}
        self.items.append(item)
        if entry.period and entry.dated:
            if start and (entry.period.start or self.section in ("work", "volunteer")):
                item[start] = entry.period.start or (entry.period.end if entry.period.is_point else "")
            item[end] = entry.period.end or (entry.period.start if not start else "")
            text = entry.dated.text
            if item[end] or item.get(start):
                read = text[entry.period.first : entry.period.last]
                label = label_of(text)
                self._place(entry.dated, start if item.get(start) else end, read=f"{read} {label[1] if label else ''}")
        for line, address in entry.addresses[:1]:
            self._url(line, address)

    def _two_parts(self, entry: Entry, score: Callable[[str], int]) -> Head:
        parts, places = named_parts(entry, score)
        if len(parts) == 1:
            divided = weak_parts(parts[0], score)
            if len(divided) == 2 and is_place(divided[1].text):
                return [divided[0]], [*places, divided[1]]
            return divided, places
        return parts, places

    def _organization_and_position(
        self, parts: Sequence[Part], position_first: bool
    ) -> tuple[Part | None, Part | None]:
        if not parts:
            return None, None
        if len(parts) == 1:
            is_position = position_score(parts[0].text) > 0 or (position_first and position_score(parts[0].text) == 0)
            return (None, parts[0]) if is_position else (parts[0], None)
        first, second = parts[0], parts[1]
        if len(parts) > 2:
            chosen = max(parts, key=lambda part: position_score(part.text))
            others = [part for part in parts if part is not chosen]
            organization = min(others, key=lambda part: position_score(part.text))
            for part in others:
                if part is not organization:
                    self._append(part.line, "description", part.text)
            return organization, chosen
        difference = position_score(first.text) - position_score(second.text)
        if abs(difference) >= 2:
            position_first = difference > 0
        return (second, first) if position_first else (first, second)

    def _degrees(self, parts: Sequence[Part]) -> None:
        item = self.items[-1]
        for part in sorted(parts, key=lambda part: -degree_score(part.text)):
            kind, area = splits_degree(part.text)
            if not item.get("studyType"):
                item["studyType"] = kind
                self._place(part.line, "studyType")
                if area:
                    item["area"] = area
                    self._place(part.line, "area")
            elif area and degree_score(part.text) > 0:
                item["studyType"] += f" - {kind}"
                item.setdefault("area", area)
                self._place(part.line, "area")
            else:
                item["area"] = ", ".join(filter(None, [item.get("area"), part.text]))
                self._place(part.line, "area")

    def _is_score(self, part: Part) -> bool:
        return bool(_SCORE.fullmatch(part.text))

    def _education_body(self, body: list[Line]) -> None:
        item = self.items[-1]
        for line in joined(body):
            if courses := _COURSES.fullmatch(line.text):
                item.setdefault("courses", []).extend(
                    one.strip() for one in re.split("[,;]", courses[1]) if one.strip()
                )
                self._place(line, "courses", read=line.text[: courses.start(1)])
            elif (score := _SCORE.fullmatch(line.text)) and not item.get("score"):
                item["score"] = score[1]
                self._place(line, "score", read=line.text[: score.start(1)])
            elif (named := short_list(line)) and (item.get("area") or len(named) > 2):
                item.setdefault("courses", []).extend(named)
                self._place(line, "courses")
            elif (
                not item.get("area")
                and not line.bullet
                and len(line.text) < 80
                and degree_score(line.text) == 0
                and not is_place(line.text)
            ):
                self._put(Part(line, line.text), "area")

    def _labels(self, entry: Entry, fields: dict[str, str]) -> None:
        for line, label in entry.label_lines:
            self._place(line, LABEL, read=label)
        for kind, value in entry.labelled.items():
            if kind in fields and value and not self.items[-1].get(fields[kind]):
                line = next(
                    line for line, label in entry.label_lines if (found := label_of(line.text)) and found[0] == kind
                )
                self._put(Part(line, value), fields[kind])

    def _body(self, body: list[Line], *, prose: str = "summary") -> None:
        kept: list[Line] = []
        for line in body:
            if is_only_label(line.text) and not line.bullet:
                self._place(line, LABEL, read=line.text)
            elif (url := _URL.fullmatch(line.text)) and not self.items[-1].get("url"):
                self._url(line, url[0])
            elif (
                not kept
                and not line.bullet
                and self.section == "work"
                and not self.items[-1].get("location")
                and is_place(line.text)
            ):
                self._put(Part(line, line.text), "location")
            else:
                kept.append(line)
        if self.section == "projects" and (named := last_list(kept)):
            self.items[-1]["keywords"] = named
            self._place(kept.pop(), "keywords")
        text, items = items_of(kept)
        for line in text:
            self._append(line, prose, line.text)
        highlights = self.items[-1].setdefault("highlights", [])
        for line in items:
            highlights.append(line.text)
            self._place(line, f"highlights[{len(highlights) - 1}]")

    def _places(self, places: list[Part]) -> None:
        for part in places:
            item = self.items[-1]
            item["location"] = ", ".join(filter(None, [item.get("location"), part.text.strip(" ()")]))
            self._place(part.line, "location")

    def _url(self, line: Line, address: str) -> None:
        self.items[-1]["url"] = address if address.startswith("http") else f"https://{address}"
        self._place(line, "url")

    def _put(self, part: Part | None, name: str) -> None:
        if part and part.text and not self.items[-1].get(name):
            self.items[-1][name] = part.text
            self._place(part.line, name)

    def _append(self, line: Line, name: str, text: str) -> None:
        item = self.items[-1]
        item[name] = f"{item[name]}\n\n{text}" if item.get(name) else text
        self._place(line, name)

    def _place(self, line: Line, name: str, *, read: str = "") -> None:
        for number in line.numbers:
            self.builder.place(("", number), f"{self.section}[{len(self.items) - 1}].{name}", read=read)


def _with_places(heads: list[Head]) -> list[Head]:
    """Returns heads with places that we don't know: where others have "Acme, Berlin", "Acme, Smallville" has one as well.

    So has each of several heads if all of them say "Acme, Smallville".
    """
    known = sum(bool(places) for _parts, places in heads)
    divided = [_with_place(parts, places) for parts, places in heads]
    all_have_places = len(heads) > 1 and all(places for _parts, places in divided)
    return divided if known * 2 > len(heads) or all_have_places else heads


def _with_place(parts: list[Part], places: list[Part]) -> Head:
    for part in parts if not places and len(parts) == 2 else ():
        before, comma, tail = part.text.rpartition(", ")
        fits = comma and len(tail.split()) <= 3 and tail[:1].isupper() and position_score(tail) == 0
        if fits and position_score(before) <= 0 and not is_legal_form(tail):
            return [Part(one.line, before) if one is part else one for one in parts], [Part(part.line, tail)]
    return parts, places
