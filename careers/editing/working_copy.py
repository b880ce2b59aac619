"""Converts a guide's rows (the working copy) to a document and back, and signs links that show it, valid for two days.

No other module converts rows.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core import signing
from django.db import models
from django.db.models import F

from accounts.models import User
from careers import document as doc
from careers.models import PARTS, CareerField, Growth, Guide

PASSPORT = tuple(doc.Passport.model_fields)
SCALARS = (
    "title", "slug", "also_called", "remote", "demand", "outlook_status", "outlook_source", "stress", "balance",
    "related", "reviewed", "summary", *doc.prose_keys(), *doc.list_keys(),
)  # fmt: skip
PREVIEW_SALT = "careers.preview"
PREVIEW_LIFETIME = dt.timedelta(hours=48)


def _values(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def document_of(guide: Guide) -> doc.GuideDocument:
    """The working copy of ``guide`` as a document."""
    growth = getattr(guide, "growth", None)
    return doc.GuideDocument.of_kept(
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


def _touch(guide: Guide, *, by: User | None, now: dt.datetime) -> None:
    """Records who edited ``guide`` and when, and increments its version; the caller saves."""
    if guide.pk:
        guide.version = F("version") + 1
    else:
        guide.created_at = now
    guide.updated_by, guide.updated_at = by, now


def write_document(guide: Guide, document: doc.GuideDocument, *, by: User | None, now: dt.datetime) -> None:
    """Saves ``document`` to the rows of ``guide`` and its parts."""
    for name in SCALARS:
        value = getattr(document, name)
        setattr(guide, name, list(value) if isinstance(value, tuple) else value)
    guide.field = CareerField.objects.filter(slug=document.field).first() if document.field else None
    guide.occupation_code = document.occupation.code if document.occupation else ""
    guide.occupation_match = document.occupation.match if document.occupation else ""
    guide.skill_map_intro = document.skill_map.intro
    _touch(guide, by=by, now=now)
    guide.save()

    Growth.objects.filter(guide=guide).delete()
    if document.growth:
        Growth.objects.create(guide=guide, **document.growth.model_dump())
    parts: dict[str, Iterable[doc.Value]] = {
        "pay_bands": document.pay,
        "tiers": document.tiers,
        "day_segments": document.day,
        "skill_groups": document.skill_map.groups,
        "case_studies": document.case_studies,
        "questions": document.questions,
        "sources": document.sources,
    }
    for name, model in PARTS.items():
        rows = model._default_manager
        rows.filter(guide=guide).delete()
        rows.bulk_create(model(guide=guide, position=at, **item.model_dump()) for at, item in enumerate(parts[name]))


def preview_token(guide: Guide) -> str:
    """A signed token for ``?preview=`` on the guide's own address."""
    return signing.dumps(guide.pk, salt=PREVIEW_SALT)


def previewed_guide_pk(token: str) -> int | None:
    """The id of the guide a token was made for; ``None`` if the token is forged or has expired."""
    try:
        return int(signing.loads(token, salt=PREVIEW_SALT, max_age=PREVIEW_LIFETIME))
    except signing.BadSignature:
        return None
