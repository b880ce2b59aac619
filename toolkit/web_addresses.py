"""Validates untrusted web addresses: links to other sites, and return addresses (``next``, ``Referer``) on this one.

A return address is always a path that starts with exactly one slash. So none leads to another site, and ``redirect`` can't
mistake one for the name of a view.
"""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest

LONGEST = 2000  # Django refuses to redirect to more than 2,048 characters
USUAL_PORTS = {"http": 80, "https": 443}
# Printable ASCII except the backslash, which browsers read as a slash; Django's links are encoded accordingly.
_LOCAL = re.compile(r"/(?!/)[!-\[\]-~]*")


def host_of(address: str) -> str:
    """Returns the host of an http or https address; empty for anything else, so that only addresses with a host become
    links."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def server_of(address: str) -> tuple[str, int | None] | None:
    """Returns host and port of an http or https address, however it's written; the port is None if it's the usual one. None for
    anything else, and for an address that names a user."""
    try:
        parts = urlsplit(address)
        usual = USUAL_PORTS.get(parts.scheme)
        if usual is None or not parts.hostname or "@" in parts.netloc:
            return None
        return parts.hostname, None if parts.port == usual else parts.port
    except ValueError:
        return None


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
