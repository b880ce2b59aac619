"""Signals of this app, for the apps above it."""

from django.dispatch import Signal

# An address was unsubscribed at the provider. Arguments: ``address``, ``now``.
unsubscribed = Signal()
# Somebody sent us an email. Arguments: ``subject`` (one line, untrusted), ``now``.
received = Signal()
