"""Signs preview links for a working copy, valid for two days."""

import datetime as dt

from django.core import signing

from careers.models import Guide

SALT = "careers.preview"
LIFETIME = dt.timedelta(hours=48)


def make_token(guide: Guide) -> str:
    """A signed token for ``?preview=`` on the guide's own address."""
    return signing.dumps(guide.pk, salt=SALT)


def guide_pk(token: str) -> int | None:
    """The guide a token was made for; ``None`` if the token is forged or has expired."""
    try:
        return int(signing.loads(token, salt=SALT, max_age=LIFETIME))
    except signing.BadSignature:
        return None
