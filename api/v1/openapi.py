"""Describes the API as OpenAPI 3.1: what Ninja derives from the operations, and what holds for all of them."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from api.cors import METHODS, open_to_all
from api.problems import MEDIA_TYPE, Problem, ProblemError, problem_response
from api.v1.api import PREFIX, api
from api.v1.examples import EXAMPLES
from api.v1.idempotency import HEADER
from toolkit.page_cache import share

LARGEST_ID = 2**63 - 1
DESCRIPTION = """\
Remote jobs, the companies that offer them, career guides and occupations, as the site shows them.

Nothing here needs a key, except what belongs to a member. Please name us, and link to each job's page.

Lists come in pages: send `next_cursor` as `cursor`, with the same other parameters, until it's null. Answers have an ETag; send
it as `If-None-Match`, and you get a 304 while nothing has changed. Every answer says in `RateLimit-Remaining` how many requests
are left, and in `RateLimit-Reset` in how many seconds all of them are back. Errors are problem details (RFC 9457), and name
the parameters that are wrong.

Times are ISO 8601, in UTC. Amounts are in main units of their currency. What nobody states is null.\
"""
TAGS = {
    "Jobs": "Open jobs, by the criteria of the site's search.",
    "Companies": "Employers, and how their jobs ended.",
    "Career guides": "What a career is like, with a source for every figure.",
    "Occupations": "What statistical offices publish.",
    "Vocabularies": "The values of filters, with their names.",
    "You": "Your profile and your plan.",
    "Saved jobs": "Jobs that you saved.",
    "Applications": "Your applications, with your notes.",
    "Job alerts": "Searches whose new jobs we send you.",
    "Resumes": "Your résumés, as JSON Resume.",
}
DISPLAYED = {"Resumes": {"x-displayName": "Résumés"}}  # generated clients make names of modules from tags
_COMMON = {
    "400": "The request, or a parameter of it, can't be understood",
    "429": "The limit is used up",
}
_OF_MEMBERS = {"401": "There is no valid token", "403": "The token or the plan doesn't allow it"}
_OF_KEYS = {
    "409": "It was changed in the meantime, or the same key is being answered",
    "422": "The body or the key can't be used",
}
_HEADERS = {
    "RateLimit-Limit": ("integer", "Requests a minute."),
    "RateLimit-Remaining": ("integer", "Requests that are left."),
    "RateLimit-Reset": ("integer", "Seconds until all requests are back."),
}
_HEADERS_OF_STATUS = {
    "200": {"ETag": ("string", "Send it as `If-None-Match` next time.")},
    "429": {"Retry-After": ("integer", "Seconds to wait.")},
    "409": {"Retry-After": ("integer", "Seconds to wait, if waiting helps.")},
}
_IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "description": "The ETag of the answer that you have. It's answered with a 304 while nothing has changed.",
    "schema": {"type": "string"},
}


def openapi(request: HttpRequest) -> HttpResponse:
    """Returns the description. It changes with the code only, and takes a second to make: the page cache makes it once for
    all processes."""
    if request.method not in METHODS:
        return problem_response(ProblemError(405, "method-not-allowed", headers={"Allow": ", ".join(METHODS)}))
    return share(HttpResponse(described(), content_type="application/json"))


view = csrf_exempt(open_to_all(openapi))  # it only reads


@cache
def described() -> bytes:
    """Returns the description as JSON."""
    return json.dumps(description(), ensure_ascii=False, separators=(",", ":")).encode()


@cache
def description() -> dict[str, Any]:
    """Returns the description."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    found["info"] |= {"description": DESCRIPTION, "contact": {"email": settings.CONTACT_EMAIL}}
    found["servers"] = [{"url": settings.SITE_URL}]
    found["tags"] = [{"name": name, "description": text, **DISPLAYED.get(name, {})} for name, text in TAGS.items()]
    found["externalDocs"] = {"url": f"{settings.SITE_URL}{reverse('api-documentation')}"}
    schemas = found["components"]["schemas"]
    schemas |= _schemas_of_problems()
    for _path, method, operation in operations(found):
        _complete(operation, method)
    used = set(_references(found["paths"], schemas))
    found["components"]["schemas"] = {
        name: _with_example(name, _plain(schema)) for name, schema in sorted(schemas.items()) if name in used
    }
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yields path, method and operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _schemas_of_problems() -> dict[str, Any]:
    schema = Problem.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs"), "Problem": schema}


def _complete(operation: dict[str, Any], method: str) -> None:
    operation["description"] = _as_markdown(operation.get("description", ""))
    operation["parameters"] = [_parameter(one) for one in operation["parameters"]]
    responses = operation["responses"]
    has_key = any(one["name"] == HEADER for one in operation["parameters"])
    common = _COMMON | (_OF_MEMBERS if operation.get("security") else {}) | (_OF_KEYS if has_key else {})
    for status, words in common.items():
        responses.setdefault(status, {"description": words})
    if method == "get" and not operation.get("security"):
        operation["parameters"].append(_IF_NONE_MATCH)
        responses["304"] = {"description": "Nothing has changed"}
    for status, response in responses.items():
        if status >= "400":
            response["content"] = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        headers = _HEADERS | _HEADERS_OF_STATUS.get(status, {})
        response["headers"] = {
            name: {"description": words, "schema": {"type": kind}} for name, (kind, words) in headers.items()
        }


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """Returns a parameter without what Ninja repeats, and without "null" and "" as values that clients could send."""
    schema = dict(parameter["schema"])
    for name in ("title", "description", "include_in_schema"):
        schema.pop(name, None)
    if schema.get("default") in ("", None):
        schema.pop("default", None)
    if "anyOf" in schema:
        [only] = [one for one in schema.pop("anyOf") if one != {"type": "null"}]
        schema |= only
    kept = {name: value for name, value in parameter.items() if name not in ("examples", "schema")}
    if kept["in"] == "path" and schema.get("type") == "integer":
        schema = {"minimum": 1, "maximum": LARGEST_ID} | schema
        kept.setdefault("description", f"The number of the {kept['name'].removesuffix('_id')}.")
    return {"required": False, **kept, "schema": schema}


def _references(value: Any, schemas: dict[str, Any], found: set[str] | None = None) -> set[str]:
    """Returns the names of the schemas that a value refers to, and those that they refer to."""
    found = set() if found is None else found
    if isinstance(value, dict):
        name = str(value.get("$ref", "")).rpartition("/")[2]
        if name and name not in found:
            found.add(name)
            _references(schemas[name], schemas, found)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _references(inner, schemas, found)
    return found


def _plain(value: Any) -> Any:
    """Returns a schema without titles, which only repeat names, and with its descriptions as Markdown."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _as_markdown(one) if name == "description" and isinstance(one, str) else _plain(one)
        for name, one in value.items()
        if name != "title" or not isinstance(one, str)
    }


def _as_markdown(text: str) -> str:
    return text.replace("``", "`")


def _with_example(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {**schema, "examples": [EXAMPLES[name]]} if name in EXAMPLES else schema
