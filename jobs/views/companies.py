from typing import Any

from django.http import HttpRequest, HttpResponse


def index(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def company(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def logo(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()
