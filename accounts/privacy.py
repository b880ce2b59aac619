"""Exports and deletes everything we hold about a member.

Each app with member data has a module listed in ``settings.MEMBER_DATA`` with three functions: ``tables(user)`` returns its
rows by table name; ``release(user=…, now=…)`` ends obligations outside the database, such as a subscription, or raises
`StillBound`; and ``forget(user=…)`` deletes what no foreign key reaches, in the transaction that deletes the member. A module
that has files too has a fourth: ``files(user)`` yields the path of each in the export, and a function that returns its content.
A file whose function fails is left out of the export, whose README says so.
"""

import csv
import datetime as dt
import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol, cast, runtime_checkable

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import audit, emails
from accounts.models import DataExport, User
from mail import outbox
from toolkit.text import escape_formula

logger = logging.getLogger(__name__)
KEPT = dt.timedelta(days=3)
FRESH = dt.timedelta(hours=1)  # a newer export than this isn't made again
REMEMBERED = dt.timedelta(days=30)  # how long an old link can say that its export is gone
Rows = Sequence[Mapping[str, Any]]
Tables = dict[str, Rows]
Files = Iterator[tuple[str, Callable[[], bytes]]]


class StillBound(Exception):
    """The member's account can't be deleted now; the message tells the member why."""


class Keeper(Protocol):
    """A module of ``MEMBER_DATA``."""

    def tables(self, user: User) -> Tables: ...
    def release(self, *, user: User, now: dt.datetime) -> None: ...
    def forget(self, *, user: User) -> None: ...


@runtime_checkable
class FileKeeper(Keeper, Protocol):
    """A module of ``MEMBER_DATA`` with files."""

    def files(self, user: User) -> Files: ...


def keepers() -> list[Keeper]:
    return [cast("Keeper", import_module(name)) for name in settings.MEMBER_DATA]


# --- Exports ------------------------------------------------------------------------------------------------------------


def ask_for_export(*, user: User, now: dt.datetime) -> DataExport:
    """Requests an export, unless one is being made or is fresh; then returns that one."""
    fresh = DataExport.objects.of(user).filter(made_at__gt=now - FRESH).first()
    if fresh:
        return fresh
    try:
        with transaction.atomic():
            asked = DataExport.objects.create(user=user, asked_at=now)
            audit.record("account.export_asked", actor=user, member=user, now=now)
    except IntegrityError:
        return DataExport.objects.waiting().of(user).get()
    return asked


def make_export(export_id: int, *, now: dt.datetime) -> DataExport | None:
    """Makes the export and emails the member, unless it is done or another worker is making it. Returns it if it was
    handled here. An export that can't be made says so, and the member can request another."""
    with transaction.atomic():
        export = (
            DataExport.objects.waiting()
            .select_for_update(skip_locked=True, of=["self"])
            .select_related("user")
            .filter(pk=export_id)
            .first()
        )
        if export is None:
            return None
        try:
            with transaction.atomic():
                export.archive = archive(export.user, now=now)
        except Exception:
            logger.exception("The copy %s could not be made", export_id)
            export.problem = "failed"
        else:
            export.made_at, export.expires_at = now, now + KEPT
        export.save(update_fields=["archive", "made_at", "expires_at", "problem"])
        message = emails.export_failed(export) if export.problem else emails.export_ready(export)
        outbox.enqueue(message, now=now, priority=outbox.Priority.NOTICE)
    return export


def forget_exports(now: dt.datetime) -> int:
    """Removes exports past their retention period. Returns the number of removed exports. Their rows are removed a
    month later."""
    DataExport.objects.filter(asked_at__lte=now - REMEMBERED).delete()
    return DataExport.objects.filter(expires_at__lte=now, archive__isnull=False).update(archive=None)


def archive(user: User, *, now: dt.datetime) -> bytes:
    """Returns a zip of everything we hold about the member: one JSON file with all rows, one CSV file per table, and the
    member's files."""
    tables = {name: rows for keeper in keepers() for name, rows in keeper.tables(user).items()}
    files, failed = _files(user)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        whole = {"made_at": now, "member": user.email, "tables": tables}
        archive.writestr("README.txt", _readme(tables, failed, now))
        archive.writestr("everything.json", json.dumps(whole, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))
        for name, rows in tables.items():
            if rows:
                archive.writestr(f"{name}.csv", _csv(rows))
        for path, content in files.items():
            archive.writestr(path, content)
    return packed.getvalue()


def _files(user: User) -> tuple[dict[str, bytes], list[str]]:
    """Returns the member's files by path, and the paths of those that can't be read or made now."""
    found, failed = {}, []
    for keeper in keepers():
        if isinstance(keeper, FileKeeper):
            for path, content in keeper.files(user):
                try:
                    found[path] = content()
                except Exception:  # of whatever kind: one file must not cost the member all others
                    logger.exception("A file of member %s is left out of their export", user.pk)
                    failed.append(path)
    return found, failed


def _csv(rows: Rows) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer.writerow(columns)
    for row in rows:
        writer.writerow(escape_formula(_cell(row.get(name))) for name in columns)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return value.isoformat() if isinstance(value, (dt.datetime, dt.date)) else str(value)


def _readme(tables: Tables, failed: Sequence[str], now: dt.datetime) -> str:
    lines = [
        _("Everything %(site)s stores about you, as of %(time)s UTC.")
        % {"site": settings.SITE_NAME, "time": f"{now:%Y-%m-%d %H:%M}"},
        "",
        _(
            "everything.json has all the data. Each .csv file is one table for a spreadsheet (UTF-8, separated by commas)."
        ),
        _("Folders have your files: résumés, cover letters, and what you sent with applications."),
        _("Times are in UTC. Amounts are in the smallest unit of their currency: 800 in USD means $8.00."),
        _("In .csv files, an apostrophe precedes any text that a spreadsheet would run as a formula."),
        _("Your password and the secrets of your passkeys and authenticator app are not included."),
        "",
        _("Rows in each table:"),
        *(f"  {name}: {len(rows)}" for name, rows in tables.items()),
    ]
    if failed:
        lines += [
            "",
            _("We couldn't read these files, so they are not included. Request another copy later to get them:"),
            *(f"  {path}" for path in failed),
        ]
    return "\n".join(lines) + "\n"


# --- Deletion -----------------------------------------------------------------------------------------------------------


def delete_account(*, user: User, now: dt.datetime) -> None:
    """Ends external obligations first, then removes every row. Raises `StillBound`, and then nothing is removed.

    One entry of the audit log remains, with only the member's id, and one last email is sent."""
    if user.is_staff or user.is_superuser:
        raise StillBound(_("This is a staff account. Ask an administrator to remove its staff access first."))
    for keeper in keepers():
        keeper.release(user=user, now=now)
    with transaction.atomic():
        leaving = User.objects.select_for_update().get(pk=user.pk)
        for keeper in keepers():
            keeper.forget(user=leaving)
        audit.record("account.deleted", actor=user, member=user, now=now)
        outbox.enqueue(emails.goodbye(leaving), now=now, priority=outbox.Priority.NOTICE)
        leaving.delete()
