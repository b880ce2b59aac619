"""A WSGI application that answers with what the site would think of a request."""

import json

from django.core.handlers.wsgi import WSGIRequest

from jobboard.wsgi import application as _site  # noqa: F401 - sets Django up
from toolkit.client import client_address


def application(environ, start_response):
    request = WSGIRequest(environ)
    seen = {"address": client_address(request), "secure": request.is_secure(), "host": request.get_host()}
    length = len(environ["wsgi.input"].read()) if request.method == "POST" else 0
    body = json.dumps(seen | {"length": length}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
