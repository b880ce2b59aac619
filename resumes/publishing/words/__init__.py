"""Lists of words, one a line, in the text files beside this one."""

from pathlib import Path


def read_words(name: str) -> frozenset[str]:
    """Returns the words of the list ``name``."""
    return frozenset((Path(__file__).parent / f"{name}.txt").read_text().split())
