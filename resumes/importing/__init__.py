"""Imports résumés from files and text, without guessing: every line is placed in the draft or listed as not placed."""

from resumes.importing.draft import Draft, ImportRefused, NotPlaced, Placed
from resumes.importing.reading import MAX_BYTES, read_file, read_text

__all__ = ["MAX_BYTES", "Draft", "ImportRefused", "NotPlaced", "Placed", "read_file", "read_text"]
