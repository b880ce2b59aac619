"""Share links: create, revoke, find, ask for the passphrase, count views."""

import datetime as dt
import secrets
import unicodedata

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from resumes.models import Letter, Page, Resume, ShareLink
from resumes.publishing.viewers import Viewer, is_excluded

MOST_WORKING = 100
SAME_VIEW = dt.timedelta(minutes=10)
KEPT_ENDED = dt.timedelta(days=180)  # so long, a link that ended says so


class LinkRefused(ValueError):
    """The link can't be created. The message tells the member why."""


class NoSuchLink(Exception):
    """Nobody made this link, or its owner keeps the viewer out."""


class LinkEnded(Exception):
    """The link was revoked or has expired, its document is deleted, or staff hid the page of its owner."""


@transaction.atomic
def create_link(
    *,
    user: User,
    document: Resume | Letter,
    label: str,
    is_fixed: bool = False,
    expires_at: dt.datetime | None = None,
    passphrase: str = "",
    now: dt.datetime,
) -> ShareLink:
    """Creates a link for one recipient. A fixed one keeps showing the résumé as it is now, and one to a letter always does.
    Raises ``LinkRefused``."""
    User.objects.select_for_update().get(pk=user.pk)
    if ShareLink.objects.of(user).shown(now).count() >= MOST_WORKING:
        message = ngettext(
            "You have %d link that works. Revoke it first.",
            "You have %d links that work. Revoke one you no longer need first.",
            MOST_WORKING,
        )
        raise LinkRefused(message % MOST_WORKING)
    data = None
    if isinstance(document, Letter):
        letter = document.to_export(localdate(now))
        if letter.unfilled:
            raise LinkRefused(_("Fill in the placeholders of this letter first."))
        data = letter.to_json()
    elif is_fixed:
        data = document.data
    return ShareLink.objects.create(
        user=user,
        resume=document if isinstance(document, Resume) else None,
        letter=document if isinstance(document, Letter) else None,
        label=label,
        token=secrets.token_urlsafe(32),
        data=data,
        passphrase=make_password(_plain(passphrase)) if passphrase else "",
        created_at=now,
        expires_at=expires_at,
    )


def revoke_link(*, link: ShareLink, now: dt.datetime) -> None:
    """Ends a link at once and removes the copy of the résumé that it showed. Idempotent."""
    ShareLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now, data=None, passphrase="")


def purge_ended(*, now: dt.datetime) -> int:
    """Removes links that ended long ago. Returns their number."""
    long_ago = now - KEPT_ENDED
    ended = ShareLink.objects.filter(Q(revoked_at__lte=long_ago) | Q(expires_at__lte=long_ago))
    return ended.delete()[1].get("resumes.ShareLink", 0)


# --- Opening ------------------------------------------------------------------------------------------------------------


def find_link(*, token: str, viewer: Viewer, now: dt.datetime) -> ShareLink:
    """Returns the link with this token. Raises ``NoSuchLink``, also for somebody whom its owner keeps out, and
    ``LinkEnded``."""
    link = ShareLink.objects.select_related("resume", "letter", "user").filter(token=token).first()
    if link is None or is_excluded(viewer, link.user_id):
        raise NoSuchLink
    if not link.is_working(now) or link.shared.deleted_at is not None or not link.user.is_active:
        raise LinkEnded
    if Page.objects.hidden().of(link.user).exists():
        raise LinkEnded
    return link


def is_passphrase(link: ShareLink, typed: str) -> bool:
    """Returns whether this is the link's passphrase."""
    return check_password(_plain(typed), link.passphrase)


def proof_of_passphrase(link: ShareLink) -> str:
    """Returns what a browser keeps once the passphrase was right. It's worthless for other links and other passphrases."""
    return _proof(link, settings.SECRET_KEY)


def is_proof(link: ShareLink, proof: str) -> bool:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(constant_time_compare(proof, _proof(link, key)) for key in keys)


def count_view(*, link: ShareLink, device: str, now: dt.datetime) -> bool:
    """Counts a view, unless the same ``device`` viewed the link within the last minutes. Returns whether it was counted.

    The device's network and browser aren't stored: only a keyed hash of them and the link, which can't be compared between
    links, and only for ten minutes in Valkey.
    """
    seen = salted_hmac("resumes.links.view", f"{link.pk}|{device}", algorithm="sha256").hexdigest()
    is_new = bool(cache.add(f"resumes:viewed:{seen}", 1, SAME_VIEW.total_seconds()))
    if is_new:
        ShareLink.objects.filter(pk=link.pk).update(views=F("views") + 1, last_viewed_at=now)
    return is_new


def _proof(link: ShareLink, key: str) -> str:
    return salted_hmac("resumes.links.proof", f"{link.pk}:{link.passphrase}", secret=key).hexdigest()


def _plain(passphrase: str) -> str:
    """Returns the passphrase in one form: keyboards write the same letters in several."""
    return unicodedata.normalize("NFKC", passphrase).strip()
