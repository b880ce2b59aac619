"""Signal receivers: signing in moves the jobs saved in the browser into the account."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from accounts import impersonation
from accounts.models import User
from jobs.tracker import services
from jobs.tracker.bookmarks import in_cookie


def take_over(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Receives Django's `user_logged_in`, which every sign-in and sign-up sends."""
    ids = in_cookie(request)
    if not ids or impersonation.is_beginning(request):
        return
    try:
        taken = services.save_all(user=user, job_ids=ids, now=timezone.now())
    except services.TooMany as refused:
        messages.error(request, str(refused), fail_silently=True)
        return
    request.saved_were_taken_over = True  # type: ignore[attr-defined]
    if taken:
        words = ngettext("Your saved job is now in your account.", "Your %d saved jobs are now in your account.", taken)
        messages.success(request, words % taken if "%d" in words else words, fail_silently=True)
