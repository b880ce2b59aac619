"""Converts email addresses to the form that mail servers accept."""

import re

import idna

# RFC 5321 section 4.1.2: a dot-string, or printable ASCII in quotes.
_LOCAL = re.compile(r"""[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"(?:[ !#-\[\]-~]|\\[ -~])*\"""", re.ASCII)
_PLAIN = re.compile(r"[\w+-]+(?:\.[\w+-]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)  # nearly all
_DOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f.:]+\]", re.IGNORECASE)


class UnusableAddress(ValueError):
    """No mail server accepts this address. The message doesn't repeat it."""


def ascii_address(address: str) -> str:
    """Returns the address in ASCII: a domain such as ``bücher.example`` as its A-labels (RFC 5891). Raises
    `UnusableAddress` for addresses that SMTP can't express without extensions, such as a local part with other letters
    or control characters."""
    if _PLAIN.fullmatch(address):
        return address
    local, _at, domain = address.rpartition("@")
    try:
        named = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except UnicodeError as error:
        raise UnusableAddress("the domain is none") from error
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(named):
        raise UnusableAddress("SMTP cannot say this address")
    return f"{local}@{named}"
