"""The web entry point: ``granian --interface wsgi jobboard.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

from jobboard.lib.request_bodies import BufferedBodies

BODY_SECONDS = 20
BODY_BYTES = 16 * 1024 * 1024  # a dozen guide files at once, the largest that anybody sends

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
application = BufferedBodies(get_wsgi_application(), seconds=BODY_SECONDS, at_most=BODY_BYTES)
