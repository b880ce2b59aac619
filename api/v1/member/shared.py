"""What the operations for members share: pages, conditions of changes, errors of forms."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django import forms
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, ConfigDict

from api.problems import Problem, ProblemError, field_error
from api.v1.answers import PRIVATE, etag_of, json_answer
from api.v1.cursors import read_cursor, write_cursor

REFUSED = {401: Problem, 403: Problem}  # answers of every operation for members
ABSENT = REFUSED | {404: Problem}
CONDITION = {
    "parameters": [
        {
            "in": "header",
            "name": "If-Match",
            "schema": {"type": "string"},
            "description": "The `ETag` that you read. If it has changed since, nothing is done (412).",
        }
    ]
}
ONCE = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
            "description": "A name of your own for this request. Sent again within a day, it acts once.",
        }
    ]
}
LARGEST = 2**63 - 1  # id of a row

M = TypeVar("M", bound=Model)


class Body(BaseModel):
    """What a client sends. A field that we don't know is refused: a mistyped one would be ignored."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """Returns the fields that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def page_of(rows: "QuerySet[M]", *, asked: str, limit: int, cursor: str) -> tuple[list[M], str | None]:
    """Returns a page of rows, the newest first, and the cursor of the next one. ``asked``: what the list is, and whose."""
    after = read_cursor(cursor, asked=asked)
    found = list((rows if after is None else rows.filter(pk__lt=after)).order_by("-pk")[: limit + 1])
    return found[:limit], write_cursor(found[limit - 1].pk, asked=asked) if len(found) > limit else None


def nothing() -> HttpResponse:
    return HttpResponse(status=204, headers={"Cache-Control": PRIVATE})


def check_unchanged(request: HttpRequest, document: BaseModel) -> None:
    """Raises ``ProblemError`` (412) if the client wants to change what it read, and ``document`` isn't that any more."""
    condition = request.headers.get("If-Match", "*").strip()
    current = etag_of(document.model_dump_json(by_alias=True).encode()).removeprefix("W/")
    if condition != "*" and current not in [tag.strip().removeprefix("W/") for tag in condition.split(",")]:
        raise ProblemError(412, "precondition-failed")


@contextmanager
def held(rows: "QuerySet[M]") -> Iterator[None]:
    """Locks rows from the check of a condition until what it allows is done, so that no change comes between."""
    with transaction.atomic():
        list(rows.select_for_update().values_list("pk"))
        yield


def conflict(detail: str = "") -> ProblemError:
    """Returns the problem of a change that met another one."""
    return ProblemError(409, "conflict", detail or "It was changed at the same moment. Read it, then send this again.")


def invalid(name: str, detail: str) -> ProblemError:
    """Returns the problem of one field of the body."""
    return ProblemError(422, "invalid-body", errors=[field_error("body", name, detail)])


def check_form(form: forms.BaseForm, names: Mapping[str, str] | None = None) -> None:
    """Raises ``ProblemError`` (422) with the errors of a form of the site. ``names``: how fields are called in the body, where
    that differs."""
    if form.is_valid():
        return
    called = {"__all__": "", **(names or {})}
    raise ProblemError(
        422,
        "invalid-body",
        errors=[
            field_error("body", called.get(name, name), str(message))
            for name, messages in form.errors.items()
            for message in messages
        ],
    )


def created(document: BaseModel, address: str, *, is_new: bool = True) -> HttpResponse:
    """Returns what was created, or what was there already."""
    return json_answer(document, status=201 if is_new else 200, headers={"Location": address})
