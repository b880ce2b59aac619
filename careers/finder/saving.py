"""Saves a member's answers, one set a member, and deletes them."""

import dataclasses
import datetime as dt

from accounts.models import User
from careers.finder.answers import Answers
from careers.models import SavedAnswers


def save_answers(*, user: User, answers: Answers, now: dt.datetime) -> SavedAnswers:
    """Saves the answers in place of earlier ones."""
    values = {"answers": dataclasses.asdict(answers), "saved_at": now}
    saved, _created = SavedAnswers.objects.update_or_create(user=user, defaults=values)
    return saved


def delete_answers(*, user: User) -> None:
    """Deletes the member's answers; nothing to delete is no error."""
    SavedAnswers.objects.of(user).delete()


def answers_of(saved: SavedAnswers) -> Answers:
    kept = saved.answers
    return Answers(
        like=tuple(kept.get("like", ())),
        skill=tuple(kept.get("skill", ())),
        tool=tuple(kept.get("tool", ())),
        education=kept.get("education", ""),
    )
