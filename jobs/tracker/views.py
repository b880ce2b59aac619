from typing import Any

from django.http import HttpRequest, HttpResponse


def save(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def bookmarks(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def applications(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def application(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def move(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def add(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def remove(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def export(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def calendar(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()


def snapshot(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    return HttpResponse()
