"""The Django project. Loads the Celery application, so that every process uses the same broker."""

import gc

gc.disable()  # while modules load, a seventh of the time goes into looking for garbage; `jobboard.apps` enables it

from jobboard.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
