"""Access to questions: for the member who asked only (else 404)."""

from django.shortcuts import get_object_or_404

from accounts.models import User
from advice.models import Question


def get_question_for(user: User, pk: int) -> Question:
    """Returns the member's question, or raises a 404."""
    own = Question.objects.of(user).select_related("user", "resume", "job__company", "guide", "letter")
    return get_object_or_404(own.defer("job__description", "job__company__logo"), pk=pk)
