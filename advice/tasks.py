"""Tasks of advice: answer questions, find those whose task was lost, forget old budgets."""

from celery import shared_task
from django.utils import timezone

from advice.questions import answering, budgets


@shared_task
def answer_question(pk: int) -> None:
    answering.answer(pk=pk, clock=timezone.now)


@shared_task
def sweep_questions() -> None:
    """Every minute: queues questions whose task was lost, and ends those whose workers died."""
    for pk in answering.sweep(now=timezone.now()):
        answer_question.delay(pk)


@shared_task
def forget_old_budgets() -> int:
    return budgets.forget_old(now=timezone.now())
