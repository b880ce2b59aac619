"""Services for devices: add, remove, quiet hours, and which alerts come as notifications."""

import datetime as dt

from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from alerts import services
from alerts.models import Alert, PushDevice, Recipient
from alerts.push import endpoints, keys

MOST_DEVICES = 10


class DeviceRefused(Exception):
    """The device can't be added; the message says why."""


def get_device_for(user: User, pk: int) -> PushDevice:
    """Returns a member's own device. Raises `PushDevice.DoesNotExist` for somebody else's."""
    return PushDevice.objects.of(user).get(pk=pk)


@transaction.atomic
def add_device(
    *,
    user: User,
    endpoint: str,
    p256dh: str,
    auth: str,
    name: str,
    replaces: str = "",
    session_key: str = "",
    now: dt.datetime,
) -> PushDevice:
    """Adds the browser that has this subscription. Idempotent. ``replaces``: the address that the browser had before;
    ``session_key``: of its session. A browser that another member used is theirs no more. Raises `DeviceRefused` for what no
    browser sends, and beyond the limit."""
    if not endpoints.is_allowed(endpoint) or not endpoints.are_keys(p256dh, auth):
        raise DeviceRefused(_("We can't send notifications to this browser. Try another one."))
    p256dh, auth = (keys.encoded(keys.decoded(key)) for key in (p256dh, auth))  # one spelling
    session = UserSession.objects.filter(user=user, session_key=session_key).first()
    recipient = services.recipient_of(user, now=now)
    Recipient.objects.select_for_update().get(pk=recipient.pk)
    known = PushDevice.objects.select_for_update().filter(endpoint=endpoint).first()
    is_same = known is not None and (known.p256dh, known.auth) == (p256dh, auth)
    if known and known.user_id == user.pk:
        known.p256dh, known.auth, known.name, known.session, known.failures = p256dh, auth, name[:100], session, 0
        known.save()
        return known
    if known and not is_same:  # only the browser itself knows its keys
        raise DeviceRefused(_("This browser is in use by another account."))
    if known:
        known.delete()
    if replaces:
        PushDevice.objects.of(user).filter(endpoint=replaces).delete()
    if PushDevice.objects.of(user).count() >= MOST_DEVICES:
        raise DeviceRefused(
            _("Notifications are on for %d devices, the most we allow. Remove one first.") % MOST_DEVICES
        )
    fields = {"endpoint": endpoint, "p256dh": p256dh, "auth": auth, "name": name[:100], "created_at": now}
    try:
        with transaction.atomic():
            return PushDevice.objects.create(user=user, session=session, **fields)
    except IntegrityError as error:  # somebody else sent the same address at the same moment
        raise DeviceRefused(_("This browser is in use by another account.")) from error


def remove_device(*, device: PushDevice) -> None:
    """Removes a device and the notifications that wait for it."""
    device.delete()


def remove_signed_out(*, user: User) -> None:
    """Removes the devices on which the member isn't signed in anymore, as far as we know."""
    PushDevice.objects.of(user).exclude(session__in=UserSession.objects.filter(user=user)).delete()


def set_quiet_hours(*, user: User, begin: int, end: int, now: dt.datetime) -> None:
    """Sets the hours, in the member's time zone, in which no notification is sent; equal hours mean never."""
    recipient = services.recipient_of(user, now=now)
    Recipient.objects.filter(pk=recipient.pk).update(quiet_from=begin, quiet_until=end)


def notify_about_all(*, user: User) -> int:
    """Sends a member's alerts that come by email as notifications too. Returns the number of alerts."""
    return Alert.objects.of(user).kept().filter(channel=Alert.Channel.EMAIL).update(channel=Alert.Channel.BOTH)
