"""The order of a search by how well jobs fit a member: for whom it works, and what others are told."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from billing import entitlements
from jobs.fit import profiles
from jobs.fit.reasons import Fit, Reasons
from jobs.models import Job
from jobs.search.criteria import Criteria
from jobs.search.fitting import Profile


@dataclass(frozen=True)
class Order:
    """The search in an order that works. ``compared``: what jobs are compared with, None if they aren't sorted by fit; ``fit``
    says how a job fits; ``note`` why jobs aren't sorted by fit, though the visitor asked for it."""

    criteria: Criteria
    compared: Profile | None = None
    fit: Callable[[Job], Fit | None] = lambda job: None
    note: str = ""


def order_asked(user: object, criteria: Criteria, now: dt.datetime) -> Order:
    """Returns the order for a visitor. Only a search sorted by fit asks the database."""
    if criteria.sort != "fit":
        return Order(criteria)
    usual = criteria.replace(sort="best")
    if not (isinstance(user, User) and entitlements.for_user(user, now).is_plus):
        return Order(usual, note=_("Sorting by best fit compares jobs with your résumé. It's part of Plus."))
    profile = profiles.profile_for(user)
    compared = profiles.compared(profile) if profile else None
    if profile is None or compared is None or not compared.kinds:
        return Order(usual, note=_("We need a résumé with positions or skills to sort jobs by best fit."))
    return Order(criteria, compared, Reasons(profile).of)
