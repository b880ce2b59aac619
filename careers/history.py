"""Public history of a guide: the sections each edition changed."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from careers.document import GuideDocument
from careers.models import Edition
from careers.sections import BY_KEY


def section_label(key: str) -> str:
    """The name of a part of the document in the public history."""
    if section := BY_KEY.get(key):
        return section.heading
    return {
        "also_called": _("Other titles"),
        "demand": _("Demand"),
        "growth": _("Growth rate"),
        "pay": _("Pay"),
        "occupation": _("Occupation code"),
        "outlook_status": _("Outlook"),
        "outlook_source": _("Outlook"),
        "related": _("Related roles"),
        "reviewed": _("Review date"),
        "sources": _("Sources"),
        "stress": _("Stress level"),
        "balance": _("Balance rating"),
    }.get(key, key.replace("_", " ").capitalize())


def changed_sections(before: GuideDocument, after: GuideDocument) -> list[str]:
    """Names of the sections that differ between two documents, in the order of the document."""
    names = [section_label(key) for key in GuideDocument.model_fields if getattr(before, key) != getattr(after, key)]
    return list(dict.fromkeys(names))


def history_of(editions: Iterable[Edition]) -> list[tuple[Edition, list[str]]]:
    """Each edition with the sections it changed, newest first; the first edition has none."""
    ordered = sorted(editions, key=lambda edition: edition.number)
    found: list[tuple[Edition, list[str]]] = []
    for at, edition in enumerate(ordered):
        found.append((edition, changed_sections(ordered[at - 1].document, edition.document) if at else []))
    return found[::-1]
