"""Compares two documents by section and marks changed words."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django.db import models
from django.utils.formats import time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from pydantic import BaseModel

from careers import document as doc
from careers.history import section_label
from careers.models import CaseStudy, DaySegment, Growth, Guide, PayBand, Question, SkillGroup, Source, Tier
from careers.salary_chart import step_labels
from toolkit import localization, money

MODELS: dict[type[BaseModel], type[models.Model]] = {
    doc.Growth: Growth,
    doc.PayBand: PayBand,
    doc.Tier: Tier,
    doc.DaySegment: DaySegment,
    doc.SkillGroup: SkillGroup,
    doc.CaseStudy: CaseStudy,
    doc.Question: Question,
    doc.Source: Source,
}
HEADINGS = ("title", "label", "country")


@dataclass(frozen=True)
class Difference:
    """One section that differs; ``html`` marks removed text with ``<del>`` and added text with ``<ins>``."""

    label: str
    html: SafeString


def differences_between(before: doc.GuideDocument, after: doc.GuideDocument) -> list[Difference]:
    """What ``after`` changed, in the order of the document."""
    found = []
    for key in doc.GuideDocument.model_fields:
        old, new = getattr(before, key), getattr(after, key)
        if old != new:
            found.append(Difference(section_label(key), mark_differences(_words(old, key), _words(new, key))))
    return found


def mark_differences(before: str, after: str) -> SafeString:
    """``after`` with its differences from ``before`` marked, escaped, as one run of text."""
    pieces = []
    for kept, gone, come in _runs(before, after):
        pieces.append(format_html("{}", kept))
        if gone:
            pieces.append(format_html("<del>{}</del>", gone))
        if come:
            pieces.append(format_html("<ins>{}</ins>", come))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped above


def _runs(before: str, after: str) -> list[list[str]]:
    """Runs of kept, removed and added words. A single space between two changed words belongs to the change."""
    old, new = (re.findall(r"\n+|[^\S\n]+|\S+", text) for text in (before, after))
    runs: list[list[str]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if kind == "equal":
            runs.append([come, "", ""])
        elif len(runs) > 1 and runs[-1][0] == " ":
            runs.pop()
            runs[-1][1] += f" {gone}"
            runs[-1][2] += f" {come}"
        elif runs and not any(runs[-1][1:]):
            runs[-1][1:] = [gone, come]
        else:
            runs.append(["", gone, come])
    return runs


def _words(value: Any, key: str = "") -> str:
    """A value of a document as plain text for an editor."""
    if value is None or value == "" or value == ():
        return ""
    if key == "demand":
        return str(Guide.Demand(value).label)
    if key == "remote":
        return str(Guide.Remote(value).label)
    if isinstance(value, doc.SkillMap):
        return "\n\n".join(filter(None, (value.intro, _words(value.groups))))
    if isinstance(value, tuple):
        return ("\n\n" if isinstance(value[0], BaseModel) else "\n").join(_words(item) for item in value)
    if isinstance(value, BaseModel):
        return "\n".join(_lines(value))
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.date):
        return localization.day(value)
    if isinstance(value, dt.time):
        return time_format(value, "H:i")
    return str(value)


def _lines(part: BaseModel) -> list[str]:
    model = MODELS.get(type(part), Guide)
    lines: list[str] = []
    for name, value in part:
        label = ""
        if isinstance(part, doc.PayBand) and name in doc.PayBand.STEPS and value is not None:
            value = money.display(value, part.currency)
            label = str(step_labels(part.basis)[name])
        if not (said := _words(value)):
            continue
        if name in HEADINGS:
            lines.insert(0, said)
            continue
        field = name if model is not Guide else f"occupation_{name}"
        label = label or capfirst(str(getattr(model._meta.get_field(field), "verbose_name", field)))
        lines.append(f"{label}:\n{said}" if "\n" in said else f"{label}: {said}")
    return lines
