"""Fingerprint of the running code, so cached output of another version isn't served."""

import hashlib
import os
from functools import cache
from pathlib import Path

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
        for folder, folders, names in os.walk(settings.BASE_DIR / part):
            folders[:] = sorted(set(folders) - {"__pycache__"})  # others may be writing into that one
            for path in (Path(folder, name) for name in sorted(names)):
                if path.suffix in _KINDS:
                    digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
