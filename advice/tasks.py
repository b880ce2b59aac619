"""Tasks of advice: answer questions, find those whose task was lost, forget old budgets, follow members' résumés."""

from celery import shared_task
from django.utils import timezone

from accounts.models import User
from advice import profiles
from advice.questions import answering, budgets


@shared_task
def answer_question(pk: int) -> None:
    """Answers a question, then wakes a worker for the one that has waited longest."""
    if answering.answer(pk=pk, clock=timezone.now):
        following = answering.next_waiting(now=timezone.now())
        if following is not None:
            answer_question.delay(following)


@shared_task
def sweep_questions() -> None:
    """Every minute: queues questions whose task was lost, and ends those whose workers died."""
    for pk in answering.sweep(now=timezone.now()):
        answer_question.delay(pk)


@shared_task
def forget_old_budgets() -> int:
    return budgets.forget_old(now=timezone.now())


@shared_task
def follow_resumes(user_id: int) -> None:
    """Makes a member's profile say what their résumé says."""
    user = User.objects.filter(pk=user_id).first()
    if user:
        profiles.follow(user=user, now=timezone.now())


@shared_task
def follow_missed() -> None:
    """Every hour: makes the profiles that are missing or behind."""
    for user_id in profiles.behind():
        follow_resumes.delay(user_id)
