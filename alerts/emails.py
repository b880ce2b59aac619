"""Builds alert emails other than digests."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from alerts import display, saved_searches, schedule, tokens
from alerts.models import Alert
from alerts.retention import UNCONFIRMED
from mail import messages


def confirmation(alert: Alert) -> EmailMultiAlternatives:
    """Asks the person who reads an address whether they want the alert that somebody requested with it.

    The address is unconfirmed, so the email contains nothing that was typed: no name, no keywords, only filters in our
    own words. The linked page shows the rest.
    """
    token = tokens.make_token("confirm", [(alert.pk, alert.version)])
    criteria = saved_searches.asked_of(alert.search).criteria
    names, occupations = display.company_names([criteria]), display.occupation_names([criteria])
    context = {
        "filters": display.known_filters(
            criteria,
            company=names.get(criteria.company, ""),
            occupation=occupations.get(criteria.occupation, ""),
        ),
        "schedule": display.schedule(alert, daily=False),
        "zone": schedule.zone(alert.recipient.zone_name).key.replace("_", " "),
        "url": settings.SITE_URL + reverse("alerts:confirm", args=[token]),
        "days": UNCONFIRMED.days,
    }
    return messages.build("alerts/email/confirmation", to=alert.recipient.address, context=context)
