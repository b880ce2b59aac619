"""Fingerprint of the running code, so cached output of another version isn't served."""

import hashlib
from functools import cache

from django.conf import settings

PARTS = (
    "templates", "static", "jobboard", "alerts", "advice", "consulting", "feeds", "careers", "resumes", "jobs", "occupations",
    "billing", "accounts", "mail", "toolkit", "api", "ads", "operations",
)  # fmt: skip
_KINDS = {".py", ".html", ".css", ".js"}


@cache
def code_fingerprint() -> str:
    """Returns a short hash of the site's templates, styles, scripts and code."""
    digest = hashlib.blake2b(settings.SITE_NAME.encode() + settings.SITE_URL.encode(), digest_size=8)
    for part in PARTS:
        for path in sorted((settings.BASE_DIR / part).rglob("*")):
            if path.suffix in _KINDS:
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
