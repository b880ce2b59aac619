"""Tells which HTTP methods a view takes, from Django's own decorators."""

import inspect
from collections.abc import Callable
from typing import Any


def allowed_methods(view: Callable[..., Any]) -> list[str] | None:
    """Returns the methods that ``require_safe`` and the like let through to a view; None if it has no such decorator."""
    layer: Callable[..., Any] | None = view
    while inspect.isfunction(layer):
        methods = inspect.getclosurevars(layer).nonlocals.get("request_method_list")
        if methods is not None:
            return list(methods)
        layer = getattr(layer, "__wrapped__", None)
    return None
