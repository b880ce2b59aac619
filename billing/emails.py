"""Mails about money: one from each `BillingMail`."""

from django.core.mail import EmailMultiAlternatives

from billing.models import BillingMail


def message(mail: BillingMail) -> EmailMultiAlternatives:
    return EmailMultiAlternatives(str(mail.kind), mail.occasion, to=[mail.account.user.email])
