"""Editing: the working copy, its revisions, their differences, and preview links."""
