"""Keeps what searches of members found, in the process: members of one country mostly ask for the same list.

The board version is part of the key, so a change of the listing shows at once. The clock's minute is too: jobs expire, and the
version rises before its transaction commits (`jobs.search.walking`). Jobs themselves are read each time.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

MOST = 200  # of about 15 KB

T = TypeVar("T")
_found: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def kept(key: Hashable, find: Callable[[], T]) -> T:
    """Returns what ``find`` found for an equal key, or finds it."""
    with _lock:
        if key in _found:
            _found.move_to_end(key)
            known: T = _found[key]
            return known
    found = find()
    with _lock:
        _found[key] = found
        while len(_found) > MOST:
            _found.popitem(last=False)
    return found


def forget_all() -> None:
    with _lock:
        _found.clear()
