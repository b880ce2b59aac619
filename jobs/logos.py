"""Converts uploaded logos to small PNG files."""

import io

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 256  # pixels of the longer side of stored logos
MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 4096 * 4096
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


class LogoRefused(ValueError):
    """The file can't be a logo; ``reason`` says why, for the person who uploaded it."""

    def __init__(self, reason: Promise) -> None:
        super().__init__(reason)
        self.reason = str(reason)


NO_PICTURE = _("This file isn't a PNG, JPEG, WebP or GIF image, or it's damaged. Upload another one.")
TOO_LARGE = _("This image is too large. Use at most 2 MB and 4,096 by 4,096 pixels.")


def as_png(upload: bytes) -> bytes:
    """Decodes ``upload``, rotates it upright, scales it to fit ``SIDE`` by ``SIDE`` pixels and re-encodes it, so no
    other content of the file is kept. Raises ``LogoRefused``."""
    if len(upload) > MOST_BYTES:
        raise LogoRefused(TOO_LARGE)
    try:
        with Image.open(io.BytesIO(upload), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise LogoRefused(TOO_LARGE)
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LogoRefused(TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        if isinstance(error, LogoRefused):
            raise
        raise LogoRefused(NO_PICTURE) from error
    upright.thumbnail((SIDE, SIDE))
    made = io.BytesIO()
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    clean.save(made, "PNG", optimize=True)
    return made.getvalue()
