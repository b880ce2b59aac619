"""What a published page shows of a résumé: all but contact data, and without the surname or the current employer if the owner
hides them, wherever they are in the text.

Hiding goes too far rather than not far enough: an address that names a hidden person or company is left out whole.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from resumes.document import ResumeDocument, Work, is_web_address
from resumes.exports.labels import labels_for
from resumes.models import Page
from resumes.publishing.words import read_words
from toolkit.text import without_accents

# Everybody's own; what isn't in the format may be anything, such as a date of birth.
_CONTACT = ("email", "phone", "image")
_LEGAL_FORMS = read_words("legal_forms")
# A company's name may begin with one of these and is then hidden only whole.
_COMMON = read_words("common")
_MARKS = "".join(chr(code) for code in range(0x300, 0x1C00) if unicodedata.category(chr(code))[0] == "M")
_WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_BLANK = "…"
_FOUND_INSIDE = 5  # letters: names as long are found inside words, too: AcmeHealthOS

Rewrite = Callable[[str], str]


def shown_document(document: ResumeDocument, page: Page) -> ResumeDocument:
    """Returns the document as others than its owner see it on the page, in the directory, and in files from there."""
    data = _known(document.model_dump(mode="json", by_alias=True, exclude_unset=True), document)
    basics = data.setdefault("basics", {})
    for key in _CONTACT:
        basics.pop(key, None)
    location = basics.get("location", {})
    for key in ("address", "postalCode"):
        location.pop(key, None)
    data.pop("references", None)  # other people's names and telephone numbers
    data.pop("meta", None)
    hidden: list[str] = []
    if page.shown_name:
        hidden += _hide_name(data, page.shown_name)
    at_work_now = _current_jobs(document) if page.hides_employer else set()
    for number in at_work_now:
        hidden += _ways_to_say(document.work[number])
    if hidden:
        data = _rewritten(data, _blanking(hidden))
    for number in at_work_now:
        _hide_employer(data["work"][number], page)
    if page.shown_name:
        data["basics"]["name"] = page.shown_name
    return ResumeDocument.from_json(data)


def _known(data: Any, value: Any) -> Any:
    """Returns ``data`` without the keys that the format doesn't define."""
    if isinstance(data, list):
        return [_known(item, one) for item, one in zip(data, value, strict=True)]
    if not isinstance(data, dict):
        return data
    fields = {field.alias or name: name for name, field in type(value).model_fields.items()}
    return {key: _known(item, getattr(value, fields[key])) for key, item in data.items() if key in fields}


# --- What is hidden -----------------------------------------------------------------------------------------------------


def _hide_name(data: dict[str, Any], shown_name: str) -> list[str]:
    """Removes what leads to the person, and returns the parts of their name that aren't shown."""
    basics = data["basics"]
    basics.pop("profiles", None)
    basics.pop("url", None)
    shown = {_folded(word) for word in _WORD.findall(shown_name)}
    full = basics.get("name", "")
    words = [word for word in _WORD.findall(full) if _folded(word) not in shown and len(word) > 1]
    return words + ([full] if full and _folded(full) not in shown else [])


def _current_jobs(document: ResumeDocument) -> set[int]:
    """Returns the numbers of the jobs at companies where the person works now, former positions there included."""
    names = {_folded(one.name) for one in document.work if one.name and not one.end_date}
    return {at for at, one in enumerate(document.work) if not one.end_date or _folded(one.name) in names}


def _hide_employer(entry: dict[str, Any], page: Page) -> None:
    entry["name"] = labels_for(page.resume.language if page.resume else "en")["employer"]
    for key in ("url", "description"):
        entry.pop(key, None)


def _ways_to_say(one: Work) -> list[str]:
    """Returns the name of a company, without its legal form, its first word if that is a name, its initials, and its domain's
    name."""
    words = _WORD.findall(one.name)
    while len(words) > 1 and _folded(words[-1]) in _LEGAL_FORMS:
        words.pop()
    host = (urlsplit(one.url).hostname or "").removeprefix("www.").split(".")[0] if one.url else ""
    ways = [one.name, " ".join(words), host if len(host) > 2 else ""]
    if words and (len(words) == 1 or (len(words[0]) > 3 and _folded(words[0]) not in _COMMON)):
        ways.append(words[0])
    if len(words) > 2:
        ways.append("".join(word[0] for word in words).upper())
    return [way for way in ways if len(way) > 1]


# --- Hiding ---------------------------------------------------------------------------------------------------------------


def _rewritten(value: Any, rewrite: Rewrite, key: str = "") -> Any:
    if isinstance(value, dict):
        found = {name: _rewritten(item, rewrite, name) for name, item in value.items()}
        return {name: item for name, item in found.items() if name != "url" or _BLANK not in item}
    if isinstance(value, list):
        return [_rewritten(item, rewrite) for item in value]
    if not isinstance(value, str) or key in ("startDate", "endDate", "date", "releaseDate", "countryCode"):
        return value
    return rewrite(value)


def _blanking(hidden: Iterable[str]) -> Rewrite:
    """Returns what blanks the ``hidden`` texts in a text, however they are written: other case, without accents or spaces."""
    phrases = {tuple(_folded(word) for word in _WORD.findall(text)) for text in hidden} - {()}
    names = {"".join(phrase) for phrase in phrases}
    longest = max(map(len, phrases), default=0)
    inside = [name for name in names if len(name) >= _FOUND_INSIDE or not name.isascii()]

    def size_at(words: list[str]) -> int:
        """Returns how many of the ``words`` are a name."""
        for size in range(min(longest + 1, len(words)), 0, -1):
            if "".join(words[:size]) in names:
                return size
        return int(any(name in words[0] for name in inside))

    def is_named_in(address: str) -> bool:
        plain = "".join(_WORD.findall(_folded(unquote(address))))
        return any(len(name) > 2 and name in plain for name in names)

    def rewrite(text: str) -> str:
        if is_web_address(text) and is_named_in(text):
            return _BLANK
        text = _LINK.sub(lambda link: _BLANK if is_named_in(link[0]) else link[0], text)
        found = list(_WORD.finditer(text))
        words = [_folded(match[0]) for match in found]
        pieces, place, at = [], 0, 0
        while at < len(found):
            size = size_at(words[at : at + longest + 1])
            if size:
                pieces += [text[place : found[at].start()], _BLANK]
                place = found[at + size - 1].end()
            at += size or 1
        return "".join([*pieces, text[place:]])

    return rewrite


def _folded(text: str) -> str:
    return without_accents(text).casefold()
