"""The project. The Celery application is loaded with it, so that every process enqueues to the same broker."""

from jobboard.celery import app as celery_app

__all__ = ["celery_app"]
