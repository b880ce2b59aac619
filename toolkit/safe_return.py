"""Return addresses: the page a form, a link or a browser asks to go back to, if it is one of this site.

Every ``next`` and every ``Referer`` is read here and nowhere else, and the answer is always a path that begins with one slash. So
no return address leads off the site, and none can be taken for the name of a view by ``redirect``.
"""

import re

from django.http import HttpRequest

LONGEST = 2000  # Django refuses to redirect to more than 2,048 characters
# Printable ASCII but the backslash, which browsers read as a slash; what Django puts into links is encoded so.
_LOCAL = re.compile(r"/(?!/)[!-\[\]-~]*")


def safe_return(request: HttpRequest, *, fallback: str, use_referer: bool = False) -> str:
    """The path that ``next`` names in the form or the address, or that the request came from, or ``fallback``."""
    asked = [request.POST.get("next", ""), request.GET.get("next", "")]
    if use_referer:
        asked.append(request.headers.get("Referer", ""))
    return next((path for path in (own_path(request, one) for one in asked) if path), fallback)


def own_path(request: HttpRequest, address: str) -> str:
    """The path (with query and fragment) of an address of this site; empty for any other."""
    path = address.removeprefix(f"{request.scheme}://{request.get_host()}")
    return path if len(path) <= LONGEST and _LOCAL.fullmatch(path) else ""
