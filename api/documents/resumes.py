"""Résumés as their member's programs read them: JSON Resume (https://jsonresume.org/schema)."""

import datetime as dt
from typing import Any

from pydantic import BaseModel, Field

from api.documents.jobs import absolute
from resumes.models import Resume


class ResumeSummary(BaseModel):
    """A résumé in a list. ``name`` is what only its member sees."""

    id: int
    name: str
    language: str = Field(examples=["en"])
    url: str
    created_at: dt.datetime
    updated_at: dt.datetime


class WholeResume(ResumeSummary):
    """A résumé with its document, in the format of JSON Resume. Keys that the format doesn't define are kept."""

    document: dict[str, Any]


def summarize_resume(resume: Resume) -> ResumeSummary:
    """Describes a résumé; its document needn't be loaded."""
    return ResumeSummary(**_summary(resume))


def describe_resume(resume: Resume) -> WholeResume:
    return WholeResume(**_summary(resume), document=resume.data)


def _summary(resume: Resume) -> dict[str, Any]:
    return {
        "id": resume.pk,
        "name": resume.name,
        "language": resume.language,
        "url": absolute(resume.get_absolute_url()),
        "created_at": resume.created_at,
        "updated_at": resume.updated_at,
    }
