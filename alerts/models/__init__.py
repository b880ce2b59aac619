"""Models of alerts: recipients, alerts, searches, digests."""

from alerts.models.alert import Alert, Mute, Recipient
from alerts.models.digest import Digest, Mailed, Section, Sending
from alerts.models.search import Match, Search

__all__ = ["Alert", "Digest", "Mailed", "Match", "Mute", "Recipient", "Search", "Section", "Sending"]
