"""The glossary names only files that exist, and each term once."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `([^`|]+)` \|$", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE)


def test_every_path_exists():
    assert len(ROWS) > 50
    assert [path for _term, _meaning, path in ROWS if not (ROOT / path).exists()] == []


def test_a_term_has_one_line():
    terms = [term for term, _meaning, _path in ROWS]
    assert sorted(set(terms)) == sorted(terms)
