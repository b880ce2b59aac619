"""Django's admin with our own site in it. Settings name this module while no app is there yet, so it imports none."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    default_site = "accounts.admin_site.StaffSite"
