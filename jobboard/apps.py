"""App configuration of the project, which is set up last."""

import gc

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "jobboard"

    def ready(self) -> None:
        """Collects garbage from now on, but leaves out what is loaded: it stays, and looking through it takes a quarter of a
        second, for which a request would wait."""
        gc.freeze()
        gc.set_threshold(5_000, 20, 50)  # most of what a page creates is freed without it
        gc.enable()
