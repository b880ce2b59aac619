"""Canonical form of email addresses, for comparing, limiting, suppressing and storing, and the form for SMTP.

The canonical form is ASCII and lower case, without invisible characters that get pasted in (zero-width spaces, soft hyphens, bidi
marks), with full-width letters replaced and the domain as registries know it (IDNA 2008, RFC 5891: ``faß.example`` is
``xn--fa-hia.example``, not ``fass.example``). Local parts in other scripts need SMTPUTF8, which few servers support;
quoted local parts and IP domains (``x@[192.0.2.1]``) don't belong to people looking for a job. These are rejected with
an explanation."""

import re
import unicodedata
from typing import Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

LONGEST, LONGEST_LOCAL = 254, 64  # characters, by RFC 5321
READ_AT_MOST = 1000  # characters of the input
# Most stored addresses are this simple, and sending digests parses every recipient's.
PLAIN = re.compile(
    r"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@(?!.*xn--)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII
)
JOINERS = "\u200c\u200d"
# Invisible, though they aren't format characters: Hangul fillers and variation selectors.
INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
LABEL = re.compile("[a-z0-9-]+")
DOTS = re.compile("[.\u3002\uff0e\uff61]")
LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
# RFC 5321 section 4.1.2: a dot-string, or printable ASCII in quotes.
SMTP_LOCAL = re.compile(
    r"""[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"(?:[ !#-\[\]-~]|\\[ -~])*\"""", re.ASCII
)
SMTP_PLAIN = re.compile(r"[\w+-]+(?:\.[\w+-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)  # nearly all
SMTP_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f.:]+\]", re.IGNORECASE)

INCOMPLETE = _("Enter an email address such as name@example.org.")
TOO_LONG = _("This email address is too long. Enter one of at most 254 characters, with at most 64 before the @.")
LOCAL_SCRIPT = _(
    "The part before the @ has “%(character)s”, which email servers don't accept. Use letters from a to z, digits and signs"
    " such as . _ + -"
)
LOCAL_DOTS = _("The part before the @ can't begin or end with a dot or have two in a row. Check the address.")
LOCAL_SIGNS = _(
    "The part before the @ can only have letters, numbers and symbols such as . _ + -, without spaces or quotes."
)
BAD_DOMAIN = _("The part after the @ isn't a domain such as example.org. Check it for typos.")


class UnusableAddress(ValueError):
    """No mail server accepts this address. The message doesn't repeat it."""


def canonical(value: str) -> str:
    """Returns the canonical form of an address. Raises ``ValidationError`` with a message for the person who typed
    it."""
    if len(value) <= LONGEST_LOCAL and PLAIN.fullmatch(value):
        return value
    if len(value) > READ_AT_MOST:
        raise ValidationError(TOO_LONG, "max_length")
    local, at, domain = _visible(value).rpartition("@")
    if not at or not local or not domain:
        raise ValidationError(INCOMPLETE, "invalid")
    address = f"{_local(local)}@{_domain(domain)}"
    if len(address) > LONGEST or len(local) > LONGEST_LOCAL:
        raise ValidationError(TOO_LONG, "max_length")
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(BAD_DOMAIN, "invalid") from None
    return address


def comparable(value: str) -> str:
    """Returns the canonical form, or the lower-case text if it isn't an address: for looking up arbitrary input."""
    try:
        return canonical(value)
    except ValidationError:
        return _visible(value).lower()


def ascii_address(address: str) -> str:
    """Returns the address in ASCII: a domain such as ``bücher.example`` as its A-labels (RFC 5891). Raises
    `UnusableAddress` for addresses that SMTP can't express without extensions, such as a local part with other letters
    or control characters."""
    if SMTP_PLAIN.fullmatch(address):
        return address
    local, _at, domain = address.rpartition("@")
    try:
        named = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except UnicodeError as error:
        raise UnusableAddress("the domain is none") from error
    if not SMTP_LOCAL.fullmatch(local) or not SMTP_DOMAIN.fullmatch(named):
        raise UnusableAddress("SMTP cannot say this address")
    return f"{local}@{named}"


def validate(value: str) -> None:
    """Field validator that rejects addresses without a canonical form."""
    canonical(value)


class EmailField(forms.EmailField):
    """A form field whose value is the canonical form."""

    default_validators = []

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators = [one for one in self.validators if getattr(one, "code", "") != "max_length"]

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        return canonical(typed) if typed else ""


def _visible(value: str) -> str:
    """Removes format characters other than joiners, fillers and surrounding space; replaces full-width characters."""
    shown = INVISIBLE.sub("", value).translate(FULL_WIDTH)
    return "".join(one for one in shown if one in JOINERS or unicodedata.category(one) != "Cf").strip()


def _local(text: str) -> str:
    local = text.translate(dict.fromkeys(map(ord, JOINERS)))
    if foreign := next((one for one in local if not one.isascii()), ""):
        raise ValidationError(LOCAL_SCRIPT, "invalid", {"character": foreign})
    local = local.lower()
    if not LOCAL.fullmatch(local):
        has_dots = LOCAL.fullmatch(local.replace(".", "")) is not None
        raise ValidationError(LOCAL_DOTS if has_dots else LOCAL_SIGNS, "invalid")
    return local


def _domain(text: str) -> str:
    try:
        return ".".join(_label(label) for label in DOTS.split(text))
    except (idna.IDNAError, UnicodeError):
        raise ValidationError(BAD_DOMAIN, "invalid") from None


def _label(label: str) -> str:
    """Returns a label in ASCII. A joiner is meaningful only between letters of some scripts; IDNA refuses it
    elsewhere."""
    bare = label.translate(dict.fromkeys(map(ord, JOINERS)))
    if bare.isascii():
        label = bare.lower()
        if label.startswith("xn--"):
            return idna.alabel(idna.ulabel(label)).decode()
        if not LABEL.fullmatch(label):  # a number in brackets isn't a domain
            raise UnicodeError
        return label
    return idna.encode(label, uts46=True).decode()
