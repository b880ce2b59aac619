"""Sends requests to a replica: those of visitors, to pages that are the same for all of them.

A request may be answered from the replica if it's safe, its view is listed in ``REPLICA_READS``, nobody is signed in (neither by
session nor by token), and the replica is fit. A visitor who writes gets a cookie with the position of the write in the
database's log, and reads from the primary until the replica has it.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.signing import BadSignature, Signer
from django.db import Error, InterfaceError, OperationalError, connections
from django.http import Http404, HttpRequest, HttpResponse

from toolkit.database import REPLICA
from toolkit.database.replica import from_replica, watch, written_until

SAFE = ("GET", "HEAD")
WRITTEN = "written"  # the cookie
# A page that the replica lacks may be new, and one that is gone may be back; search engines drop both. Browsers keep permanent
# redirects: one to a job's former address would lead back and forth as soon as the replica knows the new one.
NOT_FROM_IT = (301, 308, 404, 410)
SPARE = 10  # seconds that the cookie outlives the lag at which a replica is left out; its last measurement can be a little older
# Headers of programs that act for a member.
TOKENS = ("HTTP_AUTHORIZATION", "HTTP_X_SESSION_TOKEN")
_signer = Signer(salt="toolkit.database.written")


class ReplicaMiddleware:
    """Must be the last one: it calls the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if REPLICA not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in (*SAFE, "OPTIONS", "TRACE") and response.status_code < 500:
            _pin(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Answers from the replica. Returns None if the primary has to answer: for example, if the replica failed, or
        said what only the primary can be sure of (`NOT_FROM_IT`)."""
        if not _may_be_behind(request) or not watch.is_fit(_written(request)):
            return None
        try:
            with from_replica():
                response = view(request, *args, **kwargs)
                if hasattr(response, "render") and callable(response.render):
                    response = response.render()
        except Http404:
            return None
        except Error as error:
            if isinstance(error, (OperationalError, InterfaceError)):
                watch.leave_out()
                connections[REPLICA].close()
            return None
        if response.status_code in NOT_FROM_IT:
            return None
        if hasattr(response, "share"):  # it would be kept for longer than the replica may be behind
            del response.share
        return response


def _may_be_behind(request: HttpRequest) -> bool:
    match = request.resolver_match
    return (
        request.method in SAFE
        and match is not None
        and match.view_name in settings.REPLICA_READS
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not any(header in request.META for header in TOKENS)
    )


def _written(request: HttpRequest) -> int:
    """Returns the position of the visitor's last write; 0 if there was none lately."""
    try:
        return int(_signer.unsign(request.COOKIES.get(WRITTEN, "")))
    except (BadSignature, ValueError):
        return 0


def _pin(response: HttpResponse) -> None:
    try:
        position = written_until()
    except Error:  # then nobody reads either
        return
    response.set_cookie(
        WRITTEN,
        _signer.sign(str(position)),
        max_age=settings.DATABASE_REPLICA_LAG + SPARE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
