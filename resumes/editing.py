"""Changes to a résumé's JSON data: set, add, remove and move entries. Each returns new data; keys we don't edit are kept."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Literal

from resumes.sections import Field, Section

Data = dict[str, Any]


class NoSuchEntry(Exception):
    """The entry isn't there anymore."""


def set_fields(data: Data, section: Section, number: int, values: Mapping[Field, Any]) -> Data:
    """Sets fields of an entry; an empty value removes the field. Raises ``NoSuchEntry``."""
    changed = deepcopy(data)
    entry = _entry(changed, section, number)
    for field, value in values.items():
        _set(entry, field.path, value)
    return changed


def add_entry(data: Data, section: Section, values: Mapping[Field, Any]) -> Data:
    """Adds an entry as the first one: what is newest comes first in a résumé."""
    changed = deepcopy(data)
    entry: Data = {}
    for field, value in values.items():
        _set(entry, field.path, value)
    _entries(changed, section).insert(0, entry)
    return changed


def remove_entry(data: Data, section: Section, number: int) -> Data:
    """Removes an entry. Raises ``NoSuchEntry``."""
    changed = deepcopy(data)
    _entry(changed, section, number)
    del _entries(changed, section)[number]
    return changed


def move_entry(data: Data, section: Section, number: int, to: Literal["up", "down"]) -> Data:
    """Swaps an entry with its neighbor; at the end of the list it stays. Raises ``NoSuchEntry``."""
    changed = deepcopy(data)
    _entry(changed, section, number)
    entries = _entries(changed, section)
    other = number + (-1 if to == "up" else 1)
    if 0 <= other < len(entries):
        entries[number], entries[other] = entries[other], entries[number]
    return changed


def _entry(data: Data, section: Section, number: int) -> Data:
    if section.is_single:
        return _inside(data, section.path)
    entries = _entries(data, section)
    if not 0 <= number < len(entries):
        raise NoSuchEntry
    found: Data = entries[number]
    return found


def _entries(data: Data, section: Section) -> list[Data]:
    *parents, last = section.path
    found: list[Data] = _inside(data, tuple(parents)).setdefault(last, [])
    return found


def _inside(data: Data, path: tuple[str, ...]) -> Data:
    for key in path:
        data = data.setdefault(key, {})
    return data


def _set(entry: Data, path: tuple[str, ...], value: Any) -> None:
    *parents, last = path
    if value not in ("", [], ()):
        _inside(entry, tuple(parents))[last] = value
        return
    holders = [entry]
    for key in parents:
        if not isinstance(holders[-1].get(key), dict):
            return
        holders.append(holders[-1][key])
    holders[-1].pop(last, None)
    for key, holder in zip(reversed(parents), reversed(holders[:-1]), strict=True):
        if not holder[key]:
            del holder[key]  # an object whose last value is gone
