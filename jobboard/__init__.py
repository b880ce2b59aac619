"""The Django project. Loads the Celery application, so that every process uses the same broker."""

from jobboard.celery import app as celery_app

__all__ = ["celery_app"]
