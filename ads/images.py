"""Takes images of campaigns: scanned for viruses, then re-encoded like logos, so no other content of the file is kept."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from jobs.logos import MOST_BYTES, TOO_LARGE, LogoRefused, as_png
from toolkit import virus_scan

VIRUS = _("Our virus scanner refused this file. Upload another one.")
NO_SCANNER = _("The virus scanner isn't responding. Try again in a few minutes.")


def take_image(file: UploadedFile) -> bytes:  # type: ignore[type-arg]
    """Returns an upload as a small PNG. Raises ``LogoRefused``."""
    if (file.size or 0) > MOST_BYTES:
        raise LogoRefused(TOO_LARGE)
    content = file.read()
    try:
        virus_scan.scan(content)
    except virus_scan.VirusFound as error:
        raise LogoRefused(VIRUS) from error
    except virus_scan.ScannerUnavailable as error:
        raise LogoRefused(NO_SCANNER) from error
    return as_png(content)


def digest_of(image: bytes) -> str:
    """Returns the part of an image's address that changes with it."""
    return hashlib.blake2b(image, digest_size=8).hexdigest()
