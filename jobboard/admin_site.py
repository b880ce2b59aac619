"""The staff site: Django's own admin in our colors."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.utils.translation import gettext_lazy as _


class AdminConfig(DjangoAdminConfig):
    default_site = "jobboard.admin_site.StaffSite"


class StaffSite(AdminSite):
    site_title = _("Staff")
    site_header = settings.SITE_NAME
    index_title = _("What would you like to do?")
    site_url = "/"
    enable_nav_sidebar = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Rows are deleted one by one, on a page that says what goes with them.
        self.disable_action("delete_selected")
