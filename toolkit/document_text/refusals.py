"""Codes of reasons why a file isn't read."""

ENCRYPTED = "encrypted"
DAMAGED = "damaged"
TOO_LARGE = "too large"
TOO_MANY_ROWS = "too many rows"
NO_TEXT = "no text"
UNSAFE = "unsafe"
UNKNOWN = "unknown"


class Refused(Exception):
    """The file isn't read; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
