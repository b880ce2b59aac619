"""Decodes and validates request parameters against the client library's generated types, so unknown names and wrong types
are refused as by Stripe, with errors in the shape of its API (https://docs.stripe.com/api/errors).
"""

import collections.abc
import functools
import importlib
import re
import urllib.parse
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError


class ApiError(Exception):
    def __init__(
        self, message: str, *, status: int = 400, kind: str = "invalid_request_error", code: str = "", param: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        fields = {"type": kind, "message": message, "code": code, "param": param}
        self.body = {"error": {name: value for name, value in fields.items() if value}}


def missing(kind: str, object_id: str, param: str = "id") -> ApiError:
    name = kind.rpartition(".")[2].replace("_", " ")
    return ApiError(f"No such {name}: '{object_id}'", status=404, code="resource_missing", param=param)


def decode(body: str) -> dict[str, Any]:
    """``a[0][b]=c`` is ``{"a": [{"b": "c"}]}``."""
    whole: dict[str, Any] = {}
    for key, value in urllib.parse.parse_qsl(body, keep_blank_values=True):
        *parents, last = re.findall(r"[^\[\]]+", key)
        place = whole
        for part in parents:
            place = place.setdefault(part, {})
        if key.endswith("[]"):  # a list without numbers
            place = place.setdefault(last, {})
            last = str(len(place))
        place[last] = value
    decoded: dict[str, Any] = _lists(whole)
    return decoded


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(key.isdigit() for key in value):
        return [_lists(value[key]) for key in sorted(value, key=int)]
    return {key: _lists(one) for key, one in value.items()}


def checked(given: dict[str, Any], types: str) -> dict[str, Any]:
    """``given`` as the type ``module.Class`` of ``stripe.params`` describes it; `ApiError` names what is wrong."""
    try:
        found: dict[str, Any] = _adapter(types).validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"] if not str(part).startswith(("list[", "dict[", "literal[")))
        if first["type"] == "extra_forbidden":
            raise ApiError(f"Received unknown parameter: {name}", code="parameter_unknown", param=name) from None
        raise ApiError(f"Invalid {name}: {first['msg']}", param=name) from None
    return found


@functools.cache
def _adapter(types: str) -> TypeAdapter[Any]:
    module_name, _, class_name = types.rpartition(".")
    module = importlib.import_module(f"stripe.params.{module_name}")
    names = {**vars(module), "Mapping": collections.abc.Mapping, "StripeContext": Any}
    for one in vars(module).values():
        if isinstance(one, type) and hasattr(one, "__required_keys__"):
            one.__pydantic_config__ = ConfigDict(extra="forbid", arbitrary_types_allowed=True)  # type: ignore[attr-defined]
    adapter: TypeAdapter[Any] = TypeAdapter(names[class_name])
    adapter.rebuild(_types_namespace=names)
    return adapter
