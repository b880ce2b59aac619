"""The staff site: Django's own admin in our colours."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.utils.translation import gettext_lazy as _


class AdminConfig(DjangoAdminConfig):
    default_site = "jobboard.admin_site.StaffSite"


class StaffSite(AdminSite):
    site_title = _("Staff")
    site_header = _("Staff")
    index_title = _("What would you like to do?")
    site_url = "/"
