from typing import Any

from django.http import HttpRequest, HttpResponse


def index(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def region(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def industry(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def industry_in_region(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def follow(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()
