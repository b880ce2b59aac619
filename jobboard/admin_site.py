"""The staff site: Django's own admin in our colors."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from jobboard.lib import throttle


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

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Asks who it is; passwords can be tried twenty times an hour from one address."""
        if request.method == "POST" and not throttle.allow(request, "staff-sign-in", "20/hour"):
            return render(request, "429.html", status=429)
        return super().login(request, extra_context)
