"""Industries ("category" in feeds) and their aliases on other boards."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Industry:
    """An industry. ``slug`` is used in URLs and stored in jobs; ``aliases`` are other slugs for it."""

    slug: str
    name: Promise
    aliases: tuple[str, ...] = ()


_ALL = (  # sorted by name, as people look for them
    Industry("accounting-finance", _("Accounting and finance")),
    Industry("admin", _("Administration")),
    Industry("admin-support", _("Administrative support")),
    Industry("business", _("Business development")),
    Industry("supporting", _("Customer support")),
    Industry("cybersecurity", _("Cybersecurity")),
    Industry("data-science", _("Data science")),
    Industry("design-multimedia", _("Design and multimedia"), ("video-audio-production",)),
    Industry("education", _("Education")),
    Industry("engineering", _("Engineering"), ("dev",)),
    Industry("healthcare", _("Healthcare")),
    Industry("hr", _("Human resources")),
    Industry("legal", _("Legal")),
    Industry("marketing", _("Marketing"), ("smm",)),
    Industry("management", _("Operations and e-commerce"), ("e-commerce",)),
    Industry("project-management", _("Product and project management")),
    Industry("qa-testing", _("Quality assurance")),
    Industry("seller", _("Sales")),
    Industry("seo", _("Search optimization")),
    Industry("technical-support", _("Technical support")),
    Industry("web-app-design", _("Web and app design")),
    Industry("copywriting", _("Writing and translation"), ("translation-localization",)),
)

INDUSTRIES: dict[str, Industry] = {industry.slug: industry for industry in _ALL}
_BY_ALIAS = {alias: industry for industry in _ALL for alias in industry.aliases}


def find(slug: str) -> Industry | None:
    """Returns the industry with this slug or alias."""
    return INDUSTRIES.get(slug) or _BY_ALIAS.get(slug)
