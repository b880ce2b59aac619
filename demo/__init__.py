"""Invented members, and what they and readers have done: a site in use, for local mode only."""
