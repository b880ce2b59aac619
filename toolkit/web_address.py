"""Parses untrusted web addresses."""

from urllib.parse import urlsplit


def host_of(address: str) -> str:
    """Returns the host of an http or https address; empty for anything else, so that only addresses with a host become
    links."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""
