"""Makes our staff site Django's default admin. Settings load it before the apps are ready, so it imports none of them."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    default_site = "accounts.admin_site.StaffSite"
