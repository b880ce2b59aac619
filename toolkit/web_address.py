"""Parses untrusted web addresses."""

from urllib.parse import urlsplit


def host_of(address: str) -> str:
    """The host of an http or https address; empty for anything else, so that only what has one becomes a link."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
