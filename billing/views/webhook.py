"""Stripe webhook: verify, store, queue a sync."""

import logging

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from billing import stripe_api, sync
from billing.models import BillingAccount, StripeEvent
from billing.tasks import find_customers, sync_account

logger = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """Stores each event once and requests a sync of its account, in one transaction: three queries and no call to
    Stripe.

    400 if the request isn't signed by Stripe or isn't an event. A database failure is a 500, so Stripe sends the event
    again."""
    try:
        event = stripe_api.event_from(request.body, request.headers.get("Stripe-Signature", ""))
    except stripe_api.BadSignature as problem:
        logger.warning("Webhook refused: %s", problem)
        return HttpResponse("Invalid signature.", status=400, content_type="text/plain")
    except stripe_api.BadEvent as problem:
        logger.warning("Webhook refused: %s", problem)
        return HttpResponse("Invalid event.", status=400, content_type="text/plain")
    with transaction.atomic():
        StripeEvent.objects.bulk_create(
            [
                StripeEvent(
                    event_id=event.id, type=event.type, object_id=event.object_id, customer_id=event.customer_id,
                    about_charge=event.about_charge, created_at=event.created_at, received_at=timezone.now(),
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip
        account_id = _ask_for_reading(event.customer_id) if event.customer_id else None
    if account_id is not None:
        sync_account.delay(account_id)
    elif event.about_charge:
        find_customers.delay()
    return HttpResponse("Thank you.", content_type="text/plain")


def _ask_for_reading(customer_id: str) -> int | None:
    account = BillingAccount.objects.filter(customer_id=customer_id).only("pk").first()
    if account is None:
        return None
    sync.request_sync([account.pk])
    return account.pk
