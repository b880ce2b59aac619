"""Mail about alerts that is no digest."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from alerts import searches, tokens, words
from alerts.models import Alert
from alerts.upkeep import UNCONFIRMED
from jobboard.lib import mail
from jobs.search.criteria import Criteria


def confirmation(alert: Alert) -> EmailMultiAlternatives:
    """Asks whoever reads an address whether they want the alert that somebody asked for with it."""
    token = tokens.make("confirm", [(alert.pk, alert.version)])
    criteria = searches.criteria_of(alert.search) or Criteria()
    names = words.company_names([criteria])
    context = {
        "name": alert.name,
        "filters": words.filters_of(criteria, company=names.get(criteria.company, "")),
        "schedule": words.schedule(alert, daily=False),
        "url": settings.SITE_URL + reverse("alerts:confirm", args=[token]),
        "days": UNCONFIRMED.days,
    }
    return mail.build("alerts/email/confirmation", to=alert.recipient.address, context=context)
