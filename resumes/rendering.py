"""PDFs that take long are made by a worker: request, render, expire.

PostgreSQL is the queue. A request for the same content by the same owner is the same row, so asking twice, or by several readers,
makes one PDF.
"""

import datetime as dt
import hashlib
import logging

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from accounts.models import User
from resumes.exports.options import Export
from resumes.exports.pdf import export_of
from resumes.models import RenderedPdf
from resumes.models.rendered_pdf import LEASE, MOST_ATTEMPTS, State

logger = logging.getLogger(__name__)
KEPT = dt.timedelta(hours=1)
MOST_UNFINISHED = 3  # of an owner at once
MOST_KEPT = 10  # of an owner
NOT_LOST = dt.timedelta(seconds=20)  # a task that is younger is on its way


class TooManyPdfs(Exception):
    """Several PDFs of this owner are being made."""


@transaction.atomic
def request_pdf(*, user: User, inputs: str, now: dt.datetime) -> tuple[RenderedPdf, bool]:
    """Returns the row of a PDF, and whether it is new, so that a task must be queued. Raises ``TooManyPdfs``."""
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    key = hashlib.sha256(inputs.encode()).hexdigest()
    own = RenderedPdf.objects.of(user)
    if found := own.filter(key=key).first():
        return found, False
    if own.unfinished().count() >= MOST_UNFINISHED:
        raise TooManyPdfs
    finished = own.exclude(pk__in=own.unfinished().values("pk")).order_by("-asked_at", "-pk")
    own.filter(pk__in=list(finished.values_list("pk", flat=True)[MOST_KEPT - MOST_UNFINISHED :])).delete()
    return RenderedPdf.objects.create(user=user, key=key, inputs=inputs, asked_at=now), True


def try_again(*, rendered: RenderedPdf, now: dt.datetime) -> bool:
    """Starts over with a PDF that failed or was lost. Returns whether a task must be queued. Idempotent."""
    if rendered.state(now) is not State.FAILED:
        return False
    again = {"asked_at": now, "started_at": None, "failed_at": None, "attempts": 0}
    return bool(RenderedPdf.objects.filter(pk=rendered.pk, asked_at=rendered.asked_at).update(**again))


def render(*, pk: int, now: dt.datetime) -> bool:
    """Makes a PDF, unless it is done, another worker is making it, or it has failed too often. Returns whether it was made."""
    due = RenderedPdf.objects.due(now).filter(pk=pk, attempts__lt=MOST_ATTEMPTS)
    if not due.update(started_at=now, attempts=F("attempts") + 1):
        return False
    rendered = RenderedPdf.objects.get(pk=pk)
    mine = RenderedPdf.objects.unfinished().filter(pk=pk, started_at=now)
    try:
        export = export_of({"resume": rendered.inputs})
        rendered.file.save("", ContentFile(export.content), save=False)
    except Exception:
        logger.exception("The PDF %s could not be made", pk)
        mine.update(failed_at=now)
        return False
    missing = export.missing_characters
    made = mine.update(
        made_at=now, file=rendered.file.name, missing_characters=missing, is_accessible=export.is_accessible
    )
    if not made:  # deleted in the meantime, or made by another
        rendered.file.delete(save=False)
    return bool(made)


def finished_export(rendered: RenderedPdf) -> Export | None:
    """Returns the PDF of a row that is made, or None if its file is gone; then the row is deleted. Raises ``OSError`` if
    the storage fails."""
    try:
        with rendered.file.open("rb") as file:
            return Export(file.read(), rendered.missing_characters, rendered.is_accessible)
    except FileNotFoundError:
        rendered.delete()
        return None


def sweep(*, now: dt.datetime) -> list[int]:
    """Deletes old PDFs, and gives up those that failed too often. Returns the ids of those whose task was lost."""
    RenderedPdf.objects.filter(asked_at__lt=now - KEPT).delete()
    due = RenderedPdf.objects.due(now)
    due.filter(attempts__gte=MOST_ATTEMPTS, started_at__lt=now - LEASE).update(failed_at=now)
    return list(due.filter(asked_at__lt=now - NOT_LOST, attempts__lt=MOST_ATTEMPTS).values_list("pk", flat=True))
