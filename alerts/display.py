"""Describes alerts in words: filters, schedule, status."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from alerts.models import Alert, Mute
from jobs.models import Company
from jobs.search.criteria import Asked, Criteria, active_filters, words_of_slug
from jobs.search.places import region_of
from jobs.vocabulary.industries import INDUSTRIES
from occupations.models import Occupation
from toolkit import localization


def name_of(criteria: Criteria, *, company: str = "", occupation: str = "") -> str:
    """Returns a default name: the keywords, else the company, the occupation or the industries, and the location.
    ``company``, ``occupation``: their names."""
    industries = ", ".join(str(INDUSTRIES[slug].name) for slug in criteria.industry[:2])
    work = occupation or words_of_slug(criteria.occupation)
    what = criteria.q or company or criteria.company or work or industries or _("Remote jobs")
    return f"{what}, {region_of(criteria.geo).name}"[:120] if criteria.geo else what[:120]


def filters_of(
    criteria: Criteria, *, company: str = "", occupation: str = "", unknown: Mapping[str, Iterable[str]] | None = None
) -> list[str]:
    """Describes all filters of a search, keywords first, filters we no longer know (``unknown``) last."""
    keywords = [f"“{criteria.q}”"] if criteria.q else []
    gone = [_("“%s” (no longer available)") % value for values in (unknown or {}).values() for value in values]
    known = [str(one.label) for one in active_filters(criteria, company=company, occupation=occupation)]
    return keywords + known + gone or [_("All remote jobs")]


# The kind of filter that a removed value belonged to.
_GONE: dict[str, Promise] = {
    "industry": _lazy("The industry “%s” is no longer available."),
    "geo": _lazy("The location “%s” is no longer available."),
    "people": _lazy("The location “%s” is no longer available."),
    "type": _lazy("The job type “%s” is no longer available."),
    "level": _lazy("The level “%s” is no longer available."),
    "company": _lazy("The company “%s” is no longer listed here."),
    "occupation": _lazy("The occupation “%s” is no longer listed here."),
    "tz": _lazy("The time zone “%s” is no longer available."),
}


def retired_filters_of(
    asked: Asked, *, companies: Mapping[str, str] | None = None, occupations: Mapping[str, str] | None = None
) -> list[str]:
    """Returns a sentence for each filter of a search that we no longer know, and one about the consequence.
    ``companies``, ``occupations``: the names of listed ones, by their slug, where the caller has them."""
    unknown = [(name, value) for name, values in asked.unknown.items() for value in values]
    is_silent = not asked.is_narrowed
    for kind, listed in (("company", companies), ("occupation", occupations)):
        slug = getattr(asked.criteria, kind)
        if listed is not None and slug and slug not in listed:
            unknown.append((kind, slug))
            is_silent = True
    if not unknown and not asked.problems:
        return []
    found = [str(_GONE.get(name, _lazy("“%s” is no longer available."))) % value for name, value in unknown]
    if is_silent:
        return [*found, _("This alert finds no jobs until you edit its search.")]
    return [*found, _("The rest of this alert still works.")]


def known_filters(criteria: Criteria, *, company: str = "", occupation: str = "") -> list[str]:
    """Describes the filters in our own words only: nothing that was typed. ``company``, ``occupation``: their names, if we know
    them."""
    typed = [_("Your keywords")] if criteria.q else []
    known = criteria if company else criteria.replace(company="")
    known = known if occupation else known.replace(occupation="")
    return [str(one.label) for one in active_filters(known, company=company, occupation=occupation)] + typed


def company_names(criteria: Iterable[Criteria]) -> dict[str, str]:
    """Returns the names of the companies in the searches, by slug; one query at most."""
    return names_of({one.company for one in criteria if one.company})


def occupation_names(criteria: Iterable[Criteria]) -> dict[str, str]:
    """Returns the titles of the occupations in the searches, by slug; one query at most."""
    return Occupation.objects.titles_by_slug({one.occupation for one in criteria if one.occupation})


def names_of(slugs: Collection[str]) -> dict[str, str]:
    """Returns the names of companies, by slug; one query at most."""
    return dict(Company.objects.filter(slug__in=slugs).values_list("slug", "name")) if slugs else {}


def mute_labels(mutes: Iterable[Mute]) -> list[tuple[str, Mute]]:
    """Labels each mute: the name of a company, or titles with a word. One query at most."""
    rows = list(mutes)
    names = names_of({row.value for row in rows if row.kind == Mute.Kind.COMPANY})
    return [(names.get(row.value) or _("Titles with “%s”") % row.value, row) for row in rows]


def schedule(alert: Alert, *, daily: bool) -> str:
    """Returns, for example, ``Every Monday at 8:00 AM``. ``daily``: whether it is sent every day now, which isn't
    always what was chosen."""
    time = localization.clock(dt.time(alert.hour))
    if daily:
        return _("Every day at %s") % time
    weekday = Alert.Weekday(alert.weekday).label
    return _("Every %(weekday)s at %(time)s") % {"weekday": weekday, "time": time}


def status(alert: Alert, *, now: dt.datetime) -> str:
    """Returns the alert's current status in a few words."""
    if alert.state == Alert.State.ENDED:
        return _("Stopped")
    if alert.paused_until:
        return _("Paused until %s") % localization.day(alert.paused_until)
    if alert.state == Alert.State.PAUSED:
        return _("Paused")
    if alert.next_due_at:
        return _("Next check: %s") % localization.moment(alert.next_due_at, now=now)
    return _("Not confirmed")
