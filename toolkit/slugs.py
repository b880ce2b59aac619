"""Redirects URLs with capitals to their lower-case slugs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

View = Callable[..., HttpResponse]


def any_case(view: View) -> View:
    """Redirects permanently (301) to the lower-case URL if the page is found only with lower-case slugs."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        lower = {name: value.lower() if isinstance(value, str) else value for name, value in named.items()}
        if lower == named or request.method not in ("GET", "HEAD"):
            return view(request, **named)
        try:
            response = view(request, **named)
            if response.status_code != 404:
                return response
        except Http404:
            response = None
        try:
            found = view(request, **lower)
        except Http404:
            found = None
        if found is None or found.status_code >= 400:
            if response is None:
                raise Http404
            return response
        if found.status_code in (301, 302):
            return found
        query = request.META.get("QUERY_STRING", "")
        return redirect(request.path.lower() + (f"?{query}" if query else ""), permanent=True)

    return answer
