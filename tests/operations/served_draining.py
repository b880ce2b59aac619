"""Answers whether the server is about to stop; starts at once, since it loads nothing else."""

from operations.draining import is_draining


def application(_environ, start_response):
    body = str(is_draining()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
