"""Reads JSON Resume files leniently: empty values dropped, dates in words read, keys of older versions renamed.

Keys that the format doesn't define are kept.
"""

import json
import re
from typing import Any

from django.utils.translation import gettext as _

from resumes.document import MAX_BYTES, is_web_address
from resumes.importing.dates import find_period, means_present, read_date
from resumes.importing.draft import Draft, DraftBuilder, ImportRefused
from resumes.importing.json_positions import MAX_DEPTH, Path, lines_of_values
from resumes.importing.vocabulary import listed
from resumes.partial_dates import is_partial_date

# Keys of versions 0.x, by section: (old key, key of 1.0).
_RENAMED = {
    "basics": {"website": "url", "picture": "image", "title": "label", "headline": "label"},
    "work": {"company": "name", "website": "url", "title": "position"},
    "volunteer": {"website": "url", "role": "position"},
    "education": {"website": "url", "school": "institution", "gpa": "score"},
    "publications": {"website": "url", "title": "name"},
    "projects": {"website": "url", "title": "name"},
    "certificates": {"title": "name"},
    "awards": {"name": "title"},
    "languages": {"name": "language", "level": "fluency"},
}
_SECTION_NAMES = {
    "certifications": "certificates",
    "experience": "work",
    "schools": "education",
    "hobbies": "interests",
}
_DATES = ("startDate", "endDate", "date", "releaseDate")
_SECTIONS = listed(
    "basics work volunteer education awards certificates publications skills languages interests references projects meta"
)
_NUMBERS = (*_DATES, "score", "phone", "postalCode", "level")  # texts that people write as numbers
_ADDRESSES = ("url", "canonical")
_MAX_LINES = 20_000
_MAX_VALUES = 40_000
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")


def read_json(text: str) -> Draft | None:
    """Returns the draft of a JSON Resume file; None if the text isn't JSON at all. Raises ``ImportRefused``."""
    if len(text) > MAX_BYTES or text.count("\n") >= _MAX_LINES:
        raise _too_long()
    try:
        data = json.loads(text)
    except ValueError as error:
        if isinstance(error, json.JSONDecodeError) and re.match(r'\s*\{\s*"', text):
            told = _("Line %(line)d of this JSON file is wrong. Correct it and choose the file again.")
            raise ImportRefused(told % {"line": error.lineno}) from error
        return None
    except RecursionError:
        raise ImportRefused(_("This JSON file is nested too deeply. Choose a JSON Resume file.")) from None
    if not isinstance(data, dict) or not _SECTIONS.union(_SECTION_NAMES) & data.keys():
        raise ImportRefused(
            _("This JSON file isn't a résumé. Choose a JSON Resume file, with sections such as “basics” and “work”.")
        )
    lines = lines_of_values(text)
    if lines is None:
        told = _("This JSON file is nested more than %(depth)d levels deep. Choose a JSON Resume file.")
        raise ImportRefused(told % {"depth": MAX_DEPTH})
    if len(lines) > _MAX_VALUES:
        raise _too_long()
    return _JsonReader(text, lines).read(data)


def _too_long() -> ImportRefused:
    return ImportRefused(_("This JSON file is too long for a résumé. Shorten it and try again."))


class _JsonReader:
    def __init__(self, text: str, lines: dict[Path, int]) -> None:
        self.lines = lines
        self.builder = DraftBuilder(
            {("", number): line for number, line in enumerate(text.split("\n"), 1)},
            keys={step for path in lines for step in path if isinstance(step, str)} | {"null"},
            plain=_unescaped,
        )

    def read(self, data: dict[str, Any]) -> Draft:
        for key, value in data.items():
            name = _SECTION_NAMES.get(key, key)
            name = name if name not in data or name == key else key
            cleaned = self._cleaned(value, (key,), name, (name,))
            if cleaned is not None:
                self.builder.data[name] = cleaned
        self._place_all()
        return self.builder.build()

    def _cleaned(self, value: Any, path: Path, section: str, new_path: Path) -> Any:
        """Returns a value as the format has it; None for one to leave out."""
        if value in (None, "", [], {}):
            self._note(path, "")
            return None
        known = section in _SECTIONS
        if isinstance(value, dict):
            names = _RENAMED.get(section, {}) if len(path) == (1 if section == "basics" else 2) else {}
            found: dict[str, Any] = {}
            for key, item in value.items():
                name = str(names.get(key, key))
                name = key if name != key and value.get(name) not in (None, "") else name
                cleaned = self._cleaned(item, (*path, key), section, (*new_path, name))
                if cleaned is not None:
                    found[name] = cleaned
            if section == "skills" and isinstance(found.get("keywords"), str):
                found["keywords"] = [one.strip() for one in found["keywords"].split(",") if one.strip()]
            return found or None
        if isinstance(value, list):
            items = [
                self._cleaned(item, (*path, index), section, (*new_path, index)) for index, item in enumerate(value)
            ]
            return [item for item in items if item is not None] or None
        if isinstance(value, str) and new_path[:2] == ("basics", "profiles") and len(path) == 3:
            url = self._text(value, path, "url", depth=len(path))
            return {"url": url} if is_web_address(url) else value
        if known and len(path) == 2 and isinstance(path[1], int) and isinstance(value, str):
            names_of = {"languages": "language", "awards": "title", "references": "reference", "work": "summary"}
            self._note(path, "")
            return {names_of.get(section, "name"): value}  # "skills": ["Python"]
        if known and new_path[-1] in _NUMBERS and isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if known and isinstance(value, str):
            return self._text(value, path, str(new_path[-1]), depth=len(path))
        return value

    def _text(self, value: str, path: Path, name: str, *, depth: int) -> Any:
        if name in _DATES and depth == 3 and not is_partial_date(value):
            if means_present(value):
                self._note(path, value)
                return None
            moment = re.match(r"(\d{4}-\d\d-\d\d)T", value)
            date = moment[1] if moment else read_date(value, is_end=name == "endDate")
            if date and not find_period(value):
                self._note(path, value)
                return date
            told = _("%(field)s: we can't read the date “%(date)s”.") % {"field": _place(_renamed(path)), "date": value}
            self.builder.leave(("", self._line(path)), told)
            return None
        if (
            name in _ADDRESSES
            and not re.match("[a-z]+:", value, re.IGNORECASE)
            and re.match(r"(www\.)?[\w-]+(\.[\w-]+)+", value)
        ):
            return f"https://{value}"
        if name == "email":
            return value.removeprefix("mailto:").strip()
        return value

    def _line(self, path: Path) -> int:
        return self.lines.get(path, 1)

    def _note(self, path: Path, read: str) -> None:
        """Records that a value became another, or nothing: an empty string, a date in words."""
        self.builder.place(("", self._line(path)), _place(_renamed(path)), read=read)

    def _place_all(self) -> None:
        for path, line in self.lines.items():
            self.builder.place(("", line), _place(_renamed(path)))


def _unescaped(line: str) -> str:
    """Returns a line of JSON as people read it: with letters in place of their escapes."""
    text = _ESCAPE.sub(
        lambda match: chr(int(match[1], 16)) if match[1] else " " if match[2].isalpha() else match[2], line
    )
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # two escapes can be one letter


def _renamed(path: Path) -> Path:
    section = _SECTION_NAMES.get(str(path[0]), str(path[0])) if path else ""
    names = _RENAMED.get(section, {})
    return (section, *(names.get(str(step), step) if isinstance(step, str) else step for step in path[1:]))


def _place(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
