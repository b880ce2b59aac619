"""Describes the feed as OpenAPI 3.1. Its schemas are those of the models that answers are made of."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from pydantic.json_schema import models_json_schema

from api.documents.jobs import absolute
from api.feed.documents import (
    LARGEST_ID,
    VERSION,
    Error,
    IndustriesAnswer,
    JobsAnswer,
    LocationsAnswer,
    StatusAnswer,
)
from api.feed.keeping import KEPT, Made
from api.feed.parameters import LONGEST_TAG, MOST, MOST_IDS, SHORTEST_TAG, TAXONOMIES
from jobs.vocabulary.industries import INDUSTRIES

_ANSWERS = (JobsAnswer, LocationsAnswer, IndustriesAnswer, StatusAnswer, Error)
_WALK = (
    "Jobs that we published in the last seven days, newest first; of several in the same second, the highest id first. Only "
    "open jobs are listed, and of copies from several sources only one.\n\n"
    "To read all of them, ask without cursor, then send each nextCursor as cursor until it is null. Jobs published after your "
    "first request aren't in that walk; ask without cursor again to get them. Filters must stay the same; count may change. "
    "A cursor lasts 24 hours from the first request.\n\n"
    "A job that leaves the seven days isn't closed. Ask for its status."
)


def describe_feed(*, now: dt.datetime) -> Made:
    """Returns the description as an answer."""
    body = json.dumps(document(), ensure_ascii=False, indent=1).encode()
    return Made(body, body.decode(), now + KEPT)


def document() -> dict[str, Any]:
    """Returns the description."""
    _, schemas = models_json_schema(
        [(model, "serialization") for model in _ANSWERS], ref_template="#/components/schemas/{model}"
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.SITE_NAME}: open job feed",
            "version": VERSION,
            "description": "Read new remote jobs with any program. No key is needed. Please name us and link to each job's page.",
        },
        "servers": [{"url": settings.SITE_URL}],
        "externalDocs": {"url": absolute(reverse("feed:documentation"))},
        "paths": {reverse("feed:jobs"): {"get": _jobs()}, reverse("feed:status"): {"get": _status()}},
        "components": {"schemas": {name: _plain(schema) for name, schema in schemas["$defs"].items()}},
    }


def _plain(schema: Any) -> Any:
    """Leaves out that a field may be null where its absence means that, as answers never have such a field, and the titles that
    repeat its name."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, Mapping):
        return schema
    kept = {name: _plain(value) for name, value in schema.items() if name != "title" or not isinstance(value, str)}
    if kept.get("default", "") is None:
        del kept["default"]
        choices = [one for one in kept.pop("anyOf", []) if one != {"type": "null"}]
        kept |= choices[0] if len(choices) == 1 else {"anyOf": choices}
    return kept


def parameters() -> list[dict[str, Any]]:
    """Returns the parameters of a request for jobs."""
    old = ", ".join(f"{alias} ({one.slug})" for one in INDUSTRIES.values() for alias in one.aliases)
    return [
        _parameter(
            "count", {"type": "integer", "default": MOST},
            f"Jobs on a page. Numbers below 1 count as 1, above {MOST} as {MOST}.",
        ),
        _parameter("cursor", {"type": "string", "maxLength": 2048}, "The nextCursor of the page before."),
        _parameter(
            "geo", {"type": "string"}, "Only jobs open to people who live there: a geoSlug of get=locations.", "usa"
        ),
        _parameter(
            "industry", {"type": "string"},
            f"Only jobs of an industry: an industrySlug of get=industries. Old names still work: {old}. The headers "
            "X-Jobicy-Deprecated-Industry and X-Jobicy-Replacement-Industry then name the old and the current one.",
            "engineering",
        ),
        _parameter(
            "tag", {"type": "string", "minLength": SHORTEST_TAG, "maxLength": LONGEST_TAG},
            f"Only jobs whose text has these words, in {SHORTEST_TAG} to {LONGEST_TAG} characters.", "python",
        ),
        _parameter(
            "get", {"type": "string", "enum": list(TAXONOMIES)},
            "The values of a filter instead of jobs. Not with cursor; other filters have no effect.",
        ),
    ]  # fmt: skip


def _jobs() -> dict[str, Any]:
    answers = [{"$ref": f"#/components/schemas/{model.__name__}"} for model in _ANSWERS[:3]]
    return {
        "operationId": "listRemoteJobs",
        "summary": "New jobs, or the values of a filter",
        "description": _WALK,
        "parameters": parameters(),
        "responses": _responses({"oneOf": answers}, "A page of jobs, or the values that get asks for."),
    }


def _status() -> dict[str, Any]:
    ids = {
        "type": "array", "minItems": 1, "maxItems": MOST_IDS,
        "items": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
    }  # fmt: skip
    parameter = _parameter("ids", ids, f"1 to {MOST_IDS} ids of jobs, separated by commas.", [123, 124])
    return {
        "operationId": "getJobStatuses",
        "summary": "Whether jobs are open",
        "description": "For jobs that you stored, of any age. Answers may be a minute old.",
        "parameters": [{**parameter, "required": True, "style": "form", "explode": False}],
        "responses": _responses({"$ref": "#/components/schemas/StatusAnswer"}, "One status for each id."),
    }


def _parameter(name: str, schema: dict[str, Any], description: str, example: object = None) -> dict[str, Any]:
    made = {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
    return made if example is None else {**made, "example": example}


def _responses(schema: dict[str, Any], description: str) -> dict[str, Any]:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    wait = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
    tag = {"ETag": {"description": "Send it as If-None-Match.", "schema": {"type": "string"}}}
    return {
        "200": {"description": description, "headers": tag, "content": {"application/json": {"schema": schema}}},
        "304": {"description": "Nothing has changed since the answer whose ETag you sent as If-None-Match."},
        "400": {"description": "Something in the request can't be used. The error says what.", "content": error},
        "429": {"description": "Too many requests in a minute.", "headers": wait, "content": error},
    }
