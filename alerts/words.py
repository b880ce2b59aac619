"""Alerts in words: what they ask for, and when they come."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from alerts.models import Alert
from jobs.models import Company
from jobs.search.criteria import Criteria, active_filters
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.regions import regions


def name_of(criteria: Criteria, *, company: str = "") -> str:
    """A name to begin with: the keywords, else the employer or the industries, and the place. ``company``: its name."""
    industries = ", ".join(str(INDUSTRIES[slug].name) for slug in criteria.industry[:2])
    what = criteria.q or company or criteria.company or industries or _("Remote jobs")
    return f"{what}, {regions()[criteria.geo].name}"[:120] if criteria.geo else what[:120]


def filters_of(criteria: Criteria, *, company: str = "") -> list[str]:
    """Everything the search asks for, the keywords first."""
    keywords = [f"“{criteria.q}”"] if criteria.q else []
    return keywords + [str(one.label) for one in active_filters(criteria, company=company)] or [_("Every remote job")]


def company_names(criteria: Iterable[Criteria]) -> dict[str, str]:
    """The names of the employers that searches name, by their address; one query at most."""
    return names_of({one.company for one in criteria if one.company})


def names_of(slugs: Collection[str]) -> dict[str, str]:
    """The names of employers by their address; one query at most."""
    return dict(Company.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}


def schedule(alert: Alert, *, daily: bool) -> str:
    """``Every Monday at 8:00``. ``daily``: whether it comes every day now, which is not always what was chosen."""
    if daily:
        return _("Every day at %d:00") % alert.hour
    weekday = Alert.Weekday(alert.weekday).label
    return _("Every %(weekday)s at %(hour)d:00") % {"weekday": weekday, "hour": alert.hour}
