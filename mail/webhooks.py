"""Webhooks of email providers: bounces and complaints suppress the address; unsubscribes and received emails are signals.

The provider authenticates with a name and a password in the URL (basic auth); without a secret the webhooks answer 404.
A report can arrive twice, late or never.
"""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailConfigurationError
from anymail.signals import EventType, RejectReason
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mail import signals, suppression
from mail.inbound import read_inbound
from mail.models import Suppression

logger = logging.getLogger(__name__)
LARGEST = 1024 * 1024  # bytes per report
LARGEST_EMAIL = 3 * 1024 * 1024  # with its files, as Django takes it (DATA_UPLOAD_MAX_MEMORY_SIZE)
VIEWS = {
    "postmark": "anymail.webhooks.postmark.Postmark%sWebhookView",
    "ses": "anymail.webhooks.amazon_ses.AmazonSES%sWebhookView",
    "mailgun": "anymail.webhooks.mailgun.Mailgun%sWebhookView",
    "brevo": "anymail.webhooks.brevo.Brevo%sWebhookView",
}
# Providers' names for a temporary bounce; django-anymail calls all of them "bounced".
PASSING = {"SoftBounce", "soft_bounce", "Transient", "Undetermined"}
Taker = Callable[[Any, dt.datetime], None]


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def events(request: HttpRequest) -> HttpResponse:
    """Receives reports on emails we sent."""
    return _take(request, "Tracking", take_event)


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def inbound(request: HttpRequest) -> HttpResponse:
    """Receives emails to `ALERT_UNSUBSCRIBE_EMAIL` and to `INBOUND_MAIL_DOMAIN`."""
    return _take(request, "Inbound", take_mail, LARGEST_EMAIL if settings.INBOUND_MAIL_DOMAIN else LARGEST)


def _take(request: HttpRequest, kind: str, taker: Taker, largest: int = LARGEST) -> HttpResponse:
    if not settings.EMAIL_PROVIDER or not settings.EMAIL_WEBHOOK_SECRETS:
        raise Http404
    if request.method == "HEAD":  # some providers check the URL when it is set up
        return HttpResponse()
    if int(request.META.get("CONTENT_LENGTH") or 0) > largest:
        return HttpResponse(status=413)
    if (
        settings.EMAIL_PROVIDER == "ses" and "Authorization" not in request.headers
    ):  # SNS sends its password only when asked for it
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="mail"'})
    view = import_string(VIEWS[settings.EMAIL_PROVIDER] % kind)(webhook_secret=settings.EMAIL_WEBHOOK_SECRETS)
    try:
        view.run_validators(request)  # raises SuspiciousOperation for a wrong secret, which Django answers with 400
        reports = view.parse_events(request)
    except (AnymailAPIError, AnymailConfigurationError, AttributeError, LookupError, TypeError, ValueError) as error:
        logger.warning("A report of the mail provider cannot be read: %s", error)
        return HttpResponse(status=400)
    now = timezone.now()
    for report in reports:
        taker(report, now)
    return HttpResponse()


def take_event(event: Any, now: dt.datetime) -> None:
    """Handles a tracking event of django-anymail. Temporary problems, such as a full mailbox, change nothing."""
    address = event.recipient or ""
    if not 0 < len(address) <= 254:
        return
    said = str(event.mta_response or event.description or event.reject_reason or "")
    if event.event_type == EventType.COMPLAINED:
        suppression.suppress(address, Suppression.Reason.COMPLAINT, detail=said, now=now)
    elif event.event_type == EventType.UNSUBSCRIBED:  # the provider no longer delivers to this address
        signals.unsubscribed.send(sender=None, address=address, now=now)
    elif _is_for_good(event):
        suppression.suppress(address, Suppression.Reason.BOUNCE, detail=said, now=now)


def _is_for_good(event: Any) -> bool:
    is_refused = event.event_type in (EventType.BOUNCED, EventType.REJECTED)
    if not is_refused or event.reject_reason not in (RejectReason.BOUNCED, RejectReason.INVALID):
        return False
    told = event.esp_event
    bounce = told.get("bounce")
    kinds = (told.get("Type"), told.get("event"), bounce.get("bounceType") if isinstance(bounce, dict) else None)
    return PASSING.isdisjoint(kinds)


def take_mail(event: Any, now: dt.datetime) -> None:
    """Handles an inbound event of django-anymail."""
    subject = (event.message["Subject"] or "").strip()
    signals.received.send(sender=None, subject=subject, email=read_inbound(event.message), now=now)
