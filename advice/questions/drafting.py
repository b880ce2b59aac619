"""Saves a drafted cover letter among the member's letters."""

import datetime as dt
from itertools import groupby
from typing import Any

from django.db import transaction

from advice.models import Question
from resumes import letters
from resumes.lifecycle import MAX_NAME
from resumes.models import Letter

LONGEST_FORMULA = 6  # words of “Dear Harborlight team,” or “Kind regards”


def paragraphs(question: Question) -> list[str]:
    """Returns the draft's paragraphs as plain text, without a greeting and a closing: a new letter has its own. Quotes are no
    part of it."""
    claims = [claim for claim in question.claims if not claim.get("is_quote")]
    while claims and _is_formula(claims[0]):
        claims.pop(0)
    while claims and _is_formula(claims[-1]):
        claims.pop()
    grouped = groupby(claims, key=lambda claim: claim["paragraph"])
    return [" ".join(claim["text"] for claim in of_one) for _number, of_one in grouped]


def _is_formula(claim: dict[str, Any]) -> bool:
    return not claim["citations"] and len(claim["text"].split()) <= LONGEST_FORMULA


@transaction.atomic
def save_letter(*, question: Question, now: dt.datetime) -> Letter:
    """Creates a cover letter with the draft between greeting and closing. Idempotent: returns the one that was made of it before,
    unless the member deleted it. Raises ``TooMany``."""
    locked = Question.objects.select_for_update(of=["self"]).select_related("letter").get(pk=question.pk)
    if known := letter_of(locked):
        return known
    resume, job = question.resume, question.job
    language = resume.language if resume else Letter.Language.ENGLISH.value
    name = question.about[:MAX_NAME] or str(Letter._meta.verbose_name)
    letter = letters.create_letter(user=question.user, name=name, language=language, now=now)
    greeting, _middle, closing = _parts(letter.text)
    letters.write_letter(
        letter=letter,
        text="\n\n".join([greeting, *paragraphs(question), closing]),
        company=job.company.name if job else "",
        role=job.title if job else "",
        resume=resume if resume and resume.deleted_at is None else letter.resume,
        application=None,
        now=now,
    )
    Question.objects.filter(pk=question.pk).update(letter=letter)
    return letter


def letter_of(question: Question) -> Letter | None:
    """Returns the cover letter that a draft was saved as; None if there is none, or it was deleted."""
    letter = question.letter
    return letter if letter and letter.deleted_at is None else None


def _parts(text: str) -> tuple[str, str, str]:
    """Splits the text that a new letter starts with: date and greeting, first sentence, closing."""
    blocks = [block for block in text.split("\n\n") if block.strip()]
    return "\n\n".join(blocks[:2]), "\n\n".join(blocks[2:-1]), blocks[-1].strip()
