"""The guide file: a guide as one Markdown file with front matter, described in ``docs/guide-file.md``.

``dumps`` and ``loads`` are exact opposites: what a document holds comes back, and one document always gives the same bytes.
"""

from careers.importing.guidefile.reading import GuideFileError, Problem, loads, section_keys
from careers.importing.guidefile.writing import dumps

__all__ = ["GuideFileError", "Problem", "dumps", "loads", "section_keys"]
