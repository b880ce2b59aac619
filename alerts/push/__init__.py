"""Notifications of browsers (Web Push): a second channel of digests."""
