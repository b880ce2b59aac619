"""The one exception that a person at the terminal is meant to read."""


class LocalError(Exception):
    """Local mode cannot go on; the text says what is wrong and what to do, and is shown without a traceback."""
