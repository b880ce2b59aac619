"""App configuration of consulting: connects signals."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultingConfig(AppConfig):
    name = "consulting"
    verbose_name = _("Career consultants")

    def ready(self) -> None:
        from consulting import signals  # models aren't loaded earlier
        from mail.signals import received

        received.connect(signals.take_reply_by_email)
