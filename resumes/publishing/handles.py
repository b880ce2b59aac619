"""Addresses of résumé pages: one that we give, others that members with Plus choose."""

import datetime as dt
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from billing import entitlements
from resumes.models import Handle, Page, ReservedWord, Resume
from resumes.models.page import HANDLE, LONGEST_HANDLE, SHORTEST_HANDLE
from resumes.publishing.reserved import is_reserved
from toolkit import rate_limits
from toolkit.page_cache import forget_pages_on_commit

KEPT = dt.timedelta(days=180)  # how long a chosen address waits for its owner after Plus ended
RESTS = dt.timedelta(days=180)  # how long nobody can choose a released address
MOST_CHOSEN = 5
MOST_NEW, NEW_WITHIN = 5, dt.timedelta(days=30)  # each is kept from others for months, also once removed
_GIVEN_LENGTH = 10
_GIVEN_ALPHABET = "bcdfghjkmnpqrstvwxz23456789"  # no vowels, so no words; nothing that looks like something else


class HandleRefused(ValueError):
    """An address can't be chosen. The message says why, and what to do."""


@dataclass(frozen=True)
class Found:
    """A page found by an address, the résumé that it shows, and the address to show it at."""

    page: Page
    resume: Resume
    handle: str


def give_handle(*, user: User, now: dt.datetime) -> Handle:
    """Returns the address that we give to a member. Idempotent."""
    for _attempt in range(5):
        try:
            with transaction.atomic():
                return Handle.objects.get_or_create(
                    user=user, is_chosen=False, defaults={"name": _random_name(), "since": now}
                )[0]
        except IntegrityError:  # somebody has that name
            continue
    raise RuntimeError("No free address was found in five attempts.")


def find_page(name: str, *, now: dt.datetime) -> Found | None:
    """Returns the page that an address leads to: also a former address, and a chosen one that waits for its owner. None without a
    résumé to show."""
    handle = (
        Handle.objects.select_related("user__resume_page__resume", "user__billing_account__current")
        .prefetch_related("user__handles")
        .filter(name=name)
        .first()
    )
    if handle is None or handle.user is None or not hasattr(handle.user, "resume_page"):
        return None
    page, current = handle.user.resume_page, current_handle(handle.user, now=now)
    page.user = handle.user
    is_former = handle.is_chosen and handle != _newest_chosen(handle.user)
    if is_former and not entitlements.for_user(handle.user, now).is_plus:
        return None
    if page.resume is None or page.resume.deleted_at:
        return None
    return Found(page, page.resume, current.name)


def current_handle(user: User, *, now: dt.datetime) -> Handle:
    """Returns the address at which a member's page is shown now: the newest chosen one while they have Plus, else the given
    one."""
    if entitlements.for_user(user, now).is_plus and (chosen := _newest_chosen(user)):
        return chosen
    return next((one for one in user.handles.all() if not one.is_chosen), None) or give_handle(user=user, now=now)


def current_handles(user_ids: Collection[int], *, now: dt.datetime) -> dict[int, str]:
    """Returns the current address of each of these members who have one, by id. Two queries."""
    plus = {pk for pk, entitled in entitlements.for_users(user_ids, now).items() if entitled.is_plus}
    names: dict[int, str] = {}
    rows = Handle.objects.filter(user__in=user_ids).order_by("is_chosen", "since", "pk")
    for user_id, name, is_chosen in rows.values_list("user_id", "name", "is_chosen"):
        if user_id is not None and (not is_chosen or user_id in plus):
            names[user_id] = name
    return names


@transaction.atomic
def choose_handle(*, user: User, name: str, now: dt.datetime) -> Handle:
    """Makes ``name`` the address of a member's page. The former one redirects to it. Raises ``HandleRefused``."""
    User.objects.select_for_update().get(pk=user.pk)
    if not entitlements.for_user(user, now).is_plus:
        raise HandleRefused(_("Choosing an address is part of Plus."))
    name = name.strip().casefold()
    refuse_malformed(name)
    own = Handle.objects.filter(user=user, name=name).first()
    if own is not None and not own.is_chosen:
        raise HandleRefused(_("This is the address we gave you. Choose another one."))
    if own is None:
        if is_reserved(name) or ReservedWord.objects.matches(name):
            raise HandleRefused(_("This address is reserved. Choose another one."))
        if Handle.objects.filter(user=user, is_chosen=True).count() >= MOST_CHOSEN:
            raise HandleRefused(_("You have %d addresses. Remove one first.") % MOST_CHOSEN)
        own = _claim(user, name, now)
    forget_addresses(user)
    Handle.objects.filter(pk=own.pk).update(since=now, lapsed_at=None)
    forget_address(name)
    return own


@transaction.atomic
def remove_handle(*, handle: Handle, now: dt.datetime) -> None:
    """Releases an address that a member chose. Nobody can choose it for ``RESTS``."""
    release(Handle.objects.filter(pk=handle.pk, user__isnull=False), now=now)


def release(handles: "QuerySet[Handle]", *, now: dt.datetime) -> int:
    """Takes addresses from their owners, if they still match the query when their turn comes. Returns their number."""
    released = [
        name for name in handles.values_list("name", flat=True)
        if handles.filter(name=name).update(user=None, released_at=now)
    ]  # fmt: skip
    for name in released:
        forget_address(name)
    return len(released)


def keep_or_release(*, now: dt.datetime) -> int:
    """Notes since when chosen addresses wait for an owner without Plus, releases those that waited ``KEPT``, and forgets those
    that rested. Returns the number released."""
    chosen = Handle.objects.filter(is_chosen=True, user__isnull=False)
    with_plus = Exists(entitlements.plus_accounts(now).filter(user=OuterRef("user")))
    chosen.filter(with_plus, lapsed_at__isnull=False).update(lapsed_at=None)
    chosen.filter(~with_plus, lapsed_at=None).update(lapsed_at=now)
    released = release(chosen.filter(~with_plus, lapsed_at__lte=now - KEPT), now=now)
    Handle.objects.filter(released_at__lte=now - RESTS).delete()
    return released


def refuse_malformed(name: str) -> None:
    """Raises ``HandleRefused`` for what isn't 3 to 30 letters, digits and single hyphens."""
    if not SHORTEST_HANDLE <= len(name) <= LONGEST_HANDLE:
        raise HandleRefused(
            _("Use %(least)d to %(most)d characters.") % {"least": SHORTEST_HANDLE, "most": LONGEST_HANDLE}
        )
    if not re.fullmatch(HANDLE, name):
        raise HandleRefused(_("Use letters from a to z, digits, and hyphens between them."))


def address_of(name: str) -> str:
    """Returns the start of the addresses of a page in the page cache."""
    return f"/r/{name}/"


def forget_address(name: str) -> None:
    forget_pages_on_commit(address_of(name))


def forget_addresses(user: User) -> None:
    """Invalidates the kept pages at every address of a member."""
    for name in Handle.objects.filter(user=user).values_list("name", flat=True):
        forget_address(name)


def _claim(user: User, name: str, now: dt.datetime) -> Handle:
    """Creates the address, or takes over one that rested long enough. Call it in a transaction. Raises ``HandleRefused``."""
    Handle.objects.filter(name=name, released_at__lte=now - RESTS).delete()
    try:
        with transaction.atomic():
            own = Handle.objects.create(user=user, name=name, is_chosen=True, since=now)
    except IntegrityError:
        raise HandleRefused(_("This address is taken. Choose another one.")) from None
    # Counted last, so an address that is taken doesn't count.
    if not rate_limits.allow_key("choose a résumé address", f"{MOST_NEW}/{NEW_WITHIN.days}day", of=str(user.pk)):
        raise HandleRefused(
            _(
                "You can choose up to %(most)d new addresses in %(days)d days. Keep the one you have, or try again later."
            )
            % {"most": MOST_NEW, "days": NEW_WITHIN.days}
        )
    return own


def _newest_chosen(user: User) -> Handle | None:
    return max((one for one in user.handles.all() if one.is_chosen), key=lambda one: (one.since, one.pk), default=None)


def _random_name() -> str:
    return "".join(secrets.choice(_GIVEN_ALPHABET) for _position in range(_GIVEN_LENGTH))
