from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = _("Job alerts")

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed  # models are there only now

        from alerts import adoption, hired
        from billing.cancellation import got_hired

        post_save.connect(adoption.move_along, sender="accounts.User")
        user_logged_in.connect(adoption.take_over)
        email_confirmed.connect(adoption.take_over_confirmed)
        got_hired.connect(hired.pause_alerts)
