"""Signals about incoming reports and emails, for apps that depend on this one."""

from django.dispatch import Signal

# An address was unsubscribed at the provider. Arguments: ``address``, ``now``.
unsubscribed = Signal()
# Somebody sent us an email. Arguments: ``subject`` (one line, untrusted), ``email`` (`mail.inbound.InboundEmail`, or None if it
# isn't for `INBOUND_MAIL_DOMAIN`), ``now``.
received = Signal()
