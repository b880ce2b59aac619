"""JSON-LD of a market page: our weekly counts as a data set. It says only what the visible page says."""

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from careers.market.pages import MarketPage
from toolkit import json_ld


def structured_data_of(page: MarketPage) -> SafeString:
    found = []
    if page.latest and page.counted_on:
        found.append(
            {
                "@type": "Dataset",
                "name": _("Remote job market: %(title)s") % {"title": page.occupation.title},
                "description": _(
                    "Openings a week, advertised pay, skills and regions of remote jobs for %(title)s on %(site)s, counted"
                    " each week."
                )
                % {"title": page.occupation.title, "site": settings.SITE_NAME},
                "url": settings.SITE_URL + page.url,
                "temporalCoverage": f"{page.weeks[0].week.isoformat()}/{page.counted_on.isoformat()}",
                "dateModified": page.counted_on.isoformat(),
                "isAccessibleForFree": True,
                "creator": {"@type": "Organization", "name": settings.SITE_NAME, "url": settings.SITE_URL + "/"},
                **({"spatialCoverage": page.place.name} if page.place and page.place.is_country else {}),
            }
        )
    trail = [
        (_("Careers"), reverse("careers:index")),
        (page.occupation.title, page.occupation.get_absolute_url()),
        (_("Job market"), page.url),
    ]
    return json_ld.json_ld_script(*found, json_ld.breadcrumbs(trail))
