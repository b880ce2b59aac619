"""Renders digests to bytes. Content shared by many emails is rendered once."""
