"""Words about applications that several pages show."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jobs.tracker.models import Application


def with_link_to_files(told: str, application: Application) -> SafeString:
    """Returns a message with a link to where the files that were sent can be attached."""
    link = format_html('<a href="{}#sent">{}</a>', application.get_absolute_url(), _("Attach the files you sent"))
    return format_html("{} {}", told, link)
