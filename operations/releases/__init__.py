"""Brings the database to this release: one process at a time, without stopping the site (decision 44)."""
