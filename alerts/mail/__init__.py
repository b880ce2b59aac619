"""Renders digests to bytes. What many emails share is rendered once."""
