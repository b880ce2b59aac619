"""Access to threads: for their member, and for the consultant who has them (else 404)."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from consulting.decorators import Desk
from consulting.models import MessageFile, Thread


def get_thread_for(user: User) -> Thread:
    """Returns the member's own thread, or raises a 404."""
    return get_object_or_404(Thread.objects.of(user).with_people())


def get_thread_at(desk: Desk, pk: int) -> Thread:
    """Returns a thread that the consultant has now, or raises a 404. Leads don't read threads of others."""
    if desk.consultant is None:
        raise Http404
    return get_object_or_404(Thread.objects.assigned_to(desk.consultant).with_people(), pk=pk)


def get_thread_to_hand_over(desk: Desk, pk: int) -> Thread:
    """Returns a thread that the consultant has, or any for a lead; or raises a 404."""
    if desk.leads:
        return get_object_or_404(Thread.objects.with_people(), pk=pk)
    return get_thread_at(desk, pk)


def get_file_of(thread: Thread, pk: int) -> MessageFile:
    """Returns a file of the thread, or raises a 404."""
    return get_object_or_404(MessageFile.objects.filter(message__thread=thread), pk=pk)


def is_fragment(request: HttpRequest) -> bool:
    """Returns whether a script asks for a part of the page."""
    return request.headers.get("HX-Request") == "true"


def number_in(request: HttpRequest, name: str) -> int | None:
    """Returns a positive number of the query string, or None."""
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else None
