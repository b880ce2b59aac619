"""What can be done to a guide. Each function is one transaction and takes ``now``.

The working copy (rows) and the document convert to each other here and nowhere else. Whoever calls a function that changes
what readers see need not think of caches: the change is announced to the shared pages when it commits.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import models, transaction
from django.db.models import F, Max, Value
from django.db.models.expressions import CombinedExpression
from django.utils.translation import gettext as _

from accounts.models import User
from careers import document as doc
from careers.checks import Check, before_publishing
from careers.models import (
    CareerField,
    CaseStudy,
    Correction,
    DaySegment,
    Edition,
    Growth,
    Guide,
    GuideReads,
    PayBand,
    Question,
    SkillGroup,
    Source,
    Tier,
    UsefulVote,
)
from careers.rendering import render_prose
from jobboard.lib import markdown, shared_pages

PASSPORT = tuple(doc.Passport.model_fields)
SCALARS = (
    "title", "slug", "also_called", "remote", "demand", "outlook_status", "outlook_source", "stress", "balance",
    "related", "reviewed", "summary", *doc.prose_keys(), *doc.list_keys(),
)  # fmt: skip


class GuideExists(Exception):
    """A guide with this address is there already and may not be replaced."""


class UnknownField(Exception):
    """The document names a career field that does not exist."""


class NotReady(Exception):
    """The guide cannot be published yet; ``checks`` says what blocks it."""

    def __init__(self, checks: list[Check]) -> None:
        super().__init__(" ".join(check.message for check in checks))
        self.checks = checks


class BadSchedule(Exception):
    """A publication was asked for a time that has passed."""


# --- Rows and documents -----------------------------------------------------------------------------------------------


def _values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def document_of(guide: Guide) -> doc.GuideDocument:
    """The working copy of ``guide`` as a document."""
    growth = getattr(guide, "growth", None)
    return doc.GuideDocument.model_validate(
        {
            **_values(guide, SCALARS),
            "field": guide.field.slug if guide.field else "",
            "growth": growth and _values(growth, ("rate", "period", *PASSPORT)),
            "pay": [
                _values(band, ("country", "currency", *doc.PayBand.STEPS, *PASSPORT)) for band in guide.pay_bands.all()
            ],
            "occupation": {"code": guide.occupation_code, "match": guide.occupation_match}
            if guide.occupation_code
            else None,
            "tiers": [_values(tier, doc.Tier.model_fields) for tier in guide.tiers.all()],
            "day": [_values(segment, doc.DaySegment.model_fields) for segment in guide.day_segments.all()],
            "skill_map": {
                "intro": guide.skill_map_intro,
                "groups": [_values(group, doc.SkillGroup.model_fields) for group in guide.skill_groups.all()],
            },
            "case_studies": [_values(case, doc.CaseStudy.model_fields) for case in guide.case_studies.all()],
            "questions": [_values(question, doc.Question.model_fields) for question in guide.questions.all()],
            "sources": [_values(source, doc.Source.model_fields) for source in guide.sources.all()],
        }
    )


def _write_document(guide: Guide, document: doc.GuideDocument, *, by: User | None, now: dt.datetime) -> None:
    """Makes the rows of ``guide`` say what ``document`` says."""
    for name in SCALARS:
        value = getattr(document, name)
        setattr(guide, name, list(value) if isinstance(value, tuple) else value)
    guide.field = CareerField.objects.filter(slug=document.field).first() if document.field else None
    guide.occupation_code = document.occupation.code if document.occupation else ""
    guide.occupation_match = document.occupation.match if document.occupation else ""
    guide.skill_map_intro = document.skill_map.intro
    touch(guide, by=by, now=now)
    guide.save()

    Growth.objects.filter(guide=guide).delete()
    if document.growth:
        Growth.objects.create(guide=guide, **document.growth.model_dump())
    parts: tuple[tuple[type[models.Model], Iterable[doc.Value]], ...] = (
        (PayBand, document.pay),
        (Tier, document.tiers),
        (DaySegment, document.day),
        (SkillGroup, document.skill_map.groups),
        (CaseStudy, document.case_studies),
        (Question, document.questions),
        (Source, document.sources),
    )
    for model, items in parts:
        rows = model._default_manager
        rows.filter(guide=guide).delete()
        rows.bulk_create(model(guide=guide, position=at, **item.model_dump()) for at, item in enumerate(items))


def touch(guide: Guide, *, by: User | None, now: dt.datetime) -> None:
    """Notes who edited ``guide`` and when, and gives it the next version; the caller saves."""
    if guide.pk:
        guide.version = F("version") + 1
    else:
        guide.created_at = now
    guide.updated_by, guide.updated_at = by, now


@transaction.atomic
def import_document(*, document: doc.GuideDocument, update: bool, by: User | None, now: dt.datetime) -> Guide:
    """Makes a draft of ``document``, or with ``update`` replaces the working copy of the guide at its address.

    A draft that was never published is replaced either way. Raises ``GuideExists`` when a published guide is in the way.
    """
    guide = Guide.objects.select_for_update().filter(slug=document.slug).first()
    if guide and not update and guide.editions.exists():
        raise GuideExists(_("“%s” is published already. Use --update to replace its working copy.") % document.slug)
    if document.field and not CareerField.objects.filter(slug=document.field).exists():
        raise UnknownField(_("There is no career field “%s”.") % document.field)
    guide = guide or Guide()
    _write_document(guide, document, by=by, now=now)
    return Guide.objects.get(pk=guide.pk)


@transaction.atomic
def duplicate(*, guide: Guide, by: User | None, now: dt.datetime) -> Guide:
    """A new draft with everything ``guide`` holds, under a free address."""
    number = 2
    while Guide.objects.filter(slug=f"{guide.slug}-{number}").exists():
        number += 1
    copy = document_of(guide).model_copy(
        update={"slug": f"{guide.slug}-{number}", "title": _("%s (copy)") % guide.title, "reviewed": None}
    )
    new = Guide()
    _write_document(new, copy, by=by, now=now)
    return Guide.objects.get(pk=new.pk)


def remember_slug(guide: Guide, old: str) -> None:
    """Keeps ``old`` as an address that leads to ``guide``, once readers may have seen it; the caller saves."""
    if old and old != guide.slug and old not in guide.former_slugs and guide.editions.exists():
        guide.former_slugs = [*guide.former_slugs, old]


# --- Publishing -------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish(
    *, guide: Guide, by: User | None, note: str = "", at: dt.datetime | None = None, now: dt.datetime
) -> Edition:
    """Publishes the working copy at once, or ``at`` a time ahead; an edition scheduled before is replaced.

    Raises ``NotReady`` when a blocking check fails and ``BadSchedule`` when ``at`` has passed.
    """
    if at is not None and at <= now:
        raise BadSchedule(_("The time to publish has passed. Choose one that lies ahead."))
    guide = Guide.objects.select_for_update().get(pk=guide.pk)
    document = document_of(guide)
    blocking = [check for check in before_publishing(document) if check.blocking]
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
    shared_pages.forget_all_on_commit()
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
    """Takes ``guide`` off the site: its editions until ``now`` no longer stand, a scheduled one is dropped.

    The next edition to be published brings it back.
    """
    Guide.objects.filter(pk=guide.pk).update(withdrawn_at=now)
    guide.editions.filter(published_at__gt=now).delete()
    guide.refresh_from_db(fields=["withdrawn_at"])
    shared_pages.forget_all_on_commit()


@transaction.atomic
def cancel_schedule(*, guide: Guide, now: dt.datetime) -> int:
    """Drops the edition that waits for its time, and says how many there were (0 or 1)."""
    return guide.editions.filter(published_at__gt=now).delete()[0]


# --- Readers ----------------------------------------------------------------------------------------------------------


def record_vote(*, guide: Guide, useful: bool, now: dt.datetime) -> None:
    """Counts one answer to "Was this page useful?"."""
    UsefulVote.objects.bulk_create([UsefulVote(guide=guide, day=now.date())], ignore_conflicts=True)
    counted = "yes" if useful else "no"
    UsefulVote.objects.filter(guide=guide, day=now.date()).update(**{counted: F(counted) + 1})


def report_correction(*, guide: Guide, text: str, source: str, email: str, now: dt.datetime) -> Correction:
    """Files a reader's report for the editors."""
    return Correction.objects.create(guide=guide, text=text, source=source, email=email, created_at=now)


def add_reads(*, counts: dict[str, int], now: dt.datetime) -> None:
    """Adds page reads by slug to today's rows; slugs without a guide are passed over."""
    guides = dict(Guide.objects.filter(slug__in=counts).values_list("slug", "pk"))
    GuideReads.objects.bulk_create(
        [GuideReads(guide_id=pk, day=now.date()) for pk in guides.values()], ignore_conflicts=True
    )
    for slug, pk in guides.items():
        GuideReads.objects.filter(guide_id=pk, day=now.date()).update(count=F("count") + counts[slug])


# --- Editors ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def edit(*, guide: Guide | None, document: doc.GuideDocument, by: User | None, now: dt.datetime) -> Guide:
    """Makes the working copy of ``guide`` (of a new one for ``None``) say what ``document`` says.

    An address that readers may know keeps leading to the guide. Raises ``GuideExists`` when another guide has the address.
    """
    others = Guide.objects.exclude(pk=guide.pk) if guide else Guide.objects.all()
    if others.filter(slug=document.slug).exists():
        raise GuideExists(_("Another guide has the address “%s”.") % document.slug)
    row = Guide.objects.select_for_update().get(pk=guide.pk) if guide else Guide()
    before, row.slug = row.slug, document.slug
    remember_slug(row, before)
    _write_document(row, document, by=by, now=now)
    return Guide.objects.get(pk=row.pk)
