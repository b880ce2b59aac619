"""App configuration of accounts: connects signals."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts import reader_header, signals

        reader_header.connect()
        signals.connect()
