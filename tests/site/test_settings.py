"""Production refuses to start on a missing or insecure value and says which one."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = {
    "SECRET_KEY": "kX9-vQ2_mZ7fT4bN8cW1yR6uE3pL5sA0dH2jG9kX9-vQ2_mZ7fT4b",
    "SITE_URL": "https://jobs.example.com",
    "DATABASE_URL": "postgresql://user:secret@127.0.0.1/jobboard",
    "REDIS_URL": "redis://127.0.0.1/0",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.com:587",
    "DEFAULT_FROM_EMAIL": "Jobs <jobs@example.com>",
    "STRIPE_SECRET_KEY": "sk_live_0123456789",
    "STRIPE_WEBHOOK_SECRETS": "whsec_0123456789",
}


def start(**changes):
    environment = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "SYSTEMROOT", "VIRTUAL_ENV") if name in os.environ}
    code = "import django.conf; django.conf.settings.SECRET_KEY; s = django.conf.settings; print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.EMAIL_BACKEND)"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=30,
        env={**inherited, **environment, "DJANGO_SETTINGS_MODULE": "jobboard.settings"},
    )  # fmt: skip


def test_a_complete_environment_starts_safely():
    done = start()
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["False", "True", "True", "django.core.mail.backends.smtp.EmailBackend"]


PROVIDERS = {
    "postmark": ("POSTMARK_SERVER_TOKEN", "postmark"),
    "ses": ("AWS_DEFAULT_REGION", "amazon_ses"),
    "mailgun": ("MAILGUN_API_KEY", "mailgun"),
    "brevo": ("BREVO_API_KEY", "brevo"),
}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_provider_takes_the_place_of_smtp_and_needs_its_key(provider):
    key, backend = PROVIDERS[provider]
    done = start(EMAIL_URL=None, EMAIL_PROVIDER=provider, **{key: "of-the-provider"})
    assert done.stdout.split()[-1:] == [f"anymail.backends.{backend}.EmailBackend"], done.stderr
    done = start(EMAIL_URL=None, EMAIL_PROVIDER=provider)
    assert done.returncode != 0
    assert f"{key} is not set" in done.stderr


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_value_is_named(name):
    done = start(**{name: None})
    assert done.returncode != 0
    assert f"{name} is not set" in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("SECRET_KEY", "short", "50 random characters"),
        ("SECRET_KEY", "a" * 60, "50 random characters"),
        ("SITE_URL", "http://jobs.example.com", "https://"),
        ("SITE_URL", "jobs.example.com", "full address"),
        ("ALLOWED_HOSTS", "*", "name the hosts"),
        ("DEBUG", "1", "must be off"),
        ("JOBBOARD_LOCAL", "1", "one machine"),
        ("FETCH_LOOPBACK", "1", "must be off"),
        ("ADMIN_NEEDS_SECOND_FACTOR", "0", "must be on"),
        ("STRIPE_API_BASE", "http://127.0.0.1:8027", "must be empty"),
        ("EMAIL_PROVIDER", "pigeon", "postmark, ses, mailgun or brevo"),
        ("EMAIL_WEBHOOK_SECRETS", "short:secret", "at least 20"),
        ("EMAIL_WEBHOOK_SECRETS", "long-enough-but-no-name", "name:password"),
        ("METRICS_TOKEN", "short", "at least 20"),
        ("STRIPE_SECRET_KEY", "pk_live_0123456789", "secret or restricted key"),
    ],
)
def test_an_insecure_value_is_refused_and_named(name, value, why):
    done = start(**{name: value})
    assert done.returncode != 0
    assert name in done.stderr
    assert why in done.stderr
