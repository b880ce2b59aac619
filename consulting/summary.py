"""What a consultant may know about a member: plan and local time always, résumés and applications while they're shared."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.localization import zone_of
from accounts.models import AuditEntry, User
from billing import entitlements
from consulting.models import Thread
from jobs.tracker.models import Application
from resumes.models import Resume
from toolkit import geography

MOST_APPLICATIONS = 200  # the latest
SHARED = {"shared_resume": _("Résumé"), "shared_tracker": _("Saved jobs and applications")}
MOST_OPENINGS = 5  # shown to the member


@dataclass(frozen=True)
class Summary:
    """What is shown beside a thread. ``until``: when Plus ends, unless it renews."""

    is_plus: bool
    plus_since: dt.datetime | None
    ends: dt.datetime | None
    country: str
    local_time: dt.time
    resumes: list[Resume]
    applications: int | None


def summary_of(thread: Thread, now: dt.datetime) -> Summary:
    """Returns what the member's consultant may see now. At most two queries for what is shared."""
    member = thread.member
    plan = entitlements.for_user(member, now)
    current = getattr(getattr(member, "billing_account", None), "current", None)
    return Summary(
        is_plus=plan.is_plus,
        plus_since=current.started_at if plan.source == "subscription" and current else None,
        ends=plan.until if plan.ends else None,
        country=geography.countries().get(member.country, ""),
        local_time=now.astimezone(zone_of(member)).time().replace(second=0, microsecond=0),
        resumes=list(shared_resumes(thread, now).only("name", "updated_at")),
        applications=shared_applications(thread, now).count() if shows(thread, "tracker", now) else None,
    )


def shows(thread: Thread, what: str, now: dt.datetime) -> bool:
    """Returns whether the consultant may see the member's "resumes" or "tracker" now: consent given and not taken back, and
    the thread not ended."""
    consent = thread.shares_resumes_since if what == "resumes" else thread.shares_tracker_since
    return consent is not None and entitlements.for_user(thread.member, now).is_plus


def shared_resumes(thread: Thread, now: dt.datetime) -> "QuerySet[Resume]":
    """Returns the member's résumés, if they share them now."""
    own: QuerySet[Resume] = Resume.objects.of(thread.member).kept()
    return own if shows(thread, "resumes", now) else own.none()


def shared_applications(thread: Thread, now: dt.datetime) -> "QuerySet[Application]":
    """Returns the member's applications, if they share them now."""
    own: QuerySet[Application] = Application.objects.of(thread.member)
    return own if shows(thread, "tracker", now) else own.none()


def open_resume(*, thread: Thread, number: int, by: User, now: dt.datetime) -> Resume:
    """Returns a shared résumé, and records that the consultant opened it. Raises ``Http404``."""
    found = shared_resumes(thread, now).filter(pk=number).first()
    if found is None:
        raise Http404
    audit.record("staff.read", actor=by, member=thread.member, now=now, what="shared_resume")
    return found


def open_tracker(*, thread: Thread, by: User, now: dt.datetime) -> list[Application]:
    """Returns the shared applications, without notes and contacts, and records that the consultant opened them. Raises
    ``Http404``."""
    if not shows(thread, "tracker", now):
        raise Http404
    audit.record("staff.read", actor=by, member=thread.member, now=now, what="shared_tracker")
    columns = ("title", "company", "stage", "outcome", "created_at", "applied_at", "updated_at", "user_id")
    return list(shared_applications(thread, now).only(*columns)[:MOST_APPLICATIONS])


def openings_of(member: User) -> list[tuple[dt.datetime, Promise]]:
    """Returns when consultants last opened what the member shares, and what it was."""
    reads = AuditEntry.objects.filter(action="staff.read", member_id=member.pk, detail__what__in=list(SHARED))
    return [(one.at, SHARED[one.detail["what"]]) for one in reads[:MOST_OPENINGS]]
