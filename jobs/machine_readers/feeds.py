from typing import Any

from django.http import HttpRequest, HttpResponse


def feed(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()
