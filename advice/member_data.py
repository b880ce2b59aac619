"""Member data in advice: consents, questions with their answers, and budgets (contract: `accounts.privacy`)."""

import datetime as dt

from accounts.models import User
from accounts.privacy import Tables
from advice.models import Budget, Consent, Question
from advice.models.question import State
from advice.questions import budgets


def tables(user: User) -> Tables:
    return {
        "advice_consents": list(
            Consent.objects.of(user).order_by("pk").values("version", "recipient", "given_at", "revoked_at")
        ),
        "advice_questions": list(
            Question.objects.of(user)
            .order_by("pk")
            .values(
                "id",
                "task",
                "words",
                "about",
                "resume_id",
                "job_id",
                "guide_id",
                "letter_id",
                "place",
                "sources",
                "sent",
                "state",
                "reason",
                "claims",
                "dropped",
                "model",
                "tokens_in",
                "tokens_out",
                "created_at",
                "finished_at",
                "was_useful",
                "complaint",
                "rating_note",
            )
        ),
        "advice_budgets": list(Budget.objects.filter(user=user).order_by("period").values("period", "taken")),
    }


def release(*, user: User, now: dt.datetime) -> None:
    """Does nothing: no obligations block the deletion."""


def forget(*, user: User) -> None:
    """Gives back the places that waiting questions hold in the site's budgets. The rest is deleted by cascade, and a worker that
    still answers notices that the question is gone."""
    for question in Question.objects.of(user).filter(state=State.WAITING).select_for_update():
        budgets.give_back(user=user, reserved_at=question.reserved_at)
