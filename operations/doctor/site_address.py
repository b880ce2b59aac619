"""Checks of the address that visitors use: answers, HTTPS, certificate, and what the proxy passes on."""

import datetime as dt
import ipaddress
import json
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urljoin, urlsplit

from allauth.usersessions.models import UserSession
from django.conf import settings

from operations.doctor.results import Options, Result, ok, warning, wrong
from operations.doctor.running import described

MOST_REDIRECTS = 5
LATE, TOO_LATE = 21, 7  # days that a certificate is still valid
FEW_SESSIONS = 8  # fewer can all be from one office


def ask(
    address: str, options: Options, *, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[HTTPResponse, bytes]:
    """Returns the answer without following it, and at most 64 KB of its body. Raises ``OSError`` and ``HTTPException``."""
    parts = urlsplit(address)
    kind: Any = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=options.seconds)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, headers={"User-Agent": "jobboard-doctor", "Accept": "*/*", **(headers or {})})
        answer: HTTPResponse = connection.getresponse()
        return answer, answer.read(65_536)
    finally:
        connection.close()


def answers(options: Options) -> Result:
    """Asks for the page of health as a visitor would, by the public address."""
    address = f"{settings.SITE_URL}/health/ready"
    try:
        for _ in range(MOST_REDIRECTS):
            answer, body = ask(address, options)
            target = answer.getheader("Location")
            if answer.status // 100 != 3 or not target:
                return _judged(answer.status, body)
            if urljoin(address, target) == address:
                return _loop()
            address = urljoin(address, target)
    except ssl.SSLCertVerificationError:
        return wrong(f"{settings.SITE_URL} has a certificate that isn't trusted", "See “site: certificate”.")
    except socket.gaierror:
        host = urlsplit(settings.SITE_URL).hostname
        return wrong(f"{host} has no address in DNS", f"Make an A or AAAA record for {host}, or correct SITE_URL.")
    except (OSError, HTTPException) as error:
        return wrong(
            f"{settings.SITE_URL} doesn't answer: {described(error)}",
            "Start the web server and the proxy, and open the port in the firewall. From inside some networks a site can't reach "
            "its own public address; then run the doctor elsewhere.",
        )
    return _loop()


def _loop() -> Result:
    return wrong(
        f"{settings.SITE_URL} redirects in a circle",
        "The site thinks that requests come by plain HTTP. Let the proxy set CLIENT_SCHEME_HEADER, or set TRUSTED_PROXY_COUNT "
        "(docs/operations/proxies.md).",
    )


def _judged(status: int, body: bytes) -> Result:
    try:
        found = json.loads(body)
        is_ours = isinstance(found, dict) and "ready" in found
    except ValueError:
        is_ours = False
    if not is_ours:
        return wrong(
            f"{settings.SITE_URL} answers {status}, but not with this site",
            "Let the proxy pass all paths to the web server, with the Host of the request; check ALLOWED_HOSTS.",
        )
    if not found["ready"]:
        said = ", ".join(sorted(set(found) - {"ready"}))
        return wrong(f"{settings.SITE_URL} isn't ready: {said}", "See the checks of what it names.")
    return ok(f"{settings.SITE_URL} is ready")


def proxy_settings(options: Options) -> Result:
    """Behind a proxy that ends TLS and isn't configured, each request looks like plain HTTP and is redirected, forever."""
    if settings.LOCAL:
        return ok("local mode needs none")
    if settings.CLIENT_SCHEME_HEADER:
        return ok(f"the proxy sets {settings.CLIENT_ADDRESS_HEADER} and {settings.CLIENT_SCHEME_HEADER}")
    if settings.TRUSTED_PROXY_COUNT:
        return ok(f"{settings.TRUSTED_PROXY_COUNT} add to X-Forwarded-For")
    return wrong(
        "no proxy is configured, so every request counts as plain HTTP and is redirected to itself",
        "Set CLIENT_ADDRESS_HEADER and CLIENT_SCHEME_HEADER as docs/operations/proxies.md says, here and in the proxy.",
    )


def visitor_addresses(options: Options) -> Result:
    """Sees from the sessions of the last week whether the proxy passes visitors' addresses on."""
    since = options.now - dt.timedelta(days=7)
    found = list(UserSession.objects.filter(last_seen_at__gt=since).values_list("ip", "user")[:1000])
    if len({user for _ip, user in found}) < FEW_SESSIONS or settings.LOCAL:
        return ok("too few members signed in lately to tell" if not settings.LOCAL else "local mode has no proxy")
    addresses = {str(ip) for ip, _user in found}
    if len(addresses) == 1 and _is_inside(next(iter(addresses))):
        return wrong(
            f"all {len(found)} sessions of a week come from {addresses.pop()}, which is the proxy",
            "Let the proxy send visitors' addresses, under the name that CLIENT_ADDRESS_HEADER has (docs/operations/proxies.md). "
            "Until then all visitors share one limit.",
        )
    return ok(f"{len(addresses)} addresses in the sessions of a week")


def _is_inside(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private or address == "0.0.0.0"  # noqa: S104 - “unknown”
    except ValueError:
        return False


def certificate(options: Options) -> Result:
    """Looks at the certificate of SITE_URL: valid for the name, trusted, and for how long."""
    parts = urlsplit(settings.SITE_URL)
    if parts.scheme != "https":
        return ok("plain HTTP (local mode)")
    renew = "Renew it: see the log of Caddy or certbot. Port 80 must be open for most kinds of renewal."
    try:
        with socket.create_connection((parts.hostname, parts.port or 443), timeout=options.seconds) as plain:
            context = ssl.create_default_context()
            with context.wrap_socket(plain, server_hostname=parts.hostname) as secure:
                found = secure.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return wrong(
            f"browsers refuse it: {error.verify_message}", f"{renew} Send the whole chain, for this host name."
        )
    except OSError as error:
        return wrong(
            f"no TLS at {parts.hostname}: {described(error)}", "Start the proxy and let it listen on port 443."
        )
    ends = dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), dt.UTC)
    days = (ends - options.now).days
    said = f"ends on {ends:%Y-%m-%d}, in {days} days"
    if days < TOO_LATE:
        return wrong(said, renew)
    return warning(said, renew) if days < LATE else ok(said)


def https_only(options: Options) -> Result:
    """Whether browsers are told to use HTTPS only, as the answer arrives."""
    if not settings.SECURE_HSTS_SECONDS:
        return ok("off in local mode")
    answer, _body = ask(f"{settings.SITE_URL}/health/live", options)
    told = answer.getheader("Strict-Transport-Security") or ""
    if f"max-age={settings.SECURE_HSTS_SECONDS}" not in told:
        return warning(
            f"browsers are told “{told[:60]}”" if told else "browsers aren't told",
            "Let the proxy pass Strict-Transport-Security unchanged, and tell the site the scheme (CLIENT_SCHEME_HEADER).",
        )
    everything = "; it covers all subdomains and may be in browsers' own lists" if settings.SECURE_HSTS_PRELOAD else ""
    return ok(told + everything)
