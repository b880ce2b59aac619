from typing import Any

from django.http import HttpRequest, HttpResponse


def detail(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def apply(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def report(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def applied(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()
