"""Environment of local processes: the only interface between local mode and the settings."""

import base64
import secrets
from collections.abc import Mapping
from pathlib import Path

from local.files import read_text, write_private
from local.postgres import wheel_folder
from local.servers import VARIABLES
from local.site import Site

# All that describes a site, to the settings or to local mode; a test run inherits none of it.
SITE_VARIABLES = {
    *VARIABLES,
    "ACCESS_LOG",
    "ADMIN_NEEDS_SECOND_FACTOR",
    "ADS",
    "ADVICE_API_KEY",
    "ADVICE_BASE_URL",
    "ADVICE_CALLS",
    "ADVICE_CURRENCY",
    "ADVICE_MEMBER_DAY",
    "ADVICE_MEMBER_MONTH",
    "ADVICE_MODEL",
    "ADVICE_PRICE_INPUT",
    "ADVICE_PRICE_OUTPUT",
    "ADVICE_SITE_DAY",
    "ADVICE_SITE_MONTH",
    "ALERT_DOUBT_SECONDS",
    "ALERT_POSTMARK_STREAM",
    "ALERT_SENDERS",
    "ALERT_UNSUBSCRIBE_EMAIL",
    "ALLOWED_HOSTS",
    "ANDROID_FINGERPRINTS",
    "ANDROID_PACKAGE",
    "API_NETWORK_MINUTE",
    "API_TOKEN_MINUTE",
    "APP_WORKER",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "BACKUP_AGE_RECIPIENTS",
    "BACKUP_BUCKET",
    "BACKUP_BUCKET_ACCESS_KEY",
    "BACKUP_BUCKET_ENDPOINT",
    "BACKUP_BUCKET_REGION",
    "BACKUP_BUCKET_SECRET_KEY",
    "BACKUP_DATABASE_URL",
    "BACKUP_DIR",
    "BACKUP_FILES",
    "BACKUP_GPG_RECIPIENT",
    "BACKUP_KEEP_DAILY",
    "BACKUP_KEEP_MONTHLY",
    "BACKUP_KEEP_WEEKLY",
    "BREVO_API_KEY",
    "CACHE_URL",
    "CELERY_BROKER_URL",
    "CLIENT_ADDRESS_HEADER",
    "CLIENT_SCHEME_HEADER",
    "CONN_MAX_AGE",
    "CONTACT_EMAIL",
    "DATABASE_POOLER",
    "DATABASE_REPLICA_LAG",
    "DATABASE_REPLICA_URL",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "DRAIN_SECONDS",
    "EMAIL_PROVIDER",
    "EMAIL_TIMEOUT",
    "EMAIL_URL",
    "EMAIL_WEBHOOK_SECRETS",
    "FETCH_LOOPBACK",
    "GITHUB_CLIENT_ID",
    "GITHUB_CLIENT_SECRET",
    "GOOGLE_CLIENT_ID",
    "GOOGLE_CLIENT_SECRET",
    "HSTS_PRELOAD",
    "INBOUND_MAIL_DOMAIN",
    "INDEXNOW_KEY",
    "INDEXNOW_URL",
    "JOBBOARD_LOCAL",
    "LOCAL_DIR",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "MAILGUN_API_KEY",
    "MAILGUN_API_URL",
    "MAILGUN_WEBHOOK_SIGNING_KEY",
    "MEMBER_FILES_ACCESS_KEY",
    "MEMBER_FILES_BUCKET",
    "MEMBER_FILES_DIR",
    "MEMBER_FILES_ENDPOINT",
    "MEMBER_FILES_REGION",
    "MEMBER_FILES_SECRET_KEY",
    "METRICS_DIR",
    "METRICS_TOKEN",
    "MFA_ENCRYPTION_KEYS",
    "OPERATOR_ADDRESS",
    "OPERATOR_NAME",
    "PORT",
    "POSTGRES_TOOLS_DIR",
    "POSTMARK_SERVER_TOKEN",
    "PUSH_SERVICES",
    "REQUEST_ID_HEADER",
    "RESUME_FONTS_DIR",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "SECURITY_CONTACT",
    "SENTRY_DSN",
    "SENTRY_ENVIRONMENT",
    "SENTRY_RELEASE",
    "SENTRY_TRACES_PERCENT",
    "SITE_NAME",
    "SITE_URL",
    "SLOW_QUERY_MS",
    "STATIC_ROOT",
    "STRIPE_API_BASE",
    "STRIPE_AUTOMATIC_TAX",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRETS",
    "TRUSTED_PROXY_COUNT",
    "UNPROVED_EMAILS_AN_HOUR",
    "VAPID_PRIVATE_KEY",
    "VIRUS_SCANNER",
    "WEB_HOST",
    "WEB_PORT",
    "WEB_THREADS",
    "WEB_WORKERS",
    "WORKER_METRICS",
}


TEST_SITE_URL = "http://127.0.0.1:8000"  # of links in tests; nobody listens there
TEST_KEY = "sk_test_standin"
WEBHOOK_SECRET = "whsec_standin"  # noqa: S105 - of a server on this machine where no money moves


def local_environment(
    environ: Mapping[str, str],
    site: Site,
    urls: Mapping[str, str],
    *,
    smtp_port: int | None,
    stripe_port: int | None = None,
    model_port: int | None = None,
) -> dict[str, str]:
    """``environ`` with what local mode adds to it; what is set wins. Without a mail catcher, email is printed.
    Without a key of Stripe, the stand-in at ``stripe_port`` takes its place; without a model, the one at ``model_port``."""
    added = {
        "JOBBOARD_LOCAL": "1",
        "OPERATOR_NAME": "Wayfarer Demo Ltd",  # invented, like all that the demo shows
        "OPERATOR_ADDRESS": "1 Harbor Street, Example City",
        "ADMIN_NEEDS_SECOND_FACTOR": "0",  # the demo logins have none
        "SECRET_KEY": secret_key(site.folder),
        "VAPID_PRIVATE_KEY": vapid_key(site.folder),
        "SITE_URL": site.url.rstrip("/"),
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}" if smtp_port else "consolemail://",
        "DEFAULT_FROM_EMAIL": "Wayfarer <jobs@example.com>",
        "STATIC_ROOT": str(site.folder / "static"),
        "MEMBER_FILES_DIR": str(site.folder / "files"),
        **_payments(environ, stripe_port),
        **_model(environ, model_port),
        "LOCAL_DIR": str(site.folder),
        "BACKUP_DIR": str(site.folder / "backups"),
        "POSTGRES_TOOLS_DIR": str(wheel_folder() or ""),
        **urls,
    }
    return {**added, **{name: value for name, value in environ.items() if value or name not in added}}


def without_site(environ: Mapping[str, str]) -> dict[str, str]:
    """``environ`` without what describes a site: nobody's settings or data may decide what a test sees."""
    return {name: value for name, value in environ.items() if name not in SITE_VARIABLES}


def environment_of_tests(environ: Mapping[str, str], site: Site, urls: Mapping[str, str]) -> dict[str, str]:
    """The environment of tests on servers of their own."""
    return local_environment({**without_site(environ), "SITE_URL": TEST_SITE_URL}, site, urls, smtp_port=None)


def _payments(environ: Mapping[str, str], port: int | None) -> dict[str, str]:
    if environ.get("STRIPE_SECRET_KEY"):
        return {}
    return {
        "STRIPE_SECRET_KEY": TEST_KEY,
        "STRIPE_WEBHOOK_SECRETS": WEBHOOK_SECRET,
        "STRIPE_API_BASE": f"http://127.0.0.1:{port or 1}",
    }


def _model(environ: Mapping[str, str], port: int | None) -> dict[str, str]:
    if environ.get("ADVICE_BASE_URL") or not port:
        return {}
    return {"ADVICE_BASE_URL": f"http://127.0.0.1:{port}/v1", "ADVICE_MODEL": "stand-in"}


def secret_key(folder: Path) -> str:
    """The folder's own random key, made at the first call: sessions survive a restart, no two checkouts share it."""
    path = folder / "secret-key"
    if not read_text(path):
        write_private(path, secrets.token_urlsafe(48))
    return read_text(path)


def vapid_key(folder: Path) -> str:
    """The folder's own key for notifications: a private key of the curve P-256, in URL-safe base64."""
    path = folder / "vapid-key"
    if not read_text(path):
        number = 1 + secrets.randbelow(2**255)  # less than the order of the curve
        write_private(path, base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("="))
    return read_text(path)


def missing_servers(environ: Mapping[str, str]) -> list[str]:
    """Returns the server variables that aren't set; embedded servers provide them."""
    return [name for name in VARIABLES if not environ.get(name)]
