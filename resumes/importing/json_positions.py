"""Finds the line of every value in a JSON text, which Python's parser doesn't tell."""

import json
import re
from bisect import bisect_left

MAX_DEPTH = 20
Path = tuple[str | int, ...]
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def lines_of_values(text: str) -> dict[Path, int] | None:
    """Returns the line of every value of valid JSON by its path; None if it is nested deeper than ``MAX_DEPTH``.

    An object or a list is on the line where it begins.
    """
    breaks = [match.start() for match in re.finditer("\n", text)]
    found: dict[Path, int] = {}
    path: list[str | int] = []
    kinds: list[str] = []
    key_expected = False
    for match in _TOKEN.finditer(text):
        part, line = match[0], bisect_left(breaks, match.start()) + 1
        if part in "}]":
            kinds.pop()
            path.pop()
        elif part == ",":
            key_expected = kinds[-1] == "{"
            if kinds[-1] == "[":
                path[-1] = int(path[-1]) + 1
        elif part == ":":
            key_expected = False
        elif key_expected:
            path[-1] = str(json.loads(part))
        else:
            found[tuple(path)] = line
            if part in "{[":
                kinds.append(part)
                path.append(0 if part == "[" else "")
                key_expected = part == "{"
                if len(kinds) > MAX_DEPTH:
                    return None
    return found
