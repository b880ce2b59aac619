"""Settings: one file, all values from environment variables.

A production process refuses to start on a missing or insecure value and names it. ``JOBBOARD_LOCAL=1`` (set by ``make run``,
``make test`` and a bare ``manage.py``) means one developer's machine: it answers to loopback hosts only.
The README lists every variable.
"""

import os
import re
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from django.http.request import validate_host

from accounts.allauth_settings import allauth_settings, social_providers
from jobboard.replica_reads import REPLICA_READS as REPLICA_READS
from mail.provider_settings import anymail_settings, provider_backend
from operations.backups.settings import backup_settings
from toolkit.app_settings import android_app
from toolkit.database_settings import databases, routers
from toolkit.environment import Environment, refuse
from toolkit.log_settings import watching_settings
from toolkit.security_settings import SOCIAL_PAGES, STRIPE_PAGES, security_settings
from toolkit.storage_settings import private_storage
from toolkit.valkey_settings import valkey_settings

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(os.environ)

LOCAL = env.flag("JOBBOARD_LOCAL", default=False)
DEBUG = env.flag("DEBUG", default=False)

# --- What must come from outside ------------------------------------------------------------------------------------

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.items("SECRET_KEY_FALLBACKS", default=[])
MFA_ENCRYPTION_KEYS = env.keys("MFA_ENCRYPTION_KEYS")  # the first one writes; none: made of SECRET_KEY
SITE_URL = env.origin("SITE_URL", example="https://jobs.example.org")
SITE_NAME = env.text("SITE_NAME", "Wayfarer", at_most=60)
CONTACT_EMAIL = env.email("CONTACT_EMAIL", "hello@example.com")
OPERATOR_NAME = env.text("OPERATOR_NAME", "")  # who runs the site: on the pages that law asks to name them
OPERATOR_ADDRESS = env.text("OPERATOR_ADDRESS", "")
# Where a weakness is reported: mailto: or https:, for /.well-known/security.txt.
SECURITY_CONTACT = env.text("SECURITY_CONTACT", f"mailto:{parseaddr(CONTACT_EMAIL)[1]}", at_most=300)
if not SECURITY_CONTACT.startswith(("mailto:", "https://")):
    refuse("SECURITY_CONTACT", "must begin with mailto: or https://")
DEFAULT_FROM_EMAIL = env.email("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Off only where the demo logins are, which have none.
ADMIN_NEEDS_SECOND_FACTOR = env.flag("ADMIN_NEEDS_SECOND_FACTOR", default=True)
FETCH_LOOPBACK = env.flag("FETCH_LOOPBACK", default=False)  # feeds from servers on this machine, for trying and testing
EMAIL_PROVIDER = env.choice("EMAIL_PROVIDER", ("postmark", "ses", "mailgun", "brevo"), "")  # its API instead of SMTP
EMAIL_WEBHOOK_SECRETS = env.items("EMAIL_WEBHOOK_SECRETS", default=[])  # two while one is rotated
RESUME_FONTS_DIR = env.text("RESUME_FONTS_DIR", "")  # fonts for PDFs beside our own, such as Noto Sans SC, JP and KR
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRETS = env.items("STRIPE_WEBHOOK_SECRETS")  # two while one is rotated
STRIPE_API_BASE = env.origin("STRIPE_API_BASE", "", example="http://127.0.0.1:8027")  # the stand-in of local mode
STRIPE_AUTOMATIC_TAX = env.flag("STRIPE_AUTOMATIC_TAX", default=False)
STRIPE_TEST_MODE = STRIPE_SECRET_KEY.startswith(("sk_test_", "rk_test_"))
# A model for advice, by any server that speaks OpenAI's chat completions; without it, advice is rules only.
ADVICE_BASE_URL = env.model_server("ADVICE_BASE_URL", "", private=LOCAL)
ADVICE_API_KEY = env.text("ADVICE_API_KEY", "", at_most=1000)
ADVICE_MODEL = env.text("ADVICE_MODEL", "", at_most=100)
# What a million tokens cost, in the smallest unit of the currency: for the cost report.
ADVICE_PRICE_INPUT = env.number("ADVICE_PRICE_INPUT", 0, at_least=0, at_most=10_000_000)
ADVICE_PRICE_OUTPUT = env.number("ADVICE_PRICE_OUTPUT", 0, at_least=0, at_most=10_000_000)
ADVICE_CURRENCY = env.choice("ADVICE_CURRENCY", ("USD", "EUR", "GBP"), "USD")
if bool(ADVICE_BASE_URL) != bool(ADVICE_MODEL):
    refuse("ADVICE_MODEL" if ADVICE_BASE_URL else "ADVICE_BASE_URL", "must be set too, or leave both empty")

_site = urlsplit(SITE_URL)
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", default=[_site.hostname or ""])

if LOCAL:
    _loopback = {"127.0.0.1", "localhost", "::1"}
    if _site.hostname not in _loopback or not set(ALLOWED_HOSTS) <= _loopback:
        refuse("JOBBOARD_LOCAL", "is for one machine; SITE_URL and ALLOWED_HOSTS must be loopback addresses")
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
else:
    if DEBUG:
        refuse("DEBUG", "must be off outside local mode")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
        refuse("SECRET_KEY", "must be at least 50 random characters")
    if _site.scheme != "https":
        refuse("SITE_URL", "must begin with https://")
    if "*" in ALLOWED_HOSTS:
        refuse("ALLOWED_HOSTS", "must name the hosts, not *")
    if not validate_host(_site.hostname or "", ALLOWED_HOSTS):
        refuse("ALLOWED_HOSTS", "must name the host of SITE_URL too")
    if FETCH_LOOPBACK:
        refuse("FETCH_LOOPBACK", "must be off outside local mode: feeds could then reach servers behind the firewall")
    if not ADMIN_NEEDS_SECOND_FACTOR:
        refuse("ADMIN_NEEDS_SECOND_FACTOR", "must be on outside local mode")
    if STRIPE_API_BASE:
        refuse("STRIPE_API_BASE", "must be empty outside local mode, so that payments go only to Stripe")
    if any(len(secret) < 20 or ":" not in secret for secret in EMAIL_WEBHOOK_SECRETS):
        refuse("EMAIL_WEBHOOK_SECRETS", "must be name:password, at least 20 characters")
    if not STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_", "sk_test_", "rk_test_")):
        refuse("STRIPE_SECRET_KEY", "must be a secret or restricted key of Stripe")

SOCIAL = social_providers(env)

# --- The application ------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "jobboard.admin_site.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    "reversion",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    *(f"allauth.socialaccount.providers.{name}" for name in SOCIAL),
    "allauth.usersessions",
    "allauth.headless",
    "hijack",
    "mail",
    "accounts",
    "billing",
    "occupations",
    "jobs",
    "resumes",
    "advice",
    "consulting",
    "feeds",
    "careers",
    "alerts",
    "ads",
    "api",
    "operations",
    *(["demo"] if LOCAL else []),
    "jobboard",
]

MIDDLEWARE = [
    "toolkit.request_log.RequestLogMiddleware",
    "toolkit.middleware.OneHostMiddleware",
    "toolkit.page_cache.PageCacheMiddleware",
    "toolkit.middleware.CacheControlMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "toolkit.request_text.RequestTextMiddleware",
    "toolkit.middleware.StaticFilesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "hijack.middleware.HijackUserMiddleware",
    "accounts.localization.LocalizationMiddleware",
    "accounts.middleware.AuditMiddleware",
    "accounts.reader_header.ReaderHeaderMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "jobs.tracker.bookmarks.SavedCookieMiddleware",
    "toolkit.database.middleware.ReplicaMiddleware",
]

ROOT_URLCONF = "jobboard.urls"
WSGI_APPLICATION = "jobboard.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
# Sessions name it: under another name, every member would be signed out.
AUTHENTICATION_BACKENDS = ["billing.auth.MemberBackend"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["accounts.templatetags.localization"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jobboard.context.site",
            ],
        },
    }
]

# --- Data -----------------------------------------------------------------------------------------------------------

DATABASES = databases(env)
DATABASE_ROUTERS = routers(DATABASES)
# Seconds that a replica may be behind and still answers visitors.
DATABASE_REPLICA_LAG = env.number("DATABASE_REPLICA_LAG", 5, at_least=1, at_most=600)

REDIS_URL: str
CACHE_URL: str
CELERY_BROKER_URL: str
vars().update(valkey_settings(env))
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- Work in the background (facts behind each value: docs/architecture.md) ------------------------------------------

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000  # KB; after the longest PDFs a process has 500 MB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 5 if LOCAL else 30
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# --- Email ----------------------------------------------------------------------------------------------------------

EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 10, at_least=1, at_most=120)  # seconds a server may be silent
if EMAIL_PROVIDER:
    EMAIL_BACKEND = provider_backend(env, EMAIL_PROVIDER)
else:
    vars().update(env.mail_server("EMAIL_URL", printing=LOCAL))
ANYMAIL = anymail_settings(env, seconds=EMAIL_TIMEOUT)
# Confirmations of alerts and sign-ups, all visitors together.
UNPROVED_EMAILS_AN_HOUR = env.number("UNPROVED_EMAILS_AN_HOUR", 1000, at_least=1, at_most=1_000_000)
ALERT_UNSUBSCRIBE_EMAIL = env.email("ALERT_UNSUBSCRIBE_EMAIL", CONTACT_EMAIL)
# Notifications of browsers (Web Push): none without a key, which `manage.py make_vapid_keys` makes. ``.example.com`` means its
# subdomains too.
VAPID_PRIVATE_KEY = env.curve_key("VAPID_PRIVATE_KEY")
_services = ("fcm.googleapis.com", ".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com")
PUSH_SERVICES = env.hosts("PUSH_SERVICES", default=_services)
if "*" in PUSH_SERVICES:
    refuse("PUSH_SERVICES", "must name the hosts, not *: browsers tell us where to send to")
# Where replies to consulting threads go; the provider hands them to /mail/inbound/. Empty: no replies by email.
INBOUND_MAIL_DOMAIN = env.text("INBOUND_MAIL_DOMAIN", "", at_most=180)
if INBOUND_MAIL_DOMAIN and not (EMAIL_PROVIDER and EMAIL_WEBHOOK_SECRETS):
    refuse("INBOUND_MAIL_DOMAIN", "needs EMAIL_PROVIDER and EMAIL_WEBHOOK_SECRETS, or nobody hands us the replies")
if "@" in INBOUND_MAIL_DOMAIN or " " in INBOUND_MAIL_DOMAIN:
    refuse("INBOUND_MAIL_DOMAIN", "must be a domain, such as reply.example.org")
ALERT_POSTMARK_STREAM = env.text("ALERT_POSTMARK_STREAM", "")
ALERT_SENDERS = env.number("ALERT_SENDERS", 2, at_least=1, at_most=100)  # workers that send digests at the same time
# Wait before an email that may have been sent is sent again.
ALERT_DOUBT_SECONDS = env.number("ALERT_DOUBT_SECONDS", 30 * 60, at_least=1, at_most=86_400)

# --- Ads ------------------------------------------------------------------------------------------------------------

# Who sees ads sees campaigns, and our own ads where there is none.
ADS = env.choice("ADS", ("all", "campaigns", "off"), "all")

# --- Advice ---------------------------------------------------------------------------------------------------------

# Questions that are answered: of a member, and of all members together, in a day and in a month (UTC).
ADVICE_MEMBER_DAY = env.number("ADVICE_MEMBER_DAY", 20, at_least=1, at_most=1_000_000)
ADVICE_MEMBER_MONTH = env.number("ADVICE_MEMBER_MONTH", 200, at_least=1, at_most=1_000_000)
ADVICE_CALLS = env.number(
    "ADVICE_CALLS", 1, at_least=1, at_most=1_000
)  # calls at the same time; each holds a worker process
ADVICE_SITE_DAY = env.number("ADVICE_SITE_DAY", 2_000, at_least=1, at_most=100_000_000)
ADVICE_SITE_MONTH = env.number("ADVICE_SITE_MONTH", 40_000, at_least=1, at_most=100_000_000)

# --- Programs (api.limits) --------------------------------------------------------------------------------------------

# Requests a minute: of a network, and of a member's access token.
API_NETWORK_MINUTE = env.number("API_NETWORK_MINUTE", 120, at_least=1, at_most=1_000_000)
API_TOKEN_MINUTE = env.number("API_TOKEN_MINUTE", 300, at_least=1, at_most=1_000_000)
# Tells search engines which pages changed (api.feed.index_now); off without a key.
INDEXNOW_KEY = env.text("INDEXNOW_KEY", "")
INDEXNOW_URL = env.url(
    "INDEXNOW_URL", "https://api.indexnow.org/indexnow", schemes=("http", "https") if LOCAL else ("https",),
    example="https://api.indexnow.org/indexnow",
)  # fmt: skip
if INDEXNOW_KEY and not re.fullmatch(r"[A-Za-z0-9-]{8,128}", INDEXNOW_KEY):
    refuse("INDEXNOW_KEY", "must be 8 to 128 letters, digits and dashes")

# --- Sign-up and sign-in ---------------------------------------------------------------------------------------------

vars().update(allauth_settings(site_name=SITE_NAME, scheme=_site.scheme, local=LOCAL, social=SOCIAL))

# Staff who act as a member (accounts.impersonation).
HIJACK_PERMISSION_CHECK = "accounts.impersonation.may_act_as"
HIJACK_INSERT_BEFORE = None  # the banner is a part of our pages

# Modules that keep something of members: for a copy of it all, and for letting go (accounts.privacy).
MEMBER_DATA = [
    "accounts.member_data",
    "billing.member_data",
    "jobs.member_data",
    "jobs.tracker.member_data",
    "resumes.member_data",
    "careers.member_data",
    "alerts.member_data",
    "advice.member_data",
    "consulting.member_data",
    "api.member_data",
]

# --- The site as an app (docs/app.md) -------------------------------------------------------------------------------

APP_WORKER = env.flag("APP_WORKER", default=True)  # off: service workers that browsers have remove themselves
APP_COLORS = {"light": "#ffffff", "dark": "#15181e"}  # of the frame around the site: --surface of tokens.css
ANDROID_APP = android_app(env)

# --- Language and time ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "toolkit.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
if BASE_DIR.is_relative_to(Path(STATIC_ROOT).resolve()) or Path(STATIC_ROOT).resolve() == BASE_DIR / "static":
    refuse("STATIC_ROOT", "must be a folder of its own: collectstatic clears it")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    # Members' files (toolkit.private_files). Views serve them; the storage has no public address.
    "private": private_storage(env, BASE_DIR, public=[BASE_DIR / "static", Path(STATIC_ROOT).resolve()]),
}
BACKUPS = backup_settings(env, BASE_DIR)
VIRUS_SCANNER = env.socket("VIRUS_SCANNER", "")  # clamd, asked about every upload before it is read
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

# --- Safety ---------------------------------------------------------------------------------------------------------

CLIENT_ADDRESS_HEADER: str
CLIENT_SCHEME_HEADER: str
TRUSTED_PROXY_COUNT: int
REQUEST_ID_HEADER: str
vars().update(
    security_settings(
        env,
        site_url=SITE_URL,
        local=LOCAL,
        form_targets=[
            *([STRIPE_API_BASE] if STRIPE_API_BASE else STRIPE_PAGES),
            *(SOCIAL_PAGES[name] for name in SOCIAL),
        ],
    )
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# --- Watching ---------------------------------------------------------------------------------------------------------

ACCESS_LOG: bool
SLOW_QUERY_MS: int
METRICS_TOKEN: str
METRICS_DIR: str
WORKER_METRICS: str
SENTRY_DSN: str
SENTRY_ENVIRONMENT: str
SENTRY_RELEASE: str
SENTRY_TRACES_PERCENT: int
vars().update(watching_settings(env, local=LOCAL))
