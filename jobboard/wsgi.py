"""WSGI application: ``granian --interface wsgi jobboard.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

from toolkit.request_bodies import BufferedBodies
from toolkit.request_text import Utf8Requests

BODY_SECONDS = 20
BODY_BYTES = 16 * 1024 * 1024  # the largest expected request: a dozen guide files at once

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
application = BufferedBodies(Utf8Requests(get_wsgi_application()), seconds=BODY_SECONDS, at_most=BODY_BYTES)
