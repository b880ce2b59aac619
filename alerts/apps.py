from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = _("job alerts")

    def ready(self) -> None:
        from alerts.adoption import take_over  # models are there only now

        user_logged_in.connect(take_over)
