"""Reads typed environment variables; errors name the variable and say what it must be.

An empty value counts as not set. Errors repeat only numbers, switches and choices: other values may hold passwords.
"""

import base64
import ipaddress
import re
from collections.abc import Collection, Mapping
from email.utils import parseaddr
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import environ
import psycopg
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from psycopg.conninfo import make_conninfo

from toolkit import valkey_address

ON, OFF = ("1", "true", "yes", "on", "y", "ok"), ("0", "false", "no", "off", "n")
POSTGRESQL = "django.db.backends.postgresql"
# Database options that Django uses itself; all others must be known to PostgreSQL's library.
OF_DJANGO = {"assume_role", "isolation_level", "pool", "server_side_binding"}
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # how many private keys there are
HOST = re.compile(r"(\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]|\*)", re.IGNORECASE)


class SettingError(ImproperlyConfigured, SystemExit):
    """The site can't start with these settings. If uncaught, it ends the process like ``sys.exit``: with only the text,
    and code 1."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.code = text


def refuse(name: str, why: str) -> None:
    """Raises an error that says what the variable must be."""
    raise SettingError(f"{name} {why}.")


class Environment:
    """Reads variables. They are required unless there is a ``default`` (None counts as one only where the return type
    allows it)."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables

    def text(self, name: str, default: str | None = None, *, at_most: int = 10_000) -> str:
        value = self._variables.get(name, "").strip()
        if not value:
            if default is None:
                raise SettingError(f"{name} is not set. The README lists every variable.")
            return default
        if not value.isprintable():
            refuse(name, "must be one line of UTF-8 text without control characters")
        if len(value) > at_most:
            refuse(name, f"must not be longer than {at_most} characters")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "").lower()
        if value and value not in (*ON, *OFF):
            refuse(name, f"must be 1 (on) or 0 (off), not “{value[:40]}”")
        return value in ON if value else default

    def number(self, name: str, default: int, *, at_least: int, at_most: int) -> int:
        value = self.text(name, str(default))
        if not re.fullmatch(r"[0-9]{1,12}", value) or not at_least <= int(value) <= at_most:
            refuse(name, f"must be a whole number from {at_least} to {at_most}, not “{value[:40]}”")
        return int(value)

    def choice(self, name: str, choices: Collection[str], default: str) -> str:
        value = self.text(name, default)
        if value not in (*choices, default):
            *others, last = choices
            refuse(name, f"must be {', '.join(others)} or {last}, not “{value[:40]}”")
        return value

    def keys(self, name: str) -> list[str]:
        """Returns keys of 32 random bytes in URL-safe base64, as `cryptography.fernet` takes them; none by default."""
        keys = self.items(name, default=[])
        for key in keys:
            try:
                raw = base64.b64decode(key, altchars=b"-_", validate=True)
            except ValueError:
                raw = b""
            if len(raw) != 32 or len(set(raw)) < 16:
                refuse(name, "must be keys of 32 random bytes in URL-safe base64. The README shows how to make one")
        return keys

    def curve_key(self, name: str) -> str:
        """Returns a private key of the curve P-256 in URL-safe base64, as RFC 8292 uses them; none by default."""
        value = self.text(name, "").rstrip("=")
        try:
            raw = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
        except ValueError:
            raw = b"-"
        if raw and (len(raw) != 32 or not 0 < int.from_bytes(raw, "big") < P256_ORDER):
            refuse(name, "must be a key that `manage.py make_vapid_keys` printed")
        return value

    def items(self, name: str, default: Collection[str] | None = None) -> list[str]:
        """Returns the comma-separated parts."""
        value = self.text(name, None if default is None else "")
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if value and not parts:
            refuse(name, "must contain values between its commas")
        return parts if value else list(default or ())

    def hosts(self, name: str, default: Collection[str]) -> list[str]:
        hosts = self.items(name, default)
        if not all(HOST.fullmatch(host) for host in hosts):
            refuse(name, "must be host names separated by commas, without https:// and ports")
        return hosts

    def undashed(self, name: str, default: str) -> str:
        """Returns a header name without dashes, so that it has only one spelling: WSGI doesn't distinguish dashes from
        underscores."""
        value = self.text(name, default)
        if value and not (value.isascii() and value.isalnum()):
            refuse(
                name,
                "must contain only letters and digits, because anyone can send a second spelling of a name with a dash",
            )
        return value

    def email(self, name: str, default: str | None = None) -> str:
        """Returns an address, either alone or as ``Name <address>``."""
        value = self.text(name, default)
        try:
            validate_email(parseaddr(value)[1])
        except ValidationError:
            refuse(name, "must be an email address such as jobs@example.org or Jobs <jobs@example.org>")
        return value

    def url(self, name: str, default: str | None = None, *, schemes: Collection[str], example: str) -> str:
        """Returns a URL with one of the schemes and a host; an empty default means that it may be missing."""
        value = self.text(name, default)
        if value and not _is_url(value, schemes):
            refuse(name, f"must be a full address such as {example}")
        return value

    def origin(self, name: str, default: str | None = None, *, example: str) -> str:
        """Returns scheme, host and port of a web server, without a trailing slash."""
        value = self.url(name, default, schemes=("http", "https"), example=example).rstrip("/")
        parts = urlsplit(value)
        if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
            refuse(name, f"must be a full address such as {example}, with nothing after the host and port")
        return value

    def model_server(self, name: str, default: str, *, private: bool) -> str:
        """Returns the base address of a server with a model, such as ``https://api.example.com/v1``, without a trailing slash.
        What is sent there is about people, so it's encrypted unless the server is in a private network (by its address, or a name
        without a dot), or with ``private`` always."""
        example = "https://api.example.com/v1"
        value = self.url(name, default, schemes=("http", "https"), example=example).rstrip("/")
        parts = urlsplit(value)
        if parts.query or parts.fragment or "@" in parts.netloc:
            refuse(name, f"must be a full address such as {example}, without a password and without ? and #")
        if parts.scheme == "http" and not private and not is_private_host(parts.hostname or ""):
            refuse(name, "must begin with https:// unless the server is in a private network")
        return value

    def socket(self, name: str, default: str) -> str:
        """Returns where a server listens: ``tcp://host:port`` or ``unix:///path``."""
        value = self.text(name, default)
        if value and not re.fullmatch(r"unix:///[^?#]+", value):
            wanted = "must be tcp://host:port or unix:///path"
            if not _is_url(value, ["tcp"]):
                refuse(name, wanted)
            parts = urlsplit(value)
            if not parts.port or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
                refuse(name, wanted)
        return value

    def redis(self, name: str, default: str | None = None) -> str:
        """Returns the address of a Redis or Valkey server, or of sentinels (`toolkit.valkey_address`)."""
        example = "redis://:password@host:6379/0"
        value = self.text(name, default)
        if valkey_address.is_sentinel(value):
            try:
                valkey_address.parse(value)
            except ValueError as error:
                refuse(name, str(error))
            return value
        value = self.url(name, default, schemes=("redis", "rediss"), example=example)
        if not re.fullmatch(r"(/[0-9]{0,4})?", urlsplit(value).path):
            refuse(name, f"must end with a database number, as in {example}")
        return value

    def database(self, name: str) -> dict[str, Any]:
        """Converts ``postgresql://…`` to an entry of Django's ``DATABASES``."""
        value = self.text(name)
        wanted = "must be a PostgreSQL address such as postgresql://user:password@host:5432/name"
        if value.split(":")[0] not in ("postgresql", "postgres"):
            refuse(name, f"{wanted}. The site supports no other database")
        try:
            found: dict[str, Any] = environ.Env.db_url_config(value)
            options = {key: given for key, given in found.get("OPTIONS", {}).items() if key not in OF_DJANGO}
            make_conninfo("", **options)
        except psycopg.ProgrammingError:
            raise SettingError(f"{name} has an option after its ? that PostgreSQL doesn't know.") from None
        except (ValueError, TypeError, LookupError):
            raise SettingError(f"{name} {wanted}.") from None
        found["HOST"] = unquote(found.get("HOST") or "")  # a folder with a socket: %2Frun%2Fpostgresql
        port = found.get("PORT") or 5432
        if found.get("ENGINE") != POSTGRESQL or not found.get("NAME") or "/" in found["NAME"] or not _is_port(port):
            refuse(name, f"{wanted}, with characters like / and @ in the password written as %2F and %40")
        return found

    def mail_server(self, name: str, *, printing: bool) -> dict[str, Any]:
        """Converts ``smtp+tls://…`` to Django's ``EMAIL_…`` settings. ``printing``: email may also be printed to the
        console or discarded."""
        value = self.text(name)
        schemes = ("smtp", "smtps", "smtp+tls", "smtp+ssl")
        elsewhere = printing and value.split(":")[0] in ("consolemail", "memorymail", "dummymail", "filemail")
        if not elsewhere and not _is_url(value, schemes):
            refuse(name, "must be the address of a mail server such as smtp+tls://user:password@host:587")
        found: dict[str, Any] = environ.Env.email_url_config(value)
        return found


def _is_url(value: str, schemes: Collection[str]) -> bool:
    try:
        parts: SplitResult = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0 and " " not in value
    except ValueError:  # an invalid port, or an incomplete IPv6 address
        return False


def is_private_host(host: str) -> bool:
    """Whether a host is named without a dot, or is an address of a private network or of this machine."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host


def _is_port(value: object) -> bool:
    return all(re.fullmatch(r"[0-9]{1,5}", part) and 0 < int(part) < 65536 for part in str(value).split(","))
