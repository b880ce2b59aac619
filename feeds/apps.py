"""App configuration of feeds."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedsConfig(AppConfig):
    """Where jobs come from. The models of sources and imports are in jobs, whose rows point to them."""

    name = "feeds"
    verbose_name = _("Feeds")
