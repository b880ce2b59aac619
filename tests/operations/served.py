"""The site, with one more address that takes as long as it's asked to."""

import time
from urllib.parse import parse_qs

from jobboard.wsgi import application as site


def application(environ, start_response):
    if environ["PATH_INFO"] != "/slow":
        return site(environ, start_response)
    time.sleep(float(parse_qs(environ["QUERY_STRING"])["seconds"][0]))
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]
