"""Names the reader of a page to the service worker, by an id that says nothing about them.

The worker keeps copies on the reader's device. It deletes them when a page comes for somebody else, and signing out asks the
browser to delete everything (https://www.w3.org/TR/clear-site-data/).
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import SESSION_KEY, user_logged_out
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts import impersonation

HEADER = "Reader"
_SIGNED_OUT = "is_signed_out"


def reader_id(request: HttpRequest) -> str:
    """Returns the member's id on their own devices; empty for visitors, and for staff who act as a member."""
    number = request.session.get(SESSION_KEY)
    if not number or impersonation.acting_staff(request):
        return ""
    return salted_hmac("accounts.reader_header", str(number)).hexdigest()[:20]


class ReaderHeaderMiddleware:
    """Must come after the middlewares of sessions and django-hijack. Asks for a session only if the page did."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and request.session.accessed and (reader := reader_id(request)):
            response.headers[HEADER] = reader
        if hasattr(request, _SIGNED_OUT):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def note_sign_out(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Receiver of ``user_logged_out``."""
    if request and user and not impersonation.is_beginning(request):
        setattr(request, _SIGNED_OUT, True)


def connect() -> None:
    user_logged_out.connect(note_sign_out, dispatch_uid="clear what the browser keeps")
