"""WSGI application: ``granian --interface wsgi jobboard.wsgi:application``."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from toolkit.request_bodies import BufferedBodies
from toolkit.request_text import Utf8Requests

BODY_SECONDS = 20
BODY_BYTES = 16 * 1024 * 1024  # the largest expected request: a dozen guide files at once

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
application = BufferedBodies(Utf8Requests(get_wsgi_application()), seconds=BODY_SECONDS, at_most=BODY_BYTES)

# Django reads the addresses when one is first needed. Half a second, for which the first visitor of every web worker would wait.
reverse("home")
gc.freeze()  # as in `jobboard.apps`
