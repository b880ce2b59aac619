"""Sets a job's pay beside what is published for its occupation, and beside our own jobs."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from careers.occupations.passports import Sourced, wider_note
from careers.occupations.pay import pay_source
from jobs.models import Job
from jobs.pay_comparison import Comparison, compare_pay
from occupations.facts import Pay as PublishedPay
from occupations.models import Occupation
from toolkit import money

_STEPS = (
    ("p10", _lazy("10th percentile")),
    ("p25", _lazy("25th percentile")),
    ("median", _lazy("median")),
    ("p75", _lazy("75th percentile")),
    ("p90", _lazy("90th percentile")),
)


@dataclass(frozen=True)
class PublishedBeside:
    """Published pay of the job's occupation. ``text`` sets the job's range beside it, or says the median."""

    text: str
    title: str
    url: str
    source: Sourced
    wider: str


@dataclass(frozen=True)
class PayBeside:
    """``ours`` compares with similar open jobs on our board; ``ours_text`` says so with their number."""

    published: PublishedBeside | None
    ours: Comparison | None
    ours_text: str


def pay_beside(job: Job, *, now: dt.datetime) -> PayBeside:
    """Returns what the job's pay can be compared with. At most two queries."""
    ours = compare_pay(job, now=now)
    text = ""
    if ours:
        said = {"number": ours.sample, "low": ours.low, "high": ours.high}
        words = ngettext(
            "Half of %(number)d similar job open here pays %(low)s to %(high)s a year.",
            "Half of %(number)d similar jobs open here pay %(low)s to %(high)s a year.",
            ours.sample,
        )
        text = words % said
    return PayBeside(_published(job), ours, text)


def _published(job: Job) -> PublishedBeside | None:
    if job.occupation_id is None or not job.occupation_is_sure:
        return None
    occupation = Occupation.objects.filter(pk=job.occupation_id, is_listed=True).first()
    pay = occupation.document.pay_in("US") if occupation else None
    if occupation is None or pay is None or pay.median is None or pay.period != "year":
        return None
    text = f"{_median(pay)} {_position(job, pay)}".strip()
    url = f"{occupation.get_absolute_url()}#pay"
    return PublishedBeside(text, occupation.title, url, pay_source(pay), wider_note(pay))


def _median(pay: PublishedPay) -> str:
    said = {"amount": money.display(pay.median or 0, pay.currency)}
    if "median" in pay.top_coded:
        return _("In the United States, at least half earn %(amount)s a year or more.") % said
    return _("In the United States, half earn more than %(amount)s a year.") % said


def _position(job: Job, pay: PublishedPay) -> str:
    """Says between which percentiles the middle of the job's range is. Amounts in other currencies aren't compared."""
    yearly = job.pay.yearly if job.pay else None
    if yearly is None:
        return ""
    if yearly.currency != pay.currency:
        return _("The job pays in another currency, so we don't compare.")
    ends = [end for end in (yearly.low, yearly.high) if end is not None]
    middle = sum(ends) // len(ends)
    known = [
        (str(name), amount)
        for key, name in _STEPS
        if key not in pay.top_coded and (amount := getattr(pay, key)) is not None
    ]
    below = [name for name, amount in known if amount <= middle]
    above = [name for name, amount in known if amount > middle]
    said = {
        "pay": _paid(money.display(middle, yearly.currency), is_range=len(set(ends)) > 1),
        "below": below[-1] if below else "",
        "above": above[0] if above else "",
    }
    if below and above:
        return _("%(pay)s is between the %(below)s and the %(above)s.") % said
    if below:
        return _("%(pay)s is above the %(below)s.") % said
    return _("%(pay)s is below the %(above)s.") % said


def _paid(amount: str, *, is_range: bool) -> str:
    """Says which amount of the job is compared, as the subject of a sentence. A job may name one end only."""
    if is_range:
        return _("The middle of this job's range, %s,") % amount
    return _("The one amount that this job names, %s,") % amount
