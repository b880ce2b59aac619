"""Switches a source to another loaded release, and says beforehand what that changes."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.models import User
from occupations import changes
from occupations.loading import assemble
from occupations.models import DataRelease
from occupations.sources import Key


def preview(release: DataRelease) -> list[dict[str, Any]]:
    """Returns the largest differences of ``release`` from the current one of its source (`changes.find_changes`)."""
    current = DataRelease.objects.current().filter(source=release.source).exclude(pk=release.pk).first()
    if current is None:
        return []
    before, after = (dict(one.rows.values_list("code", "data")) for one in (current, release))
    return changes.find_changes(Key(release.source), before, after)


@transaction.atomic
def make_current(*, release: DataRelease) -> None:
    """Makes a release the one that pages show, and keeps what it changed. Occupations have to be assembled afterwards."""
    locked = DataRelease.objects.select_for_update().filter(source=release.source)
    list(locked)
    release.changes = preview(release)
    locked.update(is_current=False)
    release.is_current = True
    release.save(update_fields=["changes", "is_current"])


@transaction.atomic
def switch(*, release: DataRelease, by: User, request: HttpRequest | None, now: dt.datetime) -> int:
    """Makes a release current on behalf of a staff member and updates all occupations; returns how many changed."""
    make_current(release=release)
    audit.record("staff.data_release_switched", actor=by, request=request, now=now, change=str(release))
    return assemble(now=now)
