from typing import Any

from django.http import HttpRequest, HttpResponse


def place(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()
