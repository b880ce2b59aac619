"""Settings of email providers. Imports no model, because settings read it."""

from typing import Any

from toolkit.environment import Environment

# The backend of each provider, and what it can't do without. Amazon's library finds its keys, or the machine's role, itself.
_PROVIDERS = {
    "postmark": ("postmark", "POSTMARK_SERVER_TOKEN"),
    "ses": ("amazon_ses", "AWS_DEFAULT_REGION"),
    "mailgun": ("mailgun", "MAILGUN_API_KEY"),
    "brevo": ("brevo", "BREVO_API_KEY"),
}


def provider_backend(env: Environment, provider: str) -> str:
    """Returns Django's email backend for a provider's API. Raises ``SettingError`` if what it needs isn't set."""
    backend, needed = _PROVIDERS[provider]
    env.text(needed)
    return f"anymail.backends.{backend}.EmailBackend"


def anymail_settings(env: Environment, *, seconds: int) -> dict[str, Any]:
    """Returns the setting ``ANYMAIL``: keys of the providers that have one, and ``seconds`` until a silent one is given up."""
    keys = {
        "POSTMARK_SERVER_TOKEN": env.text("POSTMARK_SERVER_TOKEN", ""),
        "MAILGUN_API_KEY": env.text("MAILGUN_API_KEY", ""),
        "MAILGUN_API_URL": env.url("MAILGUN_API_URL", "", schemes=["https"], example="https://api.eu.mailgun.net/v3"),
        "MAILGUN_WEBHOOK_SIGNING_KEY": env.text("MAILGUN_WEBHOOK_SIGNING_KEY", ""),
        "BREVO_API_KEY": env.text("BREVO_API_KEY", ""),
    }
    # Amazon's own retries would send an email twice if only the answer was lost.
    amazon = {"connect_timeout": seconds, "read_timeout": seconds, "retries": {"total_max_attempts": 1}}
    return {
        **{name: value for name, value in keys.items() if value},
        "REQUESTS_TIMEOUT": seconds,
        "AMAZON_SES_CLIENT_PARAMS": {"config": amazon},
    }
