"""Services for alerts: create, edit, pause, resume, end, mute. Each is one transaction."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts import localization
from accounts.models import User
from alerts import limits, saved_searches, schedule
from alerts.models import Alert, Mute, Recipient
from billing import entitlements
from billing.plans import Limits
from jobs.search.criteria import Criteria
from occupations import names
from toolkit.email_addresses import canonical
from toolkit.forms import refuse_stale, version_of
from toolkit.localization import Reader
from toolkit.text import fold, one_line, words

State, Cadence = Alert.State, Alert.Cadence
FIRST_LOOK = {Cadence.DAILY: dt.timedelta(days=1), Cadence.WEEKLY: dt.timedelta(days=7)}
MOST_MUTES = 100
LATEST_PAUSE = dt.timedelta(days=366)
PAUSES: dict[str, Promise] = {"7": _lazy("1 week"), "14": _lazy("2 weeks"), "30": _lazy("1 month")}


class AlertRefused(Exception):
    """The action isn't possible; the message tells the user why. ``field`` names the field it is about, if there is
    one."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Timing(NamedTuple):
    """An alert's schedule and order. ``weekday``: 0 is Monday; ``hour``: in the recipient's time zone; ``by_fit``: jobs that fit
    come first, for members with Plus; ``channel``: email, notification, or both."""

    cadence: str = Cadence.WEEKLY
    weekday: int = Alert.Weekday.MONDAY
    hour: int = 8
    by_fit: bool = False
    channel: str = Alert.Channel.EMAIL


USUAL = Timing()


# --- Ownership --------------------------------------------------------------------------------------------------------------


def get_alert_for(user: User, pk: int) -> Alert:
    """Returns a member's own alert. Raises `Alert.DoesNotExist` for somebody else's."""
    return Alert.objects.of(user).select_related("recipient__user", "search").get(pk=pk)


def recipient_of(user: User, *, now: dt.datetime) -> Recipient:
    """Returns a member's row; creates it if there is none."""
    return Recipient.objects.get_or_create(user=user, defaults={"created_at": now})[0]


def zone_of(recipient: Recipient) -> ZoneInfo:
    """Returns the time zone in which the recipient's alerts are scheduled."""
    return schedule.zone(recipient.zone_name)


def reader_of(recipient: Recipient) -> Reader:
    """Returns the reader that dates of the recipient's alerts are formatted for."""
    return localization.reader_of(recipient.user) if recipient.user else Reader(zone=zone_of(recipient))


# --- Creating ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def create(
    *,
    user: User,
    criteria: Criteria,
    name: str,
    timing: Timing = USUAL,
    now: dt.datetime,
) -> Alert:
    """Creates a member's alert, which runs at once. Raises `AlertRefused` beyond the plan's limit, or for daily without
    Plus. If the search already has an alert, returns that one."""
    recipient = recipient_of(user, now=now)
    return _add(recipient, criteria, name, timing, State.ACTIVE, now)


@transaction.atomic
def create_for_address(
    *,
    email: str,
    criteria: Criteria,
    name: str,
    timing: Timing = USUAL,
    time_zone: str = "",
    now: dt.datetime,
) -> Alert:
    """Creates a visitor's alert, which waits for confirmation by the person who reads the address: the caller sends the
    email. Raises `AlertRefused`, and ``ValidationError`` for an invalid address."""
    address = canonical(email)
    recipient, _made = Recipient.objects.get_or_create(
        email=address, defaults={"time_zone": time_zone, "created_at": now}
    )
    return _add(recipient, criteria, name, timing, State.UNCONFIRMED, now)


def _add(
    recipient: Recipient, criteria: Criteria, name: str, timing: Timing, state: Alert.State, now: dt.datetime
) -> Alert:
    _lock(recipient)
    search = saved_searches.row_of(criteria, now=now)
    known = recipient.alerts.kept().filter(search=search).first()
    if known:
        return known
    if state != State.UNCONFIRMED:
        _claim_room(recipient, now)
    _check(timing, limits.limits_of(recipient, now=now))
    alert = Alert(
        recipient=recipient, search=search, name=_name(name), state=state, created_at=now,
        watermark=now - FIRST_LOOK[Cadence(timing.cadence)], **timing._asdict(),
    )  # fmt: skip
    reschedule(alert, now)
    alert.save()
    return alert


@transaction.atomic
def confirm(*, alert: Alert, now: dt.datetime) -> Alert:
    """Starts an alert after the person who reads the address confirmed it. An alert confirmed before is unchanged.
    Raises `AlertRefused` when the limit is reached."""
    alert = _held(alert)
    if alert.state == State.UNCONFIRMED:
        _claim_room(alert.recipient, now)
        alert.state, alert.watermark = State.ACTIVE, now - FIRST_LOOK[Cadence(alert.cadence)]
        reschedule(alert, now)
        alert.save()
    return alert


# --- Changes ----------------------------------------------------------------------------------------------------------------


def version_of_alert(alert: Alert) -> str:
    """Returns the version of what a member may change in an alert, as its page shows it."""
    return version_of(
        alert.name, alert.cadence, alert.weekday, alert.hour, alert.by_fit, alert.channel, alert.search_id
    )


@transaction.atomic
def edit(
    *, alert: Alert, criteria: Criteria | None, name: str, timing: Timing, seen: tuple[str, ...] = (), now: dt.datetime
) -> Alert:
    """Edits an alert. ``criteria``: None to keep the search as it is. Raises `AlertRefused` for daily without Plus, or
    if another alert has the same search; and ``Stale`` when ``seen`` names versions and none is the current one."""
    alert = _taken(alert)
    refuse_stale(version_of_alert(alert), seen)
    if timing.cadence != alert.cadence:
        _check(timing, limits.limits_of(alert.recipient, now=now))
    search = saved_searches.row_of(criteria, now=now) if criteria else alert.search
    if alert.recipient.alerts.kept().filter(search=search).exclude(pk=alert.pk).exists():
        raise AlertRefused(_("You already have an alert for this search."), field="criteria")
    alert.search, alert.name = search, _name(name)
    alert.cadence, alert.weekday, alert.hour, alert.by_fit, alert.channel = timing
    alert.is_held_weekly = alert.is_held_weekly and timing.cadence == Cadence.DAILY
    alert.asks_about_text = False
    reschedule(alert, now)
    alert.save()
    return alert


@transaction.atomic
def search_descriptions(*, alert: Alert, wanted: bool, now: dt.datetime) -> Alert:
    """Answers whether an alert finds jobs that only mention its keywords. Idempotent."""
    alert = _taken(alert)
    criteria = saved_searches.asked_of(alert.search).criteria
    if alert.asks_about_text and criteria.in_text != wanted:
        search = saved_searches.row_of(criteria.replace(in_text=wanted), now=now)
        others = alert.recipient.alerts.kept().filter(search=search).exclude(pk=alert.pk)
        alert.search = alert.search if others.exists() else search
    alert.asks_about_text = False
    alert.save(update_fields=["search", "asks_about_text"])
    return alert


@transaction.atomic
def pause(*, alert: Alert, until: dt.datetime | None, now: dt.datetime) -> Alert:
    """Pauses an alert until then, or until it is resumed. Jobs listed meanwhile are included in the first digest
    afterwards. Raises `AlertRefused` for an invalid day, or if the limit leaves no room to resume it automatically."""
    if until is not None and not now < until <= now + LATEST_PAUSE:
        raise AlertRefused(_("Choose a day within the next year."), field="until")
    alert = _held(alert)
    if alert.state in (State.ACTIVE, State.PAUSED):
        if until is not None and alert.next_due_at is None:
            _claim_room(alert.recipient, now, resuming=True)
        alert.state, alert.paused_until, alert.is_over_limit = State.PAUSED, until, False
        reschedule(alert, now)
        alert.save()
    return alert


def pause_for(*, alert: Alert, days: str, now: dt.datetime) -> Alert:
    """Pauses for one of the `PAUSES`, as a form names them; for any other value until it is resumed."""
    until = now + dt.timedelta(days=int(days)) if days in PAUSES else None
    return pause(alert=alert, until=until, now=now)


@transaction.atomic
def make_weekly(*, alert: Alert, now: dt.datetime) -> Alert:
    """Makes a daily alert that wasn't ended weekly, whatever the plan."""
    alert = _taken(alert)
    if alert.state != State.ENDED:
        alert.cadence, alert.is_held_weekly = Cadence.WEEKLY, False
        reschedule(alert, now)
        alert.save()
    return alert


@transaction.atomic
def make_all_daily(*, user: User, now: dt.datetime) -> int:
    """Makes a member's weekly alerts daily. Returns the number of alerts changed. Raises `AlertRefused` without
    Plus."""
    _check(Timing(cadence=Cadence.DAILY), entitlements.for_user(user, now).limits)
    weekly = Alert.objects.of(user).weekly()
    alerts = list(weekly.select_for_update(of=["self"]).select_related("recipient__user"))
    for alert in alerts:
        alert.cadence = Cadence.DAILY
        reschedule(alert, now)
        alert.save()
    return len(alerts)


def pause_all(*, user: User, now: dt.datetime) -> int:
    """Pauses all alerts of a member who has found a job. Returns the number of alerts paused."""
    Alert.objects.of(user).filter(is_over_limit=True).update(is_over_limit=False)  # don't resume these later
    running = list(Alert.objects.of(user).filter(state=State.ACTIVE))
    for alert in running:
        pause(alert=alert, until=None, now=now)
    return len(running)


@transaction.atomic
def resume(*, alert: Alert, now: dt.datetime) -> Alert:
    """Resumes an alert. Raises `AlertRefused` when as many run as the plan covers."""
    alert = _held(alert)
    if alert.state == State.PAUSED:
        if alert.next_due_at is None:
            _claim_room(alert.recipient, now, resuming=True)
        alert.state, alert.paused_until, alert.is_over_limit = State.ACTIVE, None, False
        reschedule(alert, now)
        alert.save()
    return alert


def resume_held(*, now: dt.datetime) -> int:
    """Resumes alerts paused because of the plan's limit, for members whose plan covers all they have. Returns the
    number of alerts that now run."""
    held = Alert.objects.filter(is_over_limit=True).select_related("recipient__user__billing_account__current")
    count = 0
    for alert in held.order_by("created_at", "pk"):
        if alert.recipient.alerts.counted().count() <= limits.limits_of(alert.recipient, now=now).alerts:
            count += resume(alert=alert, now=now).state == State.ACTIVE
    return count


@transaction.atomic
def end(*, alert: Alert, now: dt.datetime) -> Alert:
    """Ends an alert for good, as far as email is concerned: the row is kept, so that ending can be undone (a visitor's
    for a month)."""
    alert = _taken(alert)
    if alert.state != State.ENDED:
        alert.state, alert.paused_until, alert.ended_at = State.ENDED, None, now
        alert.is_over_limit = False
    reschedule(alert, now)
    alert.save()
    return alert


@transaction.atomic
def begin_again(*, alert: Alert, now: dt.datetime) -> Alert:
    """Undoes ending an alert. Raises `AlertRefused` at the limit, or if another alert has the same search."""
    alert = _held(alert)
    if alert.state != State.ENDED:
        return alert
    if alert.recipient.alerts.kept().filter(search=alert.search).exists():
        raise AlertRefused(_("You already have an alert for this search."))
    _claim_room(alert.recipient, now)
    alert.state, alert.ended_at = State.ACTIVE, None
    reschedule(alert, now)
    alert.save()
    return alert


@transaction.atomic
def mute(*, recipient: Recipient, kind: str, value: str, now: dt.datetime) -> Mute:
    """Leaves a company (its slug) or a title word out of all the recipient's alerts and job lists. Raises `AlertRefused`."""
    said = fold(value) if kind == Mute.Kind.WORD else value
    has_words = bool(names.phrase_tokens(said)) if kind == Mute.Kind.WORD else bool(said)
    if not has_words or len(said) > 80 or kind not in Mute.Kind.values:
        raise AlertRefused(_("Choose a company or a word of up to 80 characters."), field="value")
    _lock(recipient)
    if recipient.mutes.count() >= MOST_MUTES:
        raise AlertRefused(
            _("You've muted %d companies and words, the most we can keep. Unmute one first.") % MOST_MUTES,
            field="value",
        )
    return Mute.objects.get_or_create(recipient=recipient, kind=kind, value=said, defaults={"created_at": now})[0]


def title_words(title: str) -> list[str]:
    """Returns the words of a title that can be muted, each once, in normalized form."""
    return [word for word in words(title) if len(word) > 1 and names.says(title, word)]


def words_to_mute(title: str, *, user: User) -> list[str]:
    """Returns the words of a title that a member may want to mute, except those that their alerts search for, which
    would be silenced."""
    searches = Alert.objects.of(user).kept().values_list("search__querystring", flat=True)
    asked = {_singular(word) for query in searches for word in title_words(QueryDict(query).get("q", ""))}
    return [word for word in title_words(title) if _singular(word) not in asked]


def _singular(word: str) -> str:
    return word.removesuffix("s")


def unmute(*, recipient: Recipient, pk: int) -> None:
    recipient.mutes.filter(pk=pk).delete()


# --- Internals --------------------------------------------------------------------------------------------------------------


def _taken(alert: Alert) -> Alert:
    """Returns the current alert, locked for this transaction. The sender may have moved the watermark meanwhile."""
    return Alert.objects.select_for_update(of=["self"]).select_related("recipient__user", "search").get(pk=alert.pk)


def _lock(recipient: Recipient) -> None:
    Recipient.objects.select_for_update().get(pk=recipient.pk)


def _held(alert: Alert) -> Alert:
    """Returns the current alert and its recipient, both locked for this transaction."""
    recipients = Recipient.objects.filter(pk__in=Alert.objects.filter(pk=alert.pk).values("recipient"))
    list(recipients.select_for_update())
    return _taken(alert)


def _claim_room(recipient: Recipient, now: dt.datetime, *, resuming: bool = False) -> None:
    try:
        limits.claim_room(recipient, resuming=resuming, now=now)
    except limits.NoRoom as refused:
        raise AlertRefused(str(refused)) from refused


def _check(timing: Timing, allowed: Limits) -> None:
    if timing.cadence == Cadence.DAILY and not allowed.daily_alerts:
        raise AlertRefused(_("Daily alerts come with Plus."), field="cadence")


def _name(name: str) -> str:
    return one_line(name)[:120] or _("New jobs")


def reschedule(alert: Alert, now: dt.datetime) -> None:
    """Updates when the alert is looked at next."""
    alert.zone = alert.recipient.zone_name
    if alert.state not in (State.ACTIVE, State.PAUSED) or (alert.state == State.PAUSED and alert.paused_until is None):
        alert.next_due_at = None
        return
    begin = max(now, alert.paused_until or now)
    weekday = alert.weekday if alert.cadence == Cadence.WEEKLY else None
    alert.next_due_at = schedule.next_due(begin, hour=alert.hour, weekday=weekday, zone=schedule.zone(alert.zone))
