"""Feeds of postings: one module a format, and the only place that fetches addresses of others."""
