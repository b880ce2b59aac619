"""Imports feeds: turns their items into jobs."""
