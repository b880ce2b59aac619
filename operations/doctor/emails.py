"""Checks of sending emails. None is sent unless somebody is named who gets it."""

import base64
import datetime as dt
import ipaddress
import smtplib
from http.client import HTTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from alerts.health import blocked_by, queues
from mail.circuit_breaker import Stream
from operations.doctor.results import Options, Result, ok, warning, wrong
from operations.doctor.running import described
from operations.doctor.site_address import ask

CODES_LATE = dt.timedelta(minutes=10)  # a code is useless after an hour
MANY_FAILED = 20  # in a day
# Where each provider says whether it knows a key: the setting of its API's address, the address, and the header with the key.
PROVIDERS = {
    "postmark": (
        "POSTMARK_API_URL",
        "https://api.postmarkapp.com/",
        "server",
        "X-Postmark-Server-Token",
        "POSTMARK_SERVER_TOKEN",
    ),
    "mailgun": ("MAILGUN_API_URL", "https://api.mailgun.net/v3", "domains", "Authorization", "MAILGUN_API_KEY"),
    "brevo": ("BREVO_API_URL", "https://api.brevo.com/v3/", "account", "api-key", "BREVO_API_KEY"),
}


def server(options: Options) -> Result:
    """Signs in at the mail server or the provider."""
    if settings.EMAIL_PROVIDER == "ses":
        return _amazon(options)
    if settings.EMAIL_PROVIDER:
        return _provider(options)
    backend = get_connection(timeout=options.seconds)
    if isinstance(backend, EmailBackend):
        return _smtp(backend)
    return ok(f"emails go to {type(backend).__module__.rsplit('.', 1)[-1]} (local mode)")


def _smtp(backend: EmailBackend) -> Result:
    where = f"{backend.host}:{backend.port}"
    try:
        backend.open()
        if backend.connection:
            backend.connection.noop()
    except smtplib.SMTPAuthenticationError as error:
        return wrong(
            f"{where} refuses the login ({error.smtp_code})",
            "Correct user and password in EMAIL_URL; write / and @ in them as %2F and %40.",
        )
    except smtplib.SMTPNotSupportedError as error:
        return wrong(
            f"{where}: {described(error)}", "Use smtp+tls:// with port 587 or smtp+ssl:// with port 465 in EMAIL_URL."
        )
    except (OSError, smtplib.SMTPException) as error:
        advice = "Check host and port in EMAIL_URL. Many hosters block these ports; a provider's API (EMAIL_PROVIDER) needs none."
        return wrong(f"{where} doesn't answer: {described(error)}", advice)
    finally:
        backend.close()
    if backend.username and not (backend.use_tls or backend.use_ssl) and not _is_near(str(backend.host)):
        return wrong(f"the password goes to {where} unencrypted", "Write smtp+tls:// or smtp+ssl:// in EMAIL_URL.")
    return ok(f"{where} takes our login" if backend.username else f"{where} answers; no login is set")


def _is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or "." not in host


def _provider(options: Options) -> Result:
    name = settings.EMAIL_PROVIDER
    setting, default, path, header, key = PROVIDERS[name]
    secret = str(settings.ANYMAIL.get(key, ""))
    if header == "Authorization":
        secret = f"Basic {base64.b64encode(f'api:{secret}'.encode()).decode()}"
    address = f"{str(settings.ANYMAIL.get(setting) or default).rstrip('/')}/{path}"
    try:
        answer, _body = ask(address, options, headers={header: secret, "Accept": "application/json"})
    except (OSError, HTTPException) as error:
        return wrong(
            f"{name} doesn't answer: {described(error)}",
            "Let this machine reach it on port 443, and see the provider's status page.",
        )
    if answer.status in (401, 403):
        return wrong(f"{name} refuses the key ({answer.status})", f"Copy {key} from the provider's dashboard again.")
    if answer.status >= 400:
        return warning(f"{name} answers {answer.status}", "See the provider's status page, and try again.")
    return ok(f"{name} knows the key")


def _amazon(options: Options) -> Result:
    import boto3  # takes a second to load
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    config = Config(connect_timeout=options.seconds, read_timeout=options.seconds, retries={"total_max_attempts": 1})
    try:
        found: dict[str, Any] = boto3.client("sesv2", config=config).get_account()
    except (BotoCoreError, ClientError) as error:
        return wrong(
            f"Amazon SES refuses: {described(error)}",
            "Check the keys or the machine's role: it needs ses:SendEmail and ses:GetAccount.",
        )
    if not found.get("ProductionAccessEnabled"):
        return wrong(
            "the account is in the sandbox: only verified addresses get emails", "Ask Amazon for production access."
        )
    if not found.get("SendingEnabled"):
        return wrong("Amazon has stopped the account", "Read Amazon's message about it in the console.")
    return ok("Amazon SES may send")


def test_email(options: Options) -> Result:
    """Sends one email, if somebody is named who gets it."""
    if not options.send_to:
        return ok("none sent; --send-to ADDRESS sends one")
    text = "This email is from `manage.py doctor`. If it arrived in the spam folder, look at SPF, DKIM and DMARC."
    email = EmailMessage(
        f"Test from {settings.SITE_NAME}",
        text,
        to=[options.send_to],
        connection=get_connection(timeout=options.seconds),
    )
    try:
        email.send()
    except Exception as error:  # each backend has its own
        return wrong(f"it wasn't taken: {described(error)}", "See “mail: server”, and what the server says.")
    return ok("taken; see whether it arrives, and in which folder")


def refusals(options: Options) -> Result:
    """The circuit breakers: whether the mail server rejects us at the moment."""
    for stream in (Stream.SERVICE, Stream.DIGESTS):
        if said := blocked_by(stream, options.now):
            return wrong(
                f"{stream.label} wait, because the server said: {said}",
                "Fix what it says, then choose “Retry delivery” under Email delivery on the staff site.",
            )
    return ok("the server takes our emails")


def waiting(options: Options) -> Result:
    """Emails about accounts and money that don't leave."""
    found = queues(options.now)
    late = [one for one in found if one.oldest and one.oldest > CODES_LATE]
    if late:
        minutes = int(max(one.oldest for one in late if one.oldest).total_seconds() // 60)
        said = f"{sum(one.waiting for one in late)} wait, the oldest for {minutes} minutes"
        return wrong(said, "See “work: workers”, “work: beat” and “mail: server”.")
    failed = sum(one.failed for one in found)
    if failed > MANY_FAILED:
        return warning(
            f"{failed} failed within a day", "Look at Email delivery on the staff site for what the server said."
        )
    return ok(f"{sum(one.waiting for one in found)} wait, {failed} failed within a day")


def reports(options: Options) -> Result:
    """Whether the provider can tell us of bounces and complaints."""
    if settings.EMAIL_WEBHOOK_SECRETS or settings.LOCAL:
        return ok("the webhook is on" if settings.EMAIL_WEBHOOK_SECRETS else "not needed in local mode")
    if settings.EMAIL_PROVIDER:
        return warning(
            f"{settings.EMAIL_PROVIDER} can't report bounces and complaints, so we write to dead addresses again",
            "Set EMAIL_WEBHOOK_SECRETS, and give the provider the addresses in docs/operations/mail-and-alerts.md.",
        )
    return ok("by SMTP nobody reports them")
