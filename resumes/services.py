"""Changes to résumés: create, import, duplicate, edit, restore versions. Every change of the document is a version."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import Any, Literal

from django.db import transaction

from accounts.models import User
from resumes import editing
from resumes.document import ResumeDocument
from resumes.editing import NoSuchEntry
from resumes.lifecycle import claim_room, name_of_copy
from resumes.models import Resume, Version, empty_document
from resumes.publishing.services import resume_changed
from resumes.sections import Field, Section
from toolkit.forms import Stale, refuse_stale, version_of

Origin = Version.Origin
TOGETHER = dt.timedelta(minutes=10)  # edits so close are one version
KEPT_VERSIONS = 50


# --- Résumés --------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_resume(
    *,
    user: User,
    name: str,
    language: str,
    data: dict[str, Any] | None = None,
    not_placed: Sequence[str] = (),
    origin: Origin = Origin.CREATED,
    now: dt.datetime,
) -> Resume:
    """Creates a résumé, with the member's name and email if there is no ``data`` yet. ``not_placed``: lines of an imported
    file that aren't in ``data``. Raises ``TooMany``, and ``DocumentError`` for data that isn't valid."""
    claim_room(user, Resume, now=now)
    document = ResumeDocument.from_json(empty_document(user.name, user.email) if data is None else data)
    resume = Resume.objects.create(
        user=user,
        name=name,
        language=language,
        data=document.to_json(),
        not_placed=list(not_placed),
        created_at=now,
        updated_at=now,
    )
    _keep_version(resume, origin, now=now)
    resume_changed(resume=resume, now=now)
    return resume


def duplicate_resume(*, resume: Resume, now: dt.datetime) -> Resume:
    """Creates a copy. Raises ``TooMany``."""
    name = name_of_copy(resume)
    return create_resume(user=resume.user, name=name, language=resume.language, data=resume.data, now=now)


@transaction.atomic
def settle_line(*, resume: Resume, line: str) -> None:
    """Removes a line from those that an import couldn't place. Idempotent."""
    locked = Resume.objects.select_for_update().get(pk=resume.pk)
    if line in locked.not_placed:
        locked.not_placed.remove(line)
        locked.save(update_fields=["not_placed"])


# --- The document -----------------------------------------------------------------------------------------------------

Change = Callable[[dict[str, Any]], dict[str, Any]]


def set_fields(
    *, resume: Resume, section: Section, number: int, values: dict[Field, Any], seen: tuple[str, ...], now: dt.datetime
) -> None:
    """Sets fields of an entry. Raises ``Stale`` if the entry is none of the versions ``seen``, ``NoSuchEntry`` and
    ``DocumentError``."""

    def change(data: dict[str, Any]) -> dict[str, Any]:
        return editing.set_fields(data, section, _number_of(data, section, number, seen), values)

    _change(resume, change, now=now)


def add_entry(*, resume: Resume, section: Section, values: dict[Field, Any], now: dt.datetime) -> None:
    """Adds an entry at the top of a section. Raises ``DocumentError``."""
    _change(resume, lambda data: editing.add_entry(data, section, values), now=now)


def remove_entry(*, resume: Resume, section: Section, number: int, seen: tuple[str, ...], now: dt.datetime) -> None:
    """Removes an entry. Raises ``Stale`` if it isn't the one that was ``seen``, and ``NoSuchEntry``."""

    def change(data: dict[str, Any]) -> dict[str, Any]:
        return editing.remove_entry(data, section, _number_of(data, section, number, seen))

    _change(resume, change, origin=Origin.REMOVED, now=now)


def move_entry(
    *,
    resume: Resume,
    section: Section,
    number: int,
    to: Literal["up", "down"],
    values: dict[Field, Any] | None = None,
    seen: tuple[str, ...],
    now: dt.datetime,
) -> None:
    """Moves an entry by one place, with what was typed in it. Raises ``Stale`` if it isn't the one that was ``seen``,
    ``NoSuchEntry`` and ``DocumentError``."""

    def change(data: dict[str, Any]) -> dict[str, Any]:
        place = _number_of(data, section, number, seen)
        return editing.move_entry(editing.set_fields(data, section, place, values or {}), section, place, to)

    _change(resume, change, now=now)


def version_of_entry(data: dict[str, Any], section: Section, number: int) -> str:
    """Returns a name for the current values of an entry. Raises ``NoSuchEntry``."""
    entries = section.entries_in(data)
    if number >= len(entries):
        raise NoSuchEntry
    own = {key: value for key, value in entries[number].items() if key not in section.apart}
    return version_of(json.dumps(own, sort_keys=True))


def _number_of(data: dict[str, Any], section: Section, number: int, seen: tuple[str, ...]) -> int:
    """Returns where the entry that was ``seen`` is now: another tab may have added or moved others. Raises ``Stale`` if it has
    changed, and ``NoSuchEntry``."""
    versions = [version_of_entry(data, section, place) for place in range(len(section.entries_in(data)))]
    places = [place for place, version in enumerate(versions) if version in seen]
    if number in places or (not seen and number < len(versions)):
        return number
    if len(places) == 1:
        return places[0]
    if number >= len(versions):
        raise NoSuchEntry
    raise Stale


def version_of_document(resume: Resume) -> str:
    """Returns a name for the current state of the whole document."""
    return version_of(json.dumps(resume.data, sort_keys=True))


def replace_document(*, resume: Resume, data: dict[str, Any], seen: tuple[str, ...], now: dt.datetime) -> None:
    """Makes an imported document the current one. The one before stays in the history. Raises ``Stale`` if that is none of the
    versions ``seen``, and ``DocumentError``."""

    def change(current: dict[str, Any]) -> dict[str, Any]:
        refuse_stale(version_of(json.dumps(current, sort_keys=True)), seen)
        return data

    _change(resume, change, origin=Origin.IMPORTED, now=now)


def restore_version(*, resume: Resume, version: Version, now: dt.datetime) -> None:
    """Makes an older version the current one. The current one stays in the history."""
    _change(resume, lambda data: version.data, origin=Origin.RESTORED, now=now)


@transaction.atomic
def _change(resume: Resume, change: Change, *, origin: Origin = Origin.EDIT, now: dt.datetime) -> None:
    """Changes the document under a lock, and keeps the version. ``resume`` then has the new data."""
    locked = Resume.objects.select_for_update().get(pk=resume.pk)
    data = ResumeDocument.from_json(change(locked.data)).to_json()
    resume.data = data
    if data == locked.data:
        return
    locked.data, locked.updated_at = data, now
    locked.save(update_fields=["data", "updated_at"])
    resume.updated_at = now
    _keep_version(locked, origin, now=now)
    resume_changed(resume=locked, now=now)


def _keep_version(resume: Resume, origin: Origin, *, now: dt.datetime) -> None:
    """Keeps the current state. An edit soon after another one replaces it; the oldest versions are dropped."""
    last = resume.versions.first()
    is_same = last and origin == last.origin == Origin.EDIT and now - last.began_at < TOGETHER
    if last and is_same:
        last.data, last.saved_at = resume.data, now
        last.save(update_fields=["data", "saved_at"])
        return
    number = last.number + 1 if last else 1
    resume.versions.create(number=number, data=resume.data, origin=origin, began_at=now, saved_at=now)
    resume.versions.filter(number__lte=number - KEPT_VERSIONS).delete()
