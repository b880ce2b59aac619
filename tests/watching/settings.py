"""The site's settings, with addresses and tasks that fail."""

from jobboard.settings import *  # noqa: F403

ROOT_URLCONF = "tests.watching.failing"
CELERY_IMPORTS = ["tests.watching.failing"]
