"""App configuration of resumes: connects signals."""

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class ResumesConfig(AppConfig):
    name = "resumes"
    verbose_name = _("Résumés")

    def ready(self) -> None:
        from resumes import signals  # models aren't loaded earlier

        post_save.connect(signals.follow_account, sender="accounts.User")
