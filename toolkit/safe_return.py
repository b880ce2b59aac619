"""Validates return addresses (``next``, ``Referer``): only pages of this site.

The result is always a path that starts with exactly one slash. So no return address leads to another site, and
``redirect`` can't mistake one for the name of a view.
"""

import re

from django.http import HttpRequest

LONGEST = 2000  # Django refuses to redirect to more than 2,048 characters
# Printable ASCII except the backslash, which browsers read as a slash; Django's links are encoded accordingly.
_LOCAL = re.compile(r"/(?!/)[!-\[\]-~]*")


def safe_return(request: HttpRequest, *, fallback: str, use_referer: bool = False) -> str:
    """Returns the path given by ``next`` in the form or the URL, or the page that the request came from, or
    ``fallback``."""
    asked = [request.POST.get("next", ""), request.GET.get("next", "")]
    if use_referer:
        asked.append(request.headers.get("Referer", ""))
    return next((path for path in (own_path(request, one) for one in asked) if path), fallback)


def own_path(request: HttpRequest, address: str) -> str:
    """Returns the path (with query and fragment) of a URL of this site; empty for any other."""
    path = address.removeprefix(f"{request.scheme}://{request.get_host()}")
    return path if len(path) <= LONGEST and _LOCAL.fullmatch(path) else ""
