"""Reads a guide file and reports all of its errors at once."""

import difflib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from careers.document import GuideDocument, PayBand, slug_for
from careers.importing.guidefile.layout import (
    BEFORE_ITEMS,
    FIELD,
    FRONT_MATTER,
    HEADING,
    IN_PROSE,
    ITEM,
    PARTS,
    Part,
    Shape,
    unescape,
)
from careers.sections import BY_HEADING, BY_KEY, Kind
from toolkit import money
from toolkit.text import one_line

Place: TypeAlias = tuple[int | str, ...]
Lines: TypeAlias = list[tuple[int, str]]

FRONT = ("front matter",)


class Problem(NamedTuple):
    """``line`` counts from 1; ``None`` if the problem is with something that is not in the file."""

    line: int | None
    where: str
    message: str

    def __str__(self) -> str:
        return f"{f'line {self.line}: ' if self.line else ''}{self.where}: {self.message}"


class GuideFileError(ValueError):
    """The text isn't a valid guide file; ``problems`` says why, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line or 0)
        super().__init__("\n".join(map(str, self.problems)))


def loads(text: str) -> GuideDocument:
    """The document of a guide file. Raises ``GuideFileError``."""
    reading = _Reading()
    front, body = _halves(text)
    if front is None:
        raise GuideFileError([Problem(1, FRONT[0], "must come first in the file, between two lines of ---")])
    reading.front_matter(front)
    reading.body(body)
    if FRONT not in reading.refused:
        try:
            document = GuideDocument.model_validate(reading.values)
        except ValidationError as error:
            reading.explain(error)
    if reading.problems:
        raise GuideFileError(reading.problems)
    return document


def section_keys(text: str) -> list[str]:
    """The keys of the sections whose headings are in a guide file, with or without text below them."""
    headings = (HEADING.fullmatch(line) for _, line in _halves(text)[1])
    names = (one_line(heading[2]).casefold() for heading in headings if heading and heading[1] == "##")
    return [BY_HEADING[name].key for name in names if name in BY_HEADING]


def _halves(text: str) -> tuple[str | None, Lines]:
    """The front matter (``None`` when there is none) and the numbered lines of the body."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fences = [at for at, line in enumerate(lines) if line.rstrip() == "---"]
    if len(fences) < 2 or fences[0] != 0:
        return None, []
    end = fences[1]
    return "\n".join(lines[1:end]), list(enumerate(lines[end + 1 :], end + 2))


_LONGEST_NAME = 60  # characters of a name from the file that a message repeats
_MOST_VALUES = 30_000  # in front matter, so that reading a file takes seconds at most

# --- Messages -----------------------------------------------------------------------------------------------------------

_PATTERNS = {
    "slug": "must have only lower-case letters, digits and single hyphens",
    "field": "must have only lower-case letters, digits and single hyphens",
    "country": "must be a country code of two capital letters, such as US",
    "currency": "must be a currency code of three capital letters, such as USD",
    "code": "must be a SOC code such as 15-1252",
}
_MESSAGES = {
    "missing": "is missing",
    "too_short": "is empty",
    "too_long": "has more than {max_length} items",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "decimal_max_places": "must have at most {decimal_places} decimals",
    "decimal_max_digits": "has too many digits",
    "literal_error": "must be {expected}",
}


def _message(error: ErrorDetails) -> str:
    """Explains a failed check of the document to the author of the file."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context["error"])
    if error["type"] == "string_pattern_mismatch":
        return _PATTERNS[str(error["loc"][-1])]
    if error["type"] == "too_long" and isinstance(error["input"], str):
        return f"is longer than {context['max_length']} characters"
    return _MESSAGES.get(error["type"], "isn't valid").format(**context).replace("'', ", "")


def _name(place: Place) -> str:
    """``("tiers", 1, "text")`` as *Career tiers 2, text*."""
    first, *rest = place
    words = [BY_KEY[str(first)].heading if first in BY_KEY else str(first).replace("_", " ")]
    for step in rest:
        if isinstance(step, int):
            words[-1] += f" {step + 1}"
        else:
            words.append(step.replace("_", " "))
    return ", ".join(words)


def _nearest(name: str, names: Iterable[str]) -> str:
    if len(name) > _LONGEST_NAME:
        return ""
    return "".join(f" Did you mean “{near}”?" for near in difflib.get_close_matches(name, list(names), n=1))


# --- The reading --------------------------------------------------------------------------------------------------------


class _Wrong(Exception):
    """The value at a place, or on one of its lines, cannot be read."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class _Reading:
    """The values of a file found so far, their lines, and what is wrong with them."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.lines: dict[Place, int] = {}
        self.problems: list[Problem] = []
        self.refused: set[Place] = set()

    def refuse(self, place: Place, message: str, line: int | None = None) -> None:
        """Records a problem at ``place``. Without ``line``, its line is that of the nearest enclosing value."""
        around = (self.lines[place[:n]] for n in range(len(place), 0, -1) if place[:n] in self.lines)
        self.problems.append(Problem(line or next(around, None), _name(place), message))
        self.refused.add(place)

    def explain(self, error: ValidationError) -> None:
        """Records the errors of the document's own checks, except at places that were refused already."""
        for detail in error.errors(include_url=False):
            place = detail["loc"]
            if not any(refused[: len(place)] == place for refused in self.refused):
                self.refuse(place, _message(detail))

    # Front matter

    def front_matter(self, text: str) -> None:
        try:
            self.values = self.mapping(_tree(text), FRONT_MATTER, ())
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            message = (
                f"isn't valid YAML: {error.problem}. Put quotes around a value that has “: ” or starts with a symbol."
            )
            self.refuse(FRONT, message, mark.line + 2 if mark else None)
        except _Wrong as wrong:
            self.refuse(FRONT, str(wrong), wrong.line or 1)
        except (yaml.YAMLError, ValueError, OverflowError):
            self.refuse(FRONT, "has a character that YAML doesn't allow", 1)
        else:
            self.settle()

    def settle(self) -> None:
        """Converts the front matter to the document's form: minor units, a flat outlook, an address."""
        for at, band in enumerate(self.values.get("pay", ())):
            for step in PayBand.STEPS:
                try:
                    if step in band:
                        band[step] = money.to_minor(band[step], band.get("currency", ""))
                except ValueError as error:
                    del band[step]
                    self.refuse(("pay", at, step), str(error))
        for key, value in self.values.pop("outlook", {}).items():
            self.values[f"outlook_{key}"] = value
            self.lines[(f"outlook_{key}",)] = self.lines["outlook", key]
        if "title" in self.values:
            self.values.setdefault("slug", slug_for(self.values["title"]))
        else:
            self.refused.add(("slug",))

    def mapping(self, node: yaml.Node | None, shape: dict[str, Shape], place: Place) -> dict[str, Any]:
        if not isinstance(node, yaml.MappingNode):
            raise _Wrong("must be lines of “key: value”")
        found: dict[str, Any] = {}
        seen: set[str] = set()
        for key_node, child in node.value:
            key = one_line(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "this line"
            inner, line = (*place, key), key_node.start_mark.line + 2
            if key not in shape:
                self.refuse(inner, f"isn't a key of a guide file.{_nearest(key, shape)}", line)
            elif key in seen:
                self.refuse(inner, "appears twice", line)
            else:
                seen.add(key)
                self.lines[inner] = line
                if (value := self.value(child, shape[key], inner)) is not None:
                    found[key] = value
        return found

    def value(self, node: yaml.Node, shape: Shape, place: Place) -> Any:
        """The value at ``node``; ``None`` when it is empty or refused."""
        self.lines.setdefault(place, node.start_mark.line + 2)
        text = one_line(node.value) if isinstance(node, yaml.ScalarNode) else None
        if text == "":
            return None
        try:
            if isinstance(shape, dict):
                return self.mapping(node, shape, place)
            if isinstance(shape, list):
                return list(self.sequence(node, shape[0], place))
            if text is None:
                raise _Wrong("must be a single value")
            return shape(text)
        except _Wrong as wrong:
            self.refuse(place, str(wrong))
        except ValueError as error:
            self.refuse(place, f"{error}, not “{text[:_LONGEST_NAME] if text else ''}”")
        return None

    def sequence(self, node: yaml.Node, shape: Shape, place: Place) -> Iterator[Any]:
        if not isinstance(node, yaml.SequenceNode):
            raise _Wrong("must be a list with one “- item” per line")
        at = 0
        for child in node.value:
            if (value := self.value(child, shape, (*place, at))) is not None:
                yield value
                at += 1

    # Body

    def body(self, lines: Lines) -> None:
        """Reads the summary and the sections, whose headings can be in any order."""
        key = "summary"
        block: Lines = []
        for number, line in lines:
            heading = HEADING.fullmatch(line)
            if not heading or heading[1] != "##":
                block.append((number, line))
                continue
            self.section(key, block)
            name, block = one_line(heading[2]), []
            section = BY_HEADING.get(name.casefold())
            key = section.key if section else ""
            if not section:
                near = _nearest(name, (section.heading for section in BY_KEY.values()))
                message = f"isn't a section of a guide.{near} If this is text, write \\## instead."
                self.refuse((f"## {name[:_LONGEST_NAME]}",), message, number)
            elif (key,) in self.lines:
                self.refuse((key,), "appears twice", number)
                key = ""
            else:
                self.lines[key,] = number
        self.section(key, block)

    def section(self, key: str, block: Lines) -> None:
        kind = BY_KEY[key].kind if key in BY_KEY else Kind.PROSE
        if not key:
            return
        if kind is Kind.PROSE:
            self.values[key] = self.prose(block, (key,))
        elif kind is Kind.LIST:
            self.values[key] = self.items(block, (key,))
        elif key == "skill_map":
            intro, groups = self.parts(block, PARTS[key], (key, "groups"))
            self.values[key] = {"intro": self.prose(intro, (key, "intro")), "groups": groups}
        else:
            before, self.values[key] = self.parts(block, PARTS[key], (key,))
            for number, line in before:
                if line.strip():
                    self.refuse((key,), "has parts, so its text must come after a ### heading", number)

    def prose(self, block: Lines, place: Place, meaningful: str = IN_PROSE) -> str:
        for number, line in block:
            if heading := HEADING.fullmatch(line):
                self.refuse(
                    place,
                    f"can't have a {heading[1]} heading here. If this is text, write \\{heading[1]} instead.",
                    number,
                )
        return "\n".join(unescape(line, meaningful) for _, line in block)

    def items(self, block: Lines, place: Place) -> list[str]:
        found: list[str] = []
        for number, line in block:
            if item := ITEM.fullmatch(line):
                if text := one_line(item[1] or ""):
                    self.lines[*place, len(found)] = number
                    found.append(text)
            elif line.strip():
                self.refuse(place, "is a list, so every line must start with “- ”", number)
        return found

    def parts(self, block: Lines, kind: Part, place: Place) -> tuple[Lines, list[dict[str, Any]]]:
        """The lines before the first part, and the parts."""
        starts = [
            at for at, (_, line) in enumerate(block) if (heading := HEADING.fullmatch(line)) and heading[1] == "###"
        ]
        ends = [*starts, len(block)]
        found = [self.part(block[start:end], kind, (*place, at)) for at, (start, end) in enumerate(pairwise(ends))]
        return block[: ends[0]], found

    def part(self, block: Lines, kind: Part, place: Place) -> dict[str, Any]:
        (number, line), *rest = block
        self.lines[place] = number
        values: dict[str, Any] = {kind.title: line.removeprefix("###")}
        seen: set[str] = set()
        while rest and kind.fields and (match := FIELD.fullmatch(rest[0][1])):
            (number, _), *rest = rest
            name, text = match[1], one_line(match[2])
            try:
                if name not in kind.fields:
                    raise ValueError(
                        f"isn't a field of this part.{_nearest(name, kind.fields)} Leave a blank line before text."
                    )
                if name in seen:
                    raise ValueError("appears twice")
                values |= kind.fields[name].read(text) if text else {}
            except ValueError as error:
                self.refuse((*place, name), str(error), number)
            seen.add(name)
        if kind.prose and kind.items:
            first_item = next((at for at, (_, line) in enumerate(rest) if ITEM.fullmatch(line)), len(rest))
            values[kind.prose] = self.prose(rest[:first_item], (*place, kind.prose), BEFORE_ITEMS)
            values[kind.items] = self.items(rest[first_item:], (*place, kind.items))
        elif kind.prose:
            values[kind.prose] = self.prose(rest, (*place, kind.prose))
        else:
            values[kind.items] = self.items(rest, (*place, kind.items))
        return values


def _tree(text: str) -> yaml.Node | None:
    """``text`` as YAML nodes. Without aliases and deep nesting a small file cannot grow into a large value."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.BaseLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 2 if event.start_mark else None
        if depth > 3:
            raise _Wrong("is nested too deeply", line)
        if count > _MOST_VALUES:
            raise _Wrong("has too many values", line)
        if getattr(event, "anchor", None):
            raise _Wrong("can't use anchors or aliases (& and *). Put quotes around text that starts with one", line)
    return yaml.compose(text, Loader=yaml.BaseLoader)
