"""Makes answers of the API from typed documents, with an ETag of what they say."""

import hashlib
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

PRIVATE = "private, no-store"


def etag_of(content: bytes) -> str:
    """Returns a weak ETag: the same for every content coding."""
    return f'W/"{hashlib.blake2b(content, digest_size=12).hexdigest()}"'


def json_answer(
    document: BaseModel, *, seconds: int = 0, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Returns the document as JSON. ``seconds``: how long anybody may keep it; 0 for what belongs to one member."""
    content = document.model_dump_json(by_alias=True).encode()
    response = HttpResponse(content, status=status, content_type="application/json", headers=dict(headers or {}))
    response.headers["ETag"] = etag_of(content)
    response.headers["Cache-Control"] = f"public, max-age={seconds}" if seconds else PRIVATE
    return response


def address_of(request: HttpRequest, **changes: str) -> str:
    """Returns the path of this request with some parameters changed: for links to other pages of a list."""
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"{request.path}?{query.urlencode()}"
