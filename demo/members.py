"""Gives the demo members a history: applications, résumés, letters, alerts with past digests, and Plus.

Uses the services, each with the time at which it is said to have happened.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, Min, OuterRef, QuerySet
from django.http import QueryDict

from accounts.models import User
from accounts.services import set_place
from alerts import planning, sending
from alerts import services as alert_services
from alerts.models import Alert
from alerts.tasks import prepare
from billing import entitlements
from billing.models import BillingAccount
from demo import letters, payments, resumes
from demo.stories import MEMBERS, Member, SavedSearch, Story
from jobs.lifecycle import Status
from jobs.models import Job
from jobs.search import criteria
from jobs.tracker import services as tracker
from jobs.tracker.models import Application
from resumes.models import Resume
from toolkit.place_cookie import Told

DAY = dt.timedelta(days=1)
ELSEWHERE = ("Community Manager", "Harbor Street Studio", "https://harbor-street.example/jobs/community-manager")


def load(*, now: dt.datetime, say: Callable[[str], object]) -> None:
    """Adds what is missing; an existing tracker, alert or billing account of a member stays as it is."""
    users = {user.email: user for user in _users()}
    new_to_alerts = []
    for member in MEMBERS:
        user = users.get(member.email)
        if user is None:
            continue
        if member.plus_since and not user.pays:
            _buy_plus(user, member, now, say)
        if not user.tracks:
            _settle(user, member)
            _fill_tracker(user, member, now)
        if not user.writes:
            resumes.write(User.objects.get(pk=user.pk), now=now)
            letters.write(User.objects.get(pk=user.pk), now=now)
        if not user.has_alerts:
            new_to_alerts.append((User.objects.get(pk=user.pk), member))  # this instance has the subscription
    if new_to_alerts:
        sent = _live_through(new_to_alerts, now)
        say(f"Sent {sent} past digests to the demo members.")


def _users() -> QuerySet[Any]:
    """The accounts of the members, each with what it already has: ``tracks``, ``writes``, ``has_alerts``, ``pays``."""
    of_user = OuterRef("pk")
    return User.objects.filter(email__in=[member.email for member in MEMBERS]).annotate(
        tracks=Exists(Application.objects.filter(user=of_user)),
        writes=Exists(Resume.objects.filter(user=of_user)),
        has_alerts=Exists(Alert.objects.filter(recipient__user=of_user)),
        pays=Exists(BillingAccount.objects.filter(user=of_user)),
    )


def _buy_plus(user: User, member: Member, now: dt.datetime, say: Callable[[str], object]) -> None:
    if not payments.is_here():
        say(
            "No demo member has Plus because the stand-in for Stripe isn't responding. The next “make run” tries again."
        )
        return
    payments.buy_plus(user, at=now - member.plus_since * DAY, now=now)
    payments.load(now=now, say=say)


def _settle(user: User, member: Member) -> None:
    """Sets where they live."""
    set_place(user=user, told=Told(member.country, member.time_zone))
    user.locale = member.locale
    user.save(update_fields=["locale"])


# --- Tracker ------------------------------------------------------------------------------------------------------------


def _fill_tracker(user: User, member: Member, now: dt.datetime) -> None:
    employers: set[int] = set()
    for story in member.stories:
        job = _job_for(story, member, employers, now)
        if job is not None:
            employers.add(job.company_id)
            _live(user, story, job, now)
    title, company, url = ELSEWHERE
    tracker.add_by_hand(
        user=user, title=title, company=company, url=url, notes="Found on the company's site.", to="applied", now=now - 6 * DAY
    )  # fmt: skip


def _job_for(story: Story, member: Member, employers: set[int], now: dt.datetime) -> Job | None:
    """A job that was open when the member saved it, if any; jobs that fit the member come first."""
    saved_at = now - story.moves[0][1] * DAY
    filled = Job.objects.filter(status=Status.FILLED, closed_at__gt=saved_at)
    jobs = filled if story.closed else Job.objects.visible(now).leading()
    jobs = (
        jobs.filter(published_at__lte=saved_at)
        .exclude(company__in=employers)
        .with_origin()
        .order_by("-published_at", "pk")
    )
    return jobs.filter(title__icontains=member.words).first() or jobs.first()


def _live(user: User, story: Story, job: Job, now: dt.datetime) -> None:
    (_first, days), *_later = story.moves
    application = tracker.save(user=user, job=job, now=now - days * DAY)
    for move, days in story.moves:
        tracker.move(application=application, to=move, now=now - days * DAY)
    if story.notes or story.contact or story.next_step:
        tracker.edit(
            application=application, notes=story.notes, contact=story.contact, next_step=story.next_step,
            next_step_at=None if story.step_in is None else _afternoon(now + story.step_in * DAY, user.time_zone),
            now=application.updated_at,
        )  # fmt: skip


def _afternoon(at: dt.datetime, zone: str) -> dt.datetime:
    """3 p.m. of that day in the member's time zone."""
    return at.astimezone(ZoneInfo(zone)).replace(hour=15, minute=0, second=0, microsecond=0)


# --- Alerts and the digests they have had -------------------------------------------------------------------------------


def _live_through(members: list[tuple[User, Member]], now: dt.datetime) -> int:
    """Creates each alert on its day and sends the digests due since then; returns the number of digests sent."""
    waiting = sorted(
        ((now - search.age * DAY, user, search) for user, member in members for search in member.searches),
        key=lambda one: one[0],
    )
    sent = 0
    for at, user, search in waiting:
        sent += _send_until(at)
        _make(user, search, at)
    return sent + _send_until(now)


def _make(user: User, search: SavedSearch, at: dt.datetime) -> None:
    may_be_daily = entitlements.for_user(user, at).limits.daily_alerts
    cadence = search.cadence if may_be_daily else Alert.Cadence.WEEKLY
    alert = alert_services.create(
        user=user, criteria=criteria.parse(QueryDict(search.query)).criteria, name=search.name, now=at,
        timing=alert_services.Timing(cadence=cadence, hour=search.hour),
    )  # fmt: skip
    if search.is_paused:
        alert_services.pause(alert=alert, until=None, now=at)


def _send_until(end: dt.datetime) -> int:
    return sum(_send_at(at) for at in _due_before(end))


def _send_at(at: dt.datetime) -> int:
    """Plans and sends as if it were ``at``; returns the number of digests sent."""
    planning.plan_due(now=at)
    prepare(at)
    whole = sending.Tally()
    while not (whole.is_done or whole.is_held_up):
        tally = sending.send_due(clock=lambda: at, seconds=60)
        whole.add(tally)
        whole.is_done, whole.is_held_up = tally.is_done, tally.is_held_up
    return whole.sent


def _due_before(end: dt.datetime) -> Iterator[dt.datetime]:
    """The times before ``end`` at which an alert was due, in order."""
    demo = Alert.objects.filter(recipient__user__email__in=[member.email for member in MEMBERS])
    last = None
    while (due := demo.aggregate(next=Min("next_due_at"))["next"]) is not None and due < end and due != last:
        yield due + dt.timedelta(minutes=1)
        last = due
