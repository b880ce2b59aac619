"""Settings of proxies, HTTPS, cookies and the Content-Security-Policy."""

from collections.abc import Iterable
from typing import Any

from csp.constants import NONE, SELF

from toolkit.environment import Environment, refuse

STRIPE_PAGES = ["https://checkout.stripe.com", "https://billing.stripe.com"]
SOCIAL_PAGES = {"google": "https://accounts.google.com", "github": "https://github.com"}
TWO_YEARS = 2 * 365 * 24 * 60 * 60


def security_settings(env: Environment, *, site_url: str, local: bool, form_targets: Iterable[str]) -> dict[str, Any]:
    """Returns Django's settings of the section "Security", and those of `toolkit.client`. ``form_targets``: other sites that
    answers to forms lead to."""
    # For the whole domain, and then without a way back for months, only if the operator says so (docs/operations/proxies.md).
    preload = env.flag("HSTS_PRELOAD", default=False) and not local
    return {
        **_proxies(env),
        "SECURE_SSL_REDIRECT": not local,
        "SECURE_REDIRECT_EXEMPT": [r"^health/"],  # probes ask from inside, by plain HTTP
        "SECURE_HSTS_SECONDS": 0 if local else TWO_YEARS,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": preload,
        "SECURE_HSTS_PRELOAD": preload,
        "SILENCED_SYSTEM_CHECKS": ["security.W005", "security.W021"],  # they ask for both
        "SECURE_REFERRER_POLICY": "strict-origin-when-cross-origin",
        "SESSION_COOKIE_SECURE": not local,
        "CSRF_COOKIE_SECURE": not local,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_FAILURE_VIEW": "jobboard.views.csrf_failure",
        "CSRF_TRUSTED_ORIGINS": [] if local else [site_url],
        "X_FRAME_OPTIONS": "DENY",
        "CONTENT_SECURITY_POLICY": {"DIRECTIVES": _content_security_policy(form_targets)},
    }


def _proxies(env: Environment) -> dict[str, Any]:
    """What proxies say of a visitor (docs/operations/proxies.md): headers that they set, or how many of them add to
    X-Forwarded-For."""
    address, scheme = env.undashed("CLIENT_ADDRESS_HEADER", ""), env.undashed("CLIENT_SCHEME_HEADER", "")
    proxies = env.number("TRUSTED_PROXY_COUNT", 0, at_least=0, at_most=10)
    if bool(address) != bool(scheme):
        refuse("CLIENT_SCHEME_HEADER", "and CLIENT_ADDRESS_HEADER must be set together")
    if address and proxies:
        refuse("TRUSTED_PROXY_COUNT", "must be 0 if CLIENT_ADDRESS_HEADER is set")
    found = {
        "CLIENT_ADDRESS_HEADER": address,
        "CLIENT_SCHEME_HEADER": scheme,
        "TRUSTED_PROXY_COUNT": proxies,
        "REQUEST_ID_HEADER": env.undashed("REQUEST_ID_HEADER", ""),
    }
    if scheme or proxies:
        header = f"HTTP_{scheme.upper()}" if scheme else "HTTP_X_FORWARDED_PROTO"
        found["SECURE_PROXY_SSL_HEADER"] = (header, "https")
    return found


def _content_security_policy(form_targets: Iterable[str]) -> dict[str, list[str]]:
    return {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        # Browsers apply this to where a form's answer leads as well: checkout and portal are pages of Stripe.
        "form-action": [SELF, *form_targets],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
