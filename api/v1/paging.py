"""Pages of lists: sizes, keyset conditions, and the link to the next page."""

import datetime as dt
from typing import Annotated, Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query

from api.documents.pages import Page
from api.v1.answers import address_of, json_answer
from api.v1.cursors import LONGEST

PAGE = 20
MOST = 100
KEPT = 60  # seconds that anybody may keep a list

R = TypeVar("R", bound=Model)

Slug = Annotated[str, Path(..., pattern=r"^[-a-zA-Z0-9_]+$", description="The name in addresses.")]
Limit = Annotated[int, Query(PAGE, ge=1, le=MOST, description="How many to return at most.")]
Cursor = Annotated[
    str,
    Query("", max_length=LONGEST, description="`next_cursor` of the page before. Leave it out for the first page."),
]


def page_answer(request: HttpRequest, page: Page) -> HttpResponse:
    """Returns a page of a public list. The next page is also in the header Link (RFC 8288)."""
    headers = {}
    if page.next_cursor:
        headers["Link"] = f'<{address_of(request, cursor=page.next_cursor)}>; rel="next"'
    return json_answer(page, seconds=KEPT, headers=headers)


def by_title(rows: QuerySet[R], after: list[Any] | None, limit: int) -> tuple[list[R], list[Any] | None]:
    """Returns the rows with the next titles, and the position of the last one if more follow. A position is a title and a
    primary key."""
    if after:
        rows = rows.filter(Q(title__gt=after[0]) | Q(title=after[0], pk__gt=after[1]))
    found = list(rows.order_by("title", "pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    last: Any = found[limit - 1]
    return found[:limit], [last.title, last.pk]


def position_of(cursor: list[Any] | None) -> tuple[dt.datetime, int] | None:
    """Returns what a cursor of a list that is newest first holds: the moment at which a row was published, and its id."""
    return (dt.datetime.fromisoformat(cursor[0]), cursor[1]) if cursor else None
