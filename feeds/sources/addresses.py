"""Validates addresses before fetching: allowed hosts and public IP addresses only."""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.conf import settings

_SAFE = "%/:=&?~#+!$,;'@()*[]"  # what an address can contain as it is; anything else is percent-encoded
_PORTS = {"https": 443, "http": 80}

# The part of IPv6 that is assigned to the internet (IANA). IPv4-mapped addresses and NAT64 are outside, Teredo and 6to4
# inside; all of them lead to an IPv4 address that nobody has checked.
_INTERNET = ipaddress.IPv6Network("2000::/3")
_TUNNELS = (ipaddress.IPv6Network("2001::/32"), ipaddress.IPv6Network("2002::/16"))


class Refused(Exception):
    """The address must not be fetched; the message says why."""


@dataclass(frozen=True)
class Target:
    """Where one request goes: ``ips`` are the addresses of ``host``, looked up once and all of them allowed."""

    scheme: str
    host: str
    port: int
    path: str
    ips: tuple[str, ...]

    @property
    def authority(self) -> str:
        """The host as a request names it: with its port, unless it is that of the scheme."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_local(self) -> bool:
        return all(ipaddress.ip_address(ip).is_loopback for ip in self.ips)


def target_of(url: str, hosts: Iterable[str]) -> Target:
    """The checked target of ``url``. Raises ``Refused``, and ``OSError`` when its host cannot be looked up."""
    try:
        parts = urlsplit(quote(url.strip(), safe=_SAFE))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise Refused(f"The URL can't be read: {url[:200]}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise Refused(f"The URL doesn't start with https:// and a host: {url[:200]}")
    if parts.username is not None or parts.password is not None:
        raise Refused(f"The URL for {host} contains a username or password.")
    if not any(_matches(host, pattern) for pattern in hosts):
        raise Refused(f"{host} isn't one of this source's allowed hosts.")
    port = port or _PORTS[parts.scheme]
    target = Target(
        parts.scheme, host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), _look_up(host, port)
    )
    if settings.FETCH_LOOPBACK and target.is_local:
        return target
    if parts.scheme != "https":
        raise Refused(f"The URL doesn't start with https://: {url[:200]}")
    if port != 443:
        raise Refused(f"The URL uses port {port} of {host}. Only 443 is allowed.")
    for ip in target.ips:
        if not is_public(ip):
            raise Refused(f"{host} points to {ip}, which isn't a public address.")
    return target


def is_public(ip: str) -> bool:
    """Whether an IP address is public and doesn't embed another address."""
    address = ipaddress.ip_address(ip)
    if isinstance(address, ipaddress.IPv6Address) and (
        address not in _INTERNET or any(address in network for network in _TUNNELS)
    ):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def _matches(host: str, pattern: str) -> bool:
    """``*.example.com`` matches every host below ``example.com``, but not that host itself."""
    pattern = pattern.strip().lower().rstrip(".")
    return host.endswith(pattern[1:]) and host != pattern[2:] if pattern.startswith("*.") else host == pattern


def _look_up(host: str, port: int) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise Refused(f"The URL has no valid host name: {host[:100]}") from error
    return tuple(dict.fromkeys(str(address[0]) for *_kind, address in found))
