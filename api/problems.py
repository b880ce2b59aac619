"""Errors told to programs: problem details as JSON (RFC 9457)."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"
# What each kind means, for the documentation page. The key is the end of ``type``.
KINDS = {
    "bad-request": "The request can't be read.",
    "invalid-parameter": "A query parameter has a value that we don't recognize, or isn't one of this address.",
    "invalid-cursor": "The cursor is changed, or belongs to another search.",
    "unauthorized": "The address is for members, and the request has no valid token.",
    "forbidden": "The token doesn't have the scope that this needs, or the plan doesn't include it.",
    "not-found": "There is nothing at this address.",
    "method-not-allowed": "The address doesn't take this method. The header Allow names those it takes.",
    "conflict": "Somebody else changed the same thing, or the same request is being answered right now.",
    "precondition-failed": "It has changed since you read it. Read it again.",
    "gone": "It was here, and isn't any more.",
    "invalid-body": "The body isn't what this needs. Each error names its field.",
    "key-reused": "The idempotency key was used before with another request.",
    "too-many-requests": "The limit is used up. The header Retry-After says when to try again.",
    "server-error": "Something went wrong on our side.",
    "unavailable": "The site is unavailable for a moment.",
}


class FieldError(BaseModel):
    """What is wrong with one parameter or field."""

    place: str = Field(alias="in", examples=["query"], description="`query`, `path`, `header` or `body`.")
    name: str = Field(examples=["geo"], description="The parameter, or the path to the field in the body.")
    detail: str = Field(examples=["We don't recognize “atlantis”."])


class Problem(BaseModel):
    """Why a request wasn't answered. ``type`` is an address that explains the kind of problem."""

    type: str = Field(examples=["https://jobs.example.org/api/#invalid-parameter"])
    title: str = Field(examples=["Bad Request"])
    status: int = Field(examples=[400])
    detail: str = Field(examples=["One parameter is wrong: geo."], description="A sentence for people.")
    errors: list[FieldError] = Field(default=[], description="What is wrong with single parameters or fields.")


class ProblemError(Exception):
    """Raised by views for programs; answered with the problem."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str = "",
        *,
        errors: Iterable[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind, detail)
        self.status = status
        self.kind = kind
        self.detail = detail or KINDS[kind]
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


def field_error(place: str, name: str, detail: str) -> FieldError:
    return FieldError.model_validate({"in": place, "name": name, "detail": detail})


def parameter_errors(
    query: QueryDict, known: Mapping[str, bool], *, place: str = "query", within: str = ""
) -> list[FieldError]:
    """Returns an error for each parameter that nobody would read: one that isn't known, and a further value of one that takes a
    single value. ``known``: names, each with whether it takes several values, whose name can then end in ``[]``; ``within``: what
    stands before a name."""
    errors = []
    for name, values in query.lists():
        takes_several = known.get(name.removesuffix("[]"))
        if takes_several is None or (name.endswith("[]") and not takes_several):
            errors.append(field_error(place, f"{within}{name[:100]}", "This address has no such parameter."))
        elif len(values) > 1 and not takes_several:
            errors.append(field_error(place, f"{within}{name}", "Send this parameter only once."))
    return errors


def problem_response(problem: ProblemError) -> HttpResponse:
    """Returns the answer to a request that failed. Caches don't keep it."""
    document = Problem(
        type=f"{settings.SITE_URL}{reverse('api-documentation')}#{problem.kind}",
        title=HTTPStatus(problem.status).phrase,
        status=problem.status,
        detail=problem.detail,
        errors=list(problem.errors),
    )
    exclude = None if document.errors else {"errors"}
    body = document.model_dump_json(by_alias=True, exclude=exclude)
    headers = {"Cache-Control": "no-store", **problem.headers}
    return HttpResponse(body, status=problem.status, content_type=MEDIA_TYPE, headers=headers)


def unavailable(seconds: int) -> ProblemError:
    """Returns the problem of a server that can't be reached; ``seconds``: when to try again."""
    return ProblemError(503, "unavailable", headers={"Retry-After": str(seconds)})


def expects_problem(request: HttpRequest) -> bool:
    """Returns whether an error of this request is answered as a problem: it's for the JSON API."""
    return f"{request.path_info}/".startswith("/api/v1/")
