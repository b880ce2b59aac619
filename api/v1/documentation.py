"""The page that documents the API, made from the same description that programs read."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import get_text_list
from django.views.decorators.http import require_safe

from api.problems import KINDS
from api.v1.idempotency import HEADER as IDEMPOTENCY_KEY
from api.v1.openapi import description, operations
from toolkit import markdown
from toolkit.page_cache import share

MOST_VALUES = 12  # of a parameter, as more are in a vocabulary


@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Shows what programs can ask, and what they get. Nothing on it depends on the visitor."""
    described = description()
    context = {
        "canonical": reverse("api-documentation"),
        "openapi_url": reverse("api:openapi"),
        "introduction": markdown.render(described["info"]["description"]),
        "base": settings.SITE_URL,
        "example": f"{settings.SITE_URL}{reverse('api:jobs')}?{urlencode({'q': 'python', 'geo': 'spain'})}",
        "limit": settings.API_NETWORK_MINUTE,
        "token_limit": settings.API_TOKEN_MINUTE,
        "idempotency_key": IDEMPOTENCY_KEY,
        "groups": list(_groups(described)),
        "schemas": [_schema(name, schema) for name, schema in described["components"]["schemas"].items()],
        "problems": KINDS.items(),
    }
    return share(render(request, "api/documentation.html", context))


def _groups(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yields each tag with its operations."""
    for tag in described["tags"]:
        found = [
            _operation(path, method, operation)
            for path, method, operation in operations(described)
            if tag["name"] in operation["tags"]
        ]
        yield {"name": tag.get("x-displayName", tag["name"]), "text": tag["description"], "operations": found}


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    return {
        "key": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "text": markdown.render(operation["description"]),
        "needs_token": bool(operation.get("security")),
        "parameters": [_parameter(one) for one in operation["parameters"] if one["in"] != "header"],
        "body": _reference(next(iter(body.values()))["schema"]) if body else "",
        "answers": [_answer(status, one) for status, one in sorted(operation["responses"].items())],
    }


def _answer(status: str, response: dict[str, Any]) -> dict[str, str]:
    content: dict[str, Any] = next(iter(response.get("content", {}).values()), {})
    return {"status": status, "text": response["description"], "schema": _reference(content.get("schema", {}))}


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    values = schema.get("enum") or schema.get("items", {}).get("enum") or ()
    return {
        "name": parameter["name"],
        "type": f"{_type_words(schema)}.",
        "text": _inline(parameter["description"]),
        "values": values if len(values) <= MOST_VALUES else (),
        "default": schema.get("default", ""),
    }


def _schema(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    examples = schema.get("examples")
    return {
        "name": name,
        "text": markdown.render(schema.get("description", "")),
        "fields": [
            {
                "name": key,
                "type": _type_words(one) + ("." if "description" in one else ""),
                "schema": _reference(one),
                "text": _inline(one.get("description", "")),
            }
            for key, one in schema.get("properties", {}).items()
        ],
        "values": schema.get("enum", ()),
        "example": json.dumps(examples[0], ensure_ascii=False, indent=2) if examples else "",
    }


def _inline(text: str) -> SafeString:
    """Renders a text of one paragraph, without its tags."""
    rendered = markdown.render(text).removeprefix("<p>").removesuffix("</p>")
    return mark_safe(rendered)  # noqa: S308 - rendered as safe HTML


def _reference(schema: dict[str, Any]) -> str:
    """Returns the name of the schema that this one refers to, alone, in a list or beside null; "" if there is none."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inner = [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])]
    return next(filter(None, map(_reference, inner)), "")


def _type_words(schema: dict[str, Any]) -> str:
    """Returns, for example, ``list of Place`` or ``string or null``."""
    if "anyOf" in schema:
        return get_text_list(list(dict.fromkeys(map(_type_words, schema["anyOf"]))), "or")
    if "items" in schema:
        return f"list of {_type_words(schema['items'])}"
    if "$ref" in schema:
        return _reference(schema)
    return str(schema.get("format") or schema.get("type") or "any")
