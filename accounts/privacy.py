"""A member's data: a copy of everything, and an end to everything.

Each app that keeps something of members has a module listed in ``settings.MEMBER_DATA``, with two functions: ``tables(user)``
gives its rows by name of the table, and ``release(user=…, now=…)`` ends what binds the member elsewhere, or raises `StillBound`.
"""

import csv
import datetime as dt
import io
import json
import zipfile
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import DataExport, User
from jobboard.lib.tables import defused

KEPT = dt.timedelta(days=3)
Rows = list[dict[str, Any]]


class StillBound(Exception):
    """The member cannot be let go now; the message says why, to the member."""


class Keeper(Protocol):
    """A module of ``MEMBER_DATA``."""

    def tables(self, user: User) -> dict[str, Rows]: ...
    def release(self, *, user: User, now: dt.datetime) -> None: ...


def keepers() -> list[Keeper]:
    return [cast("Keeper", import_module(name)) for name in settings.MEMBER_DATA]


# --- A copy -------------------------------------------------------------------------------------------------------------


def ask_for_export(*, user: User, now: dt.datetime) -> DataExport:
    """Notes that the member wants a copy; one at a time is made."""
    try:
        with transaction.atomic():
            made = DataExport.objects.create(user=user, asked_at=now)
    except IntegrityError:
        return DataExport.objects.get(user=user, made_at=None, problem="")
    audit.record("account.export_asked", actor=user, member=user, now=now)
    return made


def make_export(export_id: int, *, now: dt.datetime) -> DataExport | None:
    """Makes the copy, unless that is done or somebody is at it. Returns it if it was made here."""
    with transaction.atomic():
        export = (
            DataExport.objects.select_for_update(skip_locked=True, of=["self"])
            .select_related("user")
            .filter(pk=export_id, made_at=None, problem="")
            .first()
        )
        if export is None:
            return None
        export.archive = archive(export.user, now=now)
        export.made_at, export.expires_at = now, now + KEPT
        export.save(update_fields=["archive", "made_at", "expires_at"])
    return export


def forget_exports(now: dt.datetime) -> int:
    """Removes copies whose time is over; how many."""
    return DataExport.objects.filter(expires_at__lte=now).delete()[0]


def archive(user: User, *, now: dt.datetime) -> bytes:
    """A zip of everything we hold of the member: one JSON file with all of it, and a CSV file a table."""
    tables = {name: rows for keeper in keepers() for name, rows in keeper.tables(user).items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = {"made_at": now, "member": user.email, "tables": tables}
        archive.writestr("everything.json", json.dumps(whole, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))
        for name, rows in tables.items():
            if rows:
                archive.writestr(f"{name}.csv", _csv(rows))
        archive.writestr("README.txt", _readme(tables, now))
    return packed.getvalue()


def _csv(rows: Rows) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer.writerow(columns)
    for row in rows:
        writer.writerow(defused(_cell(row.get(name))) for name in columns)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return value.isoformat() if isinstance(value, (dt.datetime, dt.date)) else str(value)


def _readme(tables: dict[str, Rows], now: dt.datetime) -> str:
    lines = [
        _("Everything that %(site)s holds about you, as of %(time)s (UTC).")
        % {"site": settings.SITE_NAME, "time": f"{now:%Y-%m-%d %H:%M}"},
        _("everything.json has all of it; each .csv file is one table. Times are in UTC, amounts in cents or their like."),
        "",
        *(f"{name}: {len(rows)}" for name, rows in tables.items()),
    ]
    return "\n".join(lines) + "\n"


# --- An end -------------------------------------------------------------------------------------------------------------


def delete_account(*, user: User, now: dt.datetime) -> None:
    """Lets go of the member everywhere else first, then removes every row. Raises `StillBound`, and then everything stays."""
    if user.is_staff or user.is_superuser:
        raise StillBound(_("This is a staff account. Ask an administrator to take it out of the staff first."))
    for keeper in keepers():
        keeper.release(user=user, now=now)
    audit.record("account.deleted", actor=user, member=user, now=now)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk).delete()
