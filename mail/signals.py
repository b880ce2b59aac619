"""Signals about incoming reports and emails, for apps that depend on this one."""

from django.dispatch import Signal

# An address was unsubscribed at the provider. Arguments: ``address``, ``now``.
unsubscribed = Signal()
# Somebody sent us an email. Arguments: ``subject`` (one line, untrusted), ``now``.
received = Signal()
