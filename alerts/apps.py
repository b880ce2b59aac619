"""App configuration of alerts: connects signals."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = _("Job alerts")

    def ready(self) -> None:
        from allauth.account.signals import email_confirmed  # models aren't loaded earlier

        from accounts.adapter import sessions_ended
        from alerts import signals
        from billing.cancellation import got_hired
        from jobs.tracker.flags import muted_by
        from mail.signals import received, unsubscribed

        post_save.connect(signals.follow_member_zone, sender="accounts.User")
        user_logged_in.connect(signals.adopt_on_sign_in)
        email_confirmed.connect(signals.adopt_on_confirmation)
        sessions_ended.connect(signals.end_notifications)
        muted_by.connect(signals.muted)
        got_hired.connect(signals.pause_alerts)
        unsubscribed.connect(signals.end_alerts_of_address)
        received.connect(signals.end_alerts_by_email)
