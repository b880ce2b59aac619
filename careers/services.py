"""Services for guides: import, edit, publish, withdraw. Each is one transaction.

Callers needn't think of revisions or caches: a change of the working copy records a revision, and a change of what readers see
invalidates the page cache on commit.
"""

import datetime as dt
from itertools import count
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import F, Max, Value
from django.db.models.expressions import CombinedExpression
from django.utils.translation import gettext as _

from accounts.models import User
from careers import document as doc
from careers.document import render_prose
from careers.editing import revisions
from careers.editing.working_copy import document_of, write_document
from careers.models import (
    CareerField,
    Correction,
    Edition,
    Guide,
    GuideReads,
    UsefulVote,
)
from careers.publish_checks import Check, publish_checks
from toolkit import markdown, page_cache


class GuideExists(Exception):
    """Another guide has this address."""


class UnknownField(Exception):
    """The document names a career field that does not exist."""


class NotReady(Exception):
    """The guide cannot be published yet; ``checks`` says what blocks it."""

    def __init__(self, checks: list[Check]) -> None:
        super().__init__(" ".join(check.message for check in checks))
        self.checks = checks


class BadSchedule(Exception):
    """The requested time of publication has passed."""


# --- The working copy -------------------------------------------------------------------------------------------------


@transaction.atomic
def import_document(
    *, document: doc.GuideDocument, update: bool, by: User | None, now: dt.datetime, what: str = ""
) -> Guide:
    """Makes a draft of ``document``, or with ``update`` replaces the working copy of the guide at its address.

    A draft that was never published is replaced either way. A published guide is left alone without ``update``: the draft
    then gets a free address, so compare its slug with the document's. Raises ``UnknownField``.
    """
    guide = Guide.objects.select_for_update().filter(slug=document.slug).first()
    if guide and not update and guide.editions.exists():
        guide, document = None, document.model_copy(update={"slug": _free_slug(document.slug)})
    if document.field and not CareerField.objects.filter(slug=document.field).exists():
        raise UnknownField(_("We don't recognize the career field “%s”.") % document.field)
    return _save(guide or Guide(), document, by=by, what=what or _("Imported"), now=now)


@transaction.atomic
def edit(
    *, guide: Guide | None, document: doc.GuideDocument, by: User | None, now: dt.datetime, what: str = ""
) -> Guide:
    """Saves ``document`` as the working copy of ``guide`` (of a new guide for ``None``).

    An address that readers may know still leads to the guide. Raises ``GuideExists`` when another guide has the address.
    """
    others = Guide.objects.exclude(pk=guide.pk) if guide else Guide.objects.all()
    if others.filter(slug=document.slug).exists():
        raise GuideExists(_("Another guide already uses the address “%s”.") % document.slug)
    row = Guide.objects.select_for_update().get(pk=guide.pk) if guide else Guide()
    before, row.slug = row.slug, document.slug
    remember_slug(row, before)
    return _save(row, document, by=by, what=what or (_("Edited") if guide else _("Created")), now=now)


def _save(guide: Guide, document: doc.GuideDocument, *, by: User | None, what: str, now: dt.datetime) -> Guide:
    """Writes the working copy and records a revision; ``what`` says what was done."""
    write_document(guide, document, by=by, now=now)
    saved = Guide.objects.get(pk=guide.pk)
    revisions.record(guide=saved, what=what, by=by, now=now)
    return saved


@transaction.atomic
def duplicate(*, guide: Guide, by: User | None, now: dt.datetime) -> Guide:
    """A new draft with the content of ``guide``, at a free address."""
    title = _("%s (copy)") % guide.title[: doc.MAX_TITLE - 20]
    copy = document_of(guide).model_copy(update={"slug": _free_slug(guide.slug), "title": title, "reviewed": None})
    return _save(Guide(), copy, by=by, what=_("Copied from “%s”") % guide, now=now)


def _free_slug(taken: str) -> str:
    """An address like ``taken`` that no guide has: ``accountant-2``."""
    stem = taken[:90].rstrip("-")
    return next(slug for number in count(2) if not Guide.objects.filter(slug=(slug := f"{stem}-{number}")).exists())


def remember_slug(guide: Guide, old: str) -> None:
    """Keeps ``old`` as an address of ``guide`` if readers may have seen it; the caller saves."""
    if old and old != guide.slug and old not in guide.former_slugs and guide.editions.exists():
        guide.former_slugs = [*guide.former_slugs, old]


# --- Publishing -------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish(
    *, guide: Guide, by: User | None, note: str = "", at: dt.datetime | None = None, now: dt.datetime
) -> Edition:
    """Publishes the working copy now, or schedules it for ``at``; replaces an edition that was scheduled before.

    Raises ``NotReady`` when a blocking check fails and ``BadSchedule`` when ``at`` has passed.
    """
    if at is not None and at <= now:
        raise BadSchedule(_("The time to publish has passed. Choose a time in the future."))
    guide = Guide.objects.select_for_update().get(pk=guide.pk)
    document = document_of(guide)
    blocking = [check for check in publish_checks(document, now=at or now) if check.blocking]
    if blocking:
        raise NotReady(blocking)
    guide.editions.filter(published_at__gt=now).delete()

    html = render_prose(document)
    lead = markdown.plain(html.get("summary", ""))
    number = (guide.editions.aggregate(last=Max("number"))["last"] or 0) + 1
    edition = Edition.objects.create(
        guide=guide,
        number=number,
        published_at=at or now,
        published_by=by,
        note=note,
        document_data=document.model_dump(mode="json"),
        html=html,
        title=document.title,
        field=guide.field,
        lead=lead,
        names=" / ".join((document.title, *document.also_called)),
    )
    Edition.objects.filter(pk=edition.pk).update(search=_search_vector(document, html))
    page_cache.forget_all_on_commit()
    return edition


def _search_vector(document: doc.GuideDocument, html: dict[str, Any]) -> CombinedExpression:
    def text(*keys: str) -> Value:
        return Value(" ".join(markdown.plain(html[key]) for key in keys if isinstance(html.get(key), str)))

    return (
        SearchVector(Value(" ".join((document.title, *document.also_called))), weight="A", config="english")
        + SearchVector(text("summary"), weight="B", config="english")
        + SearchVector(
            Value(" ".join((*document.tech_stack, *document.tech_skills, *document.related))),
            weight="C",
            config="english",
        )
        + SearchVector(text(*doc.prose_keys()), weight="D", config="english")
    )


@transaction.atomic
def withdraw(*, guide: Guide, now: dt.datetime) -> None:
    """Takes ``guide`` off the site: withdraws its editions until ``now`` and drops a scheduled one.

    The next published edition brings it back.
    """
    Guide.objects.filter(pk=guide.pk).update(withdrawn_at=now)
    guide.editions.filter(published_at__gt=now).delete()
    guide.refresh_from_db(fields=["withdrawn_at"])
    page_cache.forget_all_on_commit()


@transaction.atomic
def cancel_schedule(*, guide: Guide, now: dt.datetime) -> int:
    """Drops the scheduled edition; returns the number of dropped editions (0 or 1)."""
    return guide.editions.filter(published_at__gt=now).delete()[0]


# --- Readers ----------------------------------------------------------------------------------------------------------


def record_vote(*, guide: Guide, useful: bool, now: dt.datetime) -> None:
    """Counts one answer to "Was this guide helpful?"."""
    UsefulVote.objects.bulk_create([UsefulVote(guide=guide, day=now.date())], ignore_conflicts=True)
    counted = "yes" if useful else "no"
    UsefulVote.objects.filter(guide=guide, day=now.date()).update(**{counted: F(counted) + 1})


def report_correction(*, guide: Guide, text: str, source: str, email: str, now: dt.datetime) -> Correction:
    """Files a reader's report for the editors."""
    return Correction.objects.create(guide=guide, text=text, source=source, email=email, created_at=now)


def add_reads(*, counts: dict[str, int], now: dt.datetime) -> None:
    """Adds page reads by slug to today's rows; slugs without a guide are ignored."""
    guides = dict(Guide.objects.filter(slug__in=counts).values_list("slug", "pk"))
    GuideReads.objects.bulk_create(
        [GuideReads(guide_id=pk, day=now.date()) for pk in guides.values()], ignore_conflicts=True
    )
    for slug, pk in guides.items():
        GuideReads.objects.filter(guide_id=pk, day=now.date()).update(count=F("count") + counts[slug])
