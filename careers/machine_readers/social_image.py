"""Draws the Open Graph image of a guide or an occupation from its title and key figures, cached by content."""

import hashlib
import io
import textwrap

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from careers.display import percent
from careers.document import GuideDocument
from careers.models import Edition
from careers.occupations.passports import year_of
from careers.occupations.pay import amount
from occupations.facts import OccupationFacts
from toolkit.money import display

SIZE = (1200, 630)
PAPER, INK, MUTED, ACCENT = "#FBFBFC", "#15171C", "#434956", "#0B6B5D"
FONT = settings.BASE_DIR / "careers" / "data" / "Inter-SemiBold.ttf"


def png_for(edition: Edition) -> bytes:
    """The picture of ``edition`` as PNG."""
    return _kept(_lines(edition.document, edition.field.name if edition.field else ""))


def png_for_occupation(facts: OccupationFacts) -> bytes:
    """The picture of an occupation as PNG: its median pay and growth."""
    found = []
    pay = facts.pay_in("US")
    if pay and pay.median is not None:
        found.append(
            _("Median pay, US: %(amount)s, %(year)s") % {"amount": amount(pay, "median"), "year": year_of(pay.release)}
        )
    if facts.outlook:
        said = {"rate": percent(facts.outlook.growth), "year": facts.outlook.last_year}
        found.append(_("%(rate)s jobs by %(year)d") % said)
    if any(one and one.wider for one in (pay, facts.outlook)):
        found.append(_("of a wider group"))
    return _kept((_("Occupation · %s") % facts.code, facts.title, "  ·  ".join(found)))


def _kept(lines: tuple[str, str, str]) -> bytes:
    """Draws again only if the text changes."""
    key = "og:" + hashlib.blake2b("\0".join((settings.SITE_NAME, *lines)).encode(), digest_size=16).hexdigest()
    found = cache.get(key)
    if found is None:
        found = _draw(*lines)
        cache.set(key, found, 30 * 24 * 60 * 60)
    return bytes(found)


def _lines(document: GuideDocument, field: str) -> tuple[str, str, str]:
    """Eyebrow, title and a line of facts."""
    facts = []
    band = next((band for band in document.pay if band.median is not None), None)
    if band and band.median is not None:
        basis = _("editorial estimate")
        if band.basis == "published":
            is_own = not document.occupation or document.occupation.match == "exact"
            basis = _("published") if is_own else _("published for a wider or related group")
        median = display(band.median, band.currency)
        facts.append(_("Median %(amount)s a year (%(basis)s)") % {"amount": median, "basis": basis})
    eyebrow = _("Career guide · %s") % field if field else _("Career guide")
    return eyebrow, document.title, "  ·  ".join(facts)


def _draw(eyebrow: str, title: str, facts: str) -> bytes:
    image = Image.new("RGB", SIZE, PAPER)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 0, 18, SIZE[1]), fill=ACCENT)
    canvas.text((88, 84), eyebrow, font=_font(34), fill=ACCENT)
    size = 96 if len(title) <= 30 else 72 if len(title) <= 60 else 52
    wrapped = textwrap.wrap(title, width=int(1900 / size))[:4]
    canvas.multiline_text((84, 150), "\n".join(wrapped), font=_font(size), fill=INK, spacing=14)
    if facts:
        canvas.text((88, 462), facts, font=_font(36), fill=MUTED)
    canvas.text((88, 534), settings.SITE_NAME, font=_font(36), fill=INK)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, size)
