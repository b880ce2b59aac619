"""Checks of settings that are allowed, but hardly meant."""

import os
from email.utils import parseaddr
from http.client import HTTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import ERROR, run_checks

from operations.doctor.results import Options, Result, ok, warning, wrong
from operations.doctor.site_address import ask
from operations.web_settings import web_settings
from toolkit.environment import Environment

NOTICED_AFTER = 4  # seconds: `inter` × `fall` of deploy/haproxy.cfg
# Names that RFC 2606 and 6761 keep for examples and tests.
EXAMPLES = (".example", ".test", ".invalid", ".localhost", "example.com", "example.org", "example.net", "localhost")


def is_example(domain: str) -> bool:
    return f".{domain.lower()}".endswith(tuple(f".{name.lstrip('.')}" for name in EXAMPLES))


def domain_of(address: str) -> str:
    """Returns the domain of ``Name <name@domain>``."""
    return parseaddr(address)[1].rpartition("@")[2].lower()


def mode(options: Options) -> Result:
    if settings.LOCAL:
        return ok("local mode: loopback only, plain HTTP, no checks of DNS")
    return ok("production")


def django(options: Options) -> Result:
    """Runs Django's checks, those for a deployment included."""
    found = [one for one in run_checks(include_deployment_checks=not settings.LOCAL) if not one.is_silenced()]
    if not found:
        return ok("none complains")
    first = found[0]
    said = f"{len(found)}: {first.id} {' '.join(str(first.msg).split())}"
    judged = wrong if any(one.level >= ERROR for one in found) else warning
    return judged(said, f"`manage.py check --deploy` says more. {first.hint or ''}".strip())


def addresses(options: Options) -> Result:
    """Finds addresses that stand for a real one in examples."""
    if settings.LOCAL:
        return ok("invented ones are fine in local mode")
    if is_example(domain_of(settings.DEFAULT_FROM_EMAIL)):
        return wrong(
            f"emails are sent from {domain_of(settings.DEFAULT_FROM_EMAIL)}, which nobody owns",
            "Set DEFAULT_FROM_EMAIL to an address of a domain of yours.",
        )
    if is_example(urlsplit(settings.SITE_URL).hostname or ""):
        return wrong(f"{settings.SITE_URL} is an example", "Set SITE_URL to the public address of the site.")
    names = ("CONTACT_EMAIL", "ALERT_UNSUBSCRIBE_EMAIL")
    if examples := [name for name in names if is_example(domain_of(getattr(settings, name)))]:
        return warning(
            f"nobody reads what is sent to {' and '.join(examples)}",
            f"Set {examples[0]} to an address that somebody reads.",
        )
    return ok("none is an example")


def operator(options: Options) -> Result:
    if settings.OPERATOR_NAME and settings.OPERATOR_ADDRESS:
        return ok(settings.OPERATOR_NAME)
    return warning(
        "terms and contact page don't say who runs the site",
        "Set OPERATOR_NAME and OPERATOR_ADDRESS. The law of many places asks for both.",
    )


def former_keys(options: Options) -> Result:
    former = len(settings.SECRET_KEY_FALLBACKS)
    if former:
        return warning(
            f"{former} former SECRET_KEY still opens sessions and links",
            "When a month has passed, run `manage.py encrypt_mfa_secrets` and empty SECRET_KEY_FALLBACKS.",
        )
    return ok("none is still accepted")


def staff(options: Options) -> Result:
    if get_user_model().objects.filter(is_superuser=True, is_active=True).exists():
        return ok("a superuser can sign in")
    return warning("nobody can use the staff site", "Run `manage.py createsuperuser`.")


def monitoring(options: Options) -> Result:
    if settings.LOCAL:
        return ok("/metrics is on" if settings.METRICS_TOKEN else "not needed in local mode")
    if not settings.METRICS_TOKEN:
        return warning(
            "/metrics is off, so no alarm can be set", "Set METRICS_TOKEN, and see docs/operations/watching.md."
        )
    workers = web_settings(Environment(os.environ)).workers
    if not settings.METRICS_DIR and not _counts(options):
        said = f"METRICS_DIR isn't set, so nothing is known of requests and tasks; {workers} web processes share that folder"
        return warning(
            said, "Set METRICS_DIR to a folder in memory, such as /run/jobboard-metrics (docs/operations/watching.md)."
        )
    return ok("/metrics is on")


def _counts(options: Options) -> bool:
    """Whether the web server counts: its unit has a variable of its own, which isn't among the settings of commands."""
    headers = {"Authorization": f"Bearer {settings.METRICS_TOKEN}"}
    try:
        answer, body = ask(f"{settings.SITE_URL}/metrics", options, headers=headers)
    except (OSError, HTTPException):
        return False
    return answer.status == 200 and b"\njobboard_http_request" in body


def draining(options: Options) -> Result:
    """Whether a web server that stops says so for long enough."""
    seconds = web_settings(Environment(os.environ)).drain
    if seconds >= NOTICED_AFTER:
        return ok(f"for {seconds} s before a web server stops listening")
    if settings.LOCAL:
        return ok("not needed in local mode")
    return warning(
        f"DRAIN_SECONDS is {seconds}, and a balancer needs {NOTICED_AFTER} to leave out a server that stops",
        f"Behind a balancer, set DRAIN_SECONDS to {NOTICED_AFTER + 1} or more: seconds between its checks × failures that it "
        "waits for, plus a second. With one web server there's nothing to do.",
    )
