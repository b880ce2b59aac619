from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = _("job alerts")

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed  # models are there only now

        from alerts import adoption, hired
        from billing.leaving import got_hired

        user_logged_in.connect(adoption.take_over)
        email_confirmed.connect(adoption.take_over_confirmed)
        got_hired.connect(hired.pause_alerts)
