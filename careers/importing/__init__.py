"""Guides as files: reading plain text and guide files, reporting on it, and writing guide files."""
