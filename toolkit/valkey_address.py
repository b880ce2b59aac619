"""Reads addresses of sentinels: ``sentinel://:password@host1:26379,host2:26379,host3:26379/0?primary=jobboard``.

The password is the servers'; the sentinels' own is ``sentinel_password`` behind the ``?``. ``sentinels://`` means TLS, to servers
and sentinels alike.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

EXAMPLE = "sentinel://:password@host1:26379,host2:26379,host3:26379/0?primary=jobboard"
SCHEMES = ("sentinel", "sentinels")
PORT = 26379
FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
OPTIONS = {"primary", "sentinel_username", "sentinel_password", "ssl_check_hostname", *FILES}


@dataclass(frozen=True)
class SentinelAddress:
    """Sentinels and the primary that they watch. The dictionaries hold keyword arguments of redis-py's connections."""

    sentinels: tuple[tuple[str, int], ...]
    primary: str
    database: int
    login: dict[str, str]
    sentinel_login: dict[str, str]
    tls: dict[str, Any]  # empty: no TLS

    def of_servers(self) -> dict[str, Any]:
        return {"db": self.database, **self.login, **self._tls()}

    def of_sentinels(self) -> dict[str, Any]:
        return {**self.sentinel_login, **self._tls()}

    def for_kombu(self) -> str:
        """Returns the addresses as Kombu takes them; the primary's name goes into its transport options."""
        user, password = (quote(self.login.get(name, ""), safe="") for name in ("username", "password"))
        login = f"{user}:{password}@" if password else ""
        query = f"?{urlencode({**self.tls, 'ssl_cert_reqs': 'required'})}" if self.tls else ""
        hosts = (f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in self.sentinels)
        return ";".join(f"sentinel://{login}{host}/{self.database}{query}" for host in hosts)

    def _tls(self) -> dict[str, Any]:
        return {"ssl": True, **self.tls} if self.tls else {}


def is_sentinel(url: str) -> bool:
    return url.partition("://")[0] in SCHEMES


def parse(url: str) -> SentinelAddress:
    """Raises ``ValueError`` with a sentence's end that says what the address must be; it repeats nothing of the address."""
    try:
        parts = urlsplit(url)
    except ValueError:  # its text would repeat the password
        raise ValueError(f"must be an address such as {EXAMPLE}") from None
    login, _at, hosts = parts.netloc.rpartition("@")
    user, _colon, password = login.partition(":")
    options = dict(parse_qsl(parts.query))
    if not set(options) <= OPTIONS:
        raise ValueError(f"must have nothing behind its ? but {', '.join(sorted(OPTIONS))}")
    if not options.get("primary"):
        raise ValueError(f"must name the primary, as in {EXAMPLE}")
    database = parts.path.removeprefix("/") or "0"
    if not (database.isascii() and database.isdigit() and len(database) <= 4):
        raise ValueError(f"must have a database number behind the hosts, as in {EXAMPLE}")
    return SentinelAddress(
        sentinels=tuple(_host_and_port(host) for host in hosts.split(",")),
        primary=options["primary"],
        database=int(database),
        login=_login(unquote(user), unquote(password)),
        sentinel_login=_login(options.get("sentinel_username", ""), options.get("sentinel_password", "")),
        tls=_tls(parts.scheme, options),
    )


def with_database(url: str, number: int) -> str:
    """Returns an address, of sentinels or of one server, with another database."""
    return urlsplit(url)._replace(path=f"/{number}").geturl()


def _login(user: str, password: str) -> dict[str, str]:
    given = {"username": user, "password": password}
    return {name: value for name, value in given.items() if value}


def _tls(scheme: str, options: dict[str, str]) -> dict[str, Any]:
    given = {name: options[name] for name in FILES if name in options}
    checks = options.get("ssl_check_hostname", "true").lower() != "false"
    if scheme == "sentinels":
        return {**given, "ssl_check_hostname": checks}
    if given or "ssl_check_hostname" in options:
        raise ValueError("must begin with sentinels:// if it has options for TLS")
    return {}


def _host_and_port(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port or PORT
    except ValueError:  # an invalid port, or an incomplete IPv6 address
        host, port = None, 0
    if not host or " " in text:
        raise ValueError(f"must list its hosts with commas, as in {EXAMPLE}")
    return host, port
