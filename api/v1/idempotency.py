"""Idempotency keys: a POST sent twice acts once, and gets the same answer twice.

The answer is stored in the transaction of the act, so there is never one without the other, whatever fails. A request that is
refused stores nothing and can be sent again. The header is that of draft-ietf-httpapi-idempotency-key-header.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from api.models import KeptAnswer
from api.problems import ProblemError, field_error
from api.v1.answers import PRIVATE, etag_of

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = dt.timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def answer_once(request: HttpRequest, *, user: User, now: dt.datetime, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Returns what ``act`` returns, which does all its work in the database; with a key that the member used in the last day,
    the answer from then. Without a key it just acts.

    Raises ``ProblemError``: 400 for a key that isn't one, 409 while the same key is being answered, 422 if the key was used with
    another request.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act()
    if not _KEY.fullmatch(key):
        wrong = "Use 1 to 255 ASCII characters without spaces, for example a UUID."
        raise ProblemError(400, "bad-request", wrong, errors=[field_error("header", HEADER, wrong)])
    digest = _digest(request)
    with transaction.atomic():
        if not _lock(user, key):
            raise ProblemError(
                409, "conflict", "The same request is being answered right now.", headers={"Retry-After": "1"}
            )
        kept = KeptAnswer.objects.of(user).filter(key=key, created_at__gt=now - KEPT).first()
        if kept:
            return _replay(kept, digest)
        response = act()
        if response.status_code < 300:
            answer = {
                "digest": digest,
                "status": response.status_code,
                "location": response.get("Location", ""),
                "body": response.content.decode(),
                "created_at": now,
            }
            KeptAnswer.objects.update_or_create(user=user, key=key, defaults=answer)
        return response


def purge_kept_answers(*, now: dt.datetime) -> int:
    """Removes answers that are no longer repeated. Returns their number."""
    return KeptAnswer.objects.filter(created_at__lte=now - KEPT).delete()[0]


def _digest(request: HttpRequest) -> str:
    asked = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hashlib.sha256(asked).hexdigest()


def _lock(user: User, key: str) -> bool:
    """Returns whether nobody else holds this key; holds it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"idempotency:{user.pk}:{key}"])
        return bool(cursor.fetchone()[0])


def _replay(kept: KeptAnswer, digest: str) -> HttpResponse:
    if kept.digest != digest:
        raise ProblemError(422, "key-reused")
    response = HttpResponse(kept.body, status=kept.status, content_type="application/json")
    response.headers["Cache-Control"] = PRIVATE
    response.headers["ETag"] = etag_of(response.content)
    response.headers[REPLAYED] = "true"
    if kept.location:
        response.headers["Location"] = kept.location
    return response
