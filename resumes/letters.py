"""Changes to cover letters: create, duplicate, write."""

import datetime as dt
from pathlib import Path

from django.db import transaction

from accounts.models import User
from jobs.tracker.models import Application
from resumes.lifecycle import claim_room, name_of_copy
from resumes.models import Letter, Resume
from toolkit.forms import refuse_stale, version_of

STARTS = Path(__file__).parent / "data/letters"  # what a new letter says, in each language of letters


@transaction.atomic
def create_letter(
    *, user: User, name: str, language: str, application: Application | None = None, now: dt.datetime
) -> Letter:
    """Creates a letter with a greeting and a closing. Its head is that of the newest résumé, one in the same language if there
    is one. Raises ``TooMany``."""
    resumes = Resume.objects.of(user).kept()
    return _create(
        Letter(
            user=user,
            name=name,
            language=language,
            text=(STARTS / f"{language}.txt").read_text(encoding="utf-8").strip(),
            resume=resumes.filter(language=language).first() or resumes.first(),
            application=application,
        ),
        now=now,
    )


@transaction.atomic
def duplicate_letter(*, letter: Letter, now: dt.datetime) -> Letter:
    """Creates a copy, without the application: a copy is for another one. Raises ``TooMany``."""
    return _create(
        Letter(
            user=letter.user,
            name=name_of_copy(letter),
            language=letter.language,
            text=letter.text,
            company=letter.company,
            role=letter.role,
            resume=letter.resume,
        ),
        now=now,
    )


def _create(letter: Letter, *, now: dt.datetime) -> Letter:
    claim_room(letter.user, Letter, now=now)
    letter.created_at = letter.updated_at = now
    letter.save()
    return letter


def version_of_letter(letter: Letter) -> str:
    """Returns a version of the letter as its page shows it."""
    return version_of(letter.text, letter.company, letter.role, letter.resume_id, letter.application_id)


@transaction.atomic
def write_letter(
    *,
    letter: Letter,
    text: str,
    company: str,
    role: str,
    resume: Resume | None,
    application: Application | None,
    seen: tuple[str, ...] = (),
    now: dt.datetime,
) -> None:
    """Saves the letter. Raises ``Stale`` if ``seen`` has versions and none of them is the stored one. ``letter`` then has the new
    values."""
    locked = Letter.objects.select_for_update().get(pk=letter.pk)
    values = {"text": text, "company": company, "role": role, "resume": resume, "application": application}
    before = version_of_letter(locked)
    for name, value in values.items():
        setattr(locked, name, value)
    if version_of_letter(locked) != before:
        refuse_stale(before, seen)
        locked.updated_at = now
        locked.save(update_fields=[*values, "updated_at"])
    for name, value in values.items():
        setattr(letter, name, value)
    letter.updated_at = locked.updated_at
