"""App configuration of advice: connects signals."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdviceConfig(AppConfig):
    name = "advice"
    verbose_name = _("Advice")

    def ready(self) -> None:
        from advice import signals  # models aren't loaded earlier
        from resumes.publishing.services import changed

        changed.connect(signals.follow_resume)
