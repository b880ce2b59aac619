"""Loads invented members and what they and readers did, so that the local site looks like one in use."""
