"""What a published page shows of a résumé: all but contact data, and without the surname or the current employer if the owner
hides them, wherever they are in the text.

Hiding goes too far rather than not far enough: links that can lead to a hidden person or company are left out.
"""

import datetime as dt
from typing import Any

from resumes.document import ResumeDocument
from resumes.exports.labels import labels_for
from resumes.models import Page
from resumes.publishing.hiding import (
    BLANK,
    NOTHING,
    Hidden,
    Rewrite,
    blanking,
    is_named,
    parts_to_hide,
    ways_to_say,
    without_contact,
    without_links,
)
from resumes.publishing.spellings import key_of

_CONTACT = ("email", "phone", "image")
_UNREAD = ("url", "startDate", "endDate", "date", "releaseDate", "countryCode")  # fields that aren't texts


def shown_document(document: ResumeDocument, page: Page, *, today: dt.date) -> ResumeDocument:
    """Returns the document as others than its owner see it on the page, in the directory, and in files from there."""
    # What isn't in the format may be anything, such as a date of birth.
    data = _known(document.model_dump(mode="json", by_alias=True, exclude_unset=True), document)
    basics = data.setdefault("basics", {})
    for key in _CONTACT:
        basics.pop(key, None)
    for key in ("address", "postalCode"):
        basics.get("location", {}).pop(key, None)
    data.pop("references", None)  # other people's names and telephone numbers
    data.pop("meta", None)
    at_work_now = _current_jobs(document, today) if page.hides_employer else set()
    if page.shown_name or at_work_now:  # they lead to the person, and profiles name the employer
        basics.pop("profiles", None)
        basics.pop("url", None)
    data = _rewritten(data, without_contact)
    if page.shown_name:
        data = _rewritten(_without_addresses(data), without_links)
    hidden = _hidden_name(document, page)
    for number in at_work_now:
        hidden |= ways_to_say(document.work[number])
    if hidden != NOTHING:
        data = _rewritten(data, blanking(hidden), _UNREAD[1:])
        data = _without_blank_addresses(data)
    for number in at_work_now:
        _hide_employer(data["work"][number], page)
    if page.shown_name:
        data["basics"]["name"] = page.shown_name
    return ResumeDocument.from_json(data)


def tells_hidden_name(text: str, document: ResumeDocument, page: Page) -> bool:
    """Returns whether a text, such as an address, has a part of the name that the owner hides."""
    return is_named(text, _hidden_name(document, page))


def _known(data: Any, value: Any) -> Any:
    """Returns ``data`` without the keys that the format doesn't define."""
    if isinstance(data, list):
        return [_known(item, one) for item, one in zip(data, value, strict=True)]
    if not isinstance(data, dict):
        return data
    fields = {field.alias or name: name for name, field in type(value).model_fields.items()}
    return {key: _known(item, getattr(value, fields[key])) for key, item in data.items() if key in fields}


def _hidden_name(document: ResumeDocument, page: Page) -> Hidden:
    return parts_to_hide(document.basics.name, page.shown_name) if page.shown_name else NOTHING


def _current_jobs(document: ResumeDocument, today: dt.date) -> set[int]:
    """Returns the numbers of the jobs at companies where the person works now, former positions there included."""
    names = {key_of(one.name) for one in document.work if one.name and one.is_current(today)}
    return {at for at, one in enumerate(document.work) if one.is_current(today) or key_of(one.name) in names}


def _hide_employer(entry: dict[str, Any], page: Page) -> None:
    entry["name"] = labels_for(page.resume.language if page.resume else "en")["employer"]
    for key in ("url", "description"):
        entry.pop(key, None)


def _rewritten(value: Any, rewrite: Rewrite, unread: tuple[str, ...] = _UNREAD, key: str = "") -> Any:
    """Returns a document with its texts rewritten, but for the fields ``unread``."""
    if isinstance(value, dict):
        return {name: _rewritten(item, rewrite, unread, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_rewritten(item, rewrite, unread) for item in value]
    return rewrite(value) if isinstance(value, str) and key not in unread else value


def _without_addresses(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_addresses(item) for name, item in value.items() if name != "url"}
    return [_without_addresses(item) for item in value] if isinstance(value, list) else value


def _without_blank_addresses(value: Any) -> Any:
    """Leaves out the addresses that named something hidden."""
    if isinstance(value, dict):
        kept = {name: item for name, item in value.items() if name != "url" or BLANK not in item}
        return {name: _without_blank_addresses(item) for name, item in kept.items()}
    return [_without_blank_addresses(item) for item in value] if isinstance(value, list) else value
