"""Models of alerts: recipients, alerts, searches, digests, devices."""

from alerts.models.alert import Alert, Mute, Recipient
from alerts.models.digest import Digest, Mailed, Place, Section, Sending
from alerts.models.push import PushDelivery, PushDevice
from alerts.models.search import Match, Search

__all__ = [
    "Alert",
    "Digest",
    "Mailed",
    "Match",
    "Mute",
    "Place",
    "PushDelivery",
    "PushDevice",
    "Recipient",
    "Search",
    "Section",
    "Sending",
]
