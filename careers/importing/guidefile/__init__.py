"""Guide file format: one Markdown file with front matter, described in ``docs/guide-file.md``.

``dumps`` and ``loads`` are inverse functions: a document survives the round trip, and equal documents give equal bytes.
"""

from careers.importing.guidefile.reading import GuideFileError, Problem, loads, section_keys
from careers.importing.guidefile.writing import dumps, section_text

__all__ = ["GuideFileError", "Problem", "dumps", "loads", "section_keys", "section_text"]
