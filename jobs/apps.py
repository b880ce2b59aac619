"""App configuration of jobs: connects signals."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("Jobs")

    def import_models(self) -> None:
        """Loads the tracker's models too, which depend on those of jobs."""
        super().import_models()
        import_module("jobs.tracker.models")

    def ready(self) -> None:
        from jobs.tasks import match_after_new_names  # models are loaded only now
        from jobs.tracker.signals import take_over
        from occupations.signals import names_changed

        user_logged_in.connect(take_over)
        names_changed.connect(match_after_new_names)
