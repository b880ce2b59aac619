"""Identifies the client of a request: its address, for rate limits, sessions, the audit log and allauth, and its device.

Trusted proxies are configured, because anybody can write a header. WSGI gives ``X_Forwarded_For`` and ``X-Forwarded-For`` one
name, and the later one wins. So the safe choice is a header that the proxy sets and whose name has no dash: it has only one
spelling (docs/operations/proxies.md).
"""

import ipaddress
import re

import ua_parser
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext

UNKNOWN = "0.0.0.0"  # noqa: S104 - the unspecified address, used where a value is required
# One /64 is one household or one server, which can use every address in it.
COUNTED_PREFIX = 64
ROBOT = re.compile(
    r"bot|crawl|spider|slurp|preview|externalhit|whatsapp|monitor|curl|wget|python|lighthouse|headless", re.IGNORECASE
)
PREFETCH = re.compile("prefetch|preview")
# Headers of browsers that load a page before it is asked for.
PREFETCH_HEADERS = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
_BRACKETS = re.compile(r"\[([^\]]*)\](?::\d+)?")
_PORT = re.compile(r"(\d+\.\d+\.\d+\.\d+):\d+")


def client_address(request: HttpRequest) -> str:
    """Returns the visitor's address as our own proxy saw it, whatever the visitor claims; ``UNKNOWN`` if there is
    none."""
    return parse_address(_said_by_proxy(request)) or parse_address(request.META.get("REMOTE_ADDR", "")) or UNKNOWN


def client_network(request: HttpRequest) -> str:
    """Returns the network that limits are counted by."""
    return network_of(client_address(request))


def network_of(text: str) -> str:
    """Returns an IPv4 address unchanged, or the /64 around an IPv6 address."""
    address = ipaddress.ip_address(text)
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, COUNTED_PREFIX), strict=False))


def parse_address(text: str) -> str:
    """Returns the address in canonical form, without port, brackets and zone; IPv4 inside IPv6 becomes IPv4. Empty for
    anything else."""
    text = text.strip().strip('"').strip()
    if found := _BRACKETS.fullmatch(text) or _PORT.fullmatch(text):
        text = found[1]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def device(user_agent: str) -> str:
    """Returns browser and system, such as ``Firefox on Linux``. Never returns parts of the header, which can contain
    anything."""
    found = ua_parser.parse(user_agent[:1000])
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Unknown browser")


def is_robot(request: HttpRequest) -> bool:
    """Returns whether a program says that it asks, and not a person's browser."""
    return ROBOT.search(request.META.get("HTTP_USER_AGENT", "") or "bot") is not None


def is_ahead(request: HttpRequest) -> bool:
    """Returns whether a browser loads the page ahead, or to keep it: nobody reads it now."""
    return any(PREFETCH.search(request.META.get(name, "")) for name in PREFETCH_HEADERS)


def is_opened(request: HttpRequest) -> bool:
    """Returns whether a person seems to have opened the page: not a robot, a HEAD request or a browser that loads ahead."""
    return request.method == "GET" and not is_ahead(request) and not is_robot(request)


def asks_not_to_be_counted(request: HttpRequest) -> bool:
    """Returns whether the browser sends "Do Not Track" or the Global Privacy Control."""
    return request.headers.get("DNT") == "1" or request.headers.get("Sec-GPC") == "1"


def _said_by_proxy(request: HttpRequest) -> str:
    """Reads ``CLIENT_ADDRESS_HEADER``, or the hop added by the outermost of our ``TRUSTED_PROXY_COUNT`` proxies."""
    if settings.CLIENT_ADDRESS_HEADER:
        return str(request.META.get(f"HTTP_{settings.CLIENT_ADDRESS_HEADER.upper()}", ""))
    hops = [hop for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXY_COUNT
    return str(hops[-trusted]) if 0 < trusted <= len(hops) else ""
