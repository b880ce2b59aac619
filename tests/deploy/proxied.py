"""The site behind a proxy, for tests of proxies: it also notes each request, and says at ``/seen`` what it thinks of it.

``WEB_NAME`` is in the header ``Web`` of each answer, ``SEEN_FILE`` takes a line for each request, ``/hold`` answers only once
``HOLD_FILE`` (a FIFO) is written to, and ``/away`` is a 503 on servers that ``AWAY_FILE`` names.
"""

import json
import os
from pathlib import Path

from django.core.handlers.wsgi import WSGIRequest

from jobboard.wsgi import application as site
from toolkit.client import client_address

NAME = os.environ["WEB_NAME"]


def application(environ, start_response):
    request = WSGIRequest(environ)
    path = environ["PATH_INFO"]
    with Path(os.environ["SEEN_FILE"]).open("a") as file:  # one short write: lines of threads don't mix
        file.write(f"{NAME} {request.method} {path!r} {client_address(request)}\n")

    def start(status, headers, exc_info=None):
        return start_response(status, [*headers, ("Web", NAME)], exc_info)

    if path == "/hold":
        Path(os.environ["HOLD_FILE"]).read_text()
    if path == "/away" and NAME in Path(os.environ["AWAY_FILE"]).read_text():
        start("503 Service Unavailable", [("Content-Length", "0")])
        return [b""]
    if path not in ("/seen", "/hold", "/away"):
        return site(environ, start)
    seen = {"address": client_address(request), "secure": request.is_secure(), "host": request.get_host()}
    length = len(environ["wsgi.input"].read()) if request.method == "POST" else 0
    body = json.dumps(seen | {"length": length, "upgrade": environ.get("HTTP_UPGRADE", "")}).encode()
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
