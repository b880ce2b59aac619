"""The one exception that a person at the terminal is meant to read."""

import errno
import os


class LocalError(Exception):
    """Local mode cannot go on; the text says what is wrong and what to do, and is shown without a traceback."""


def plain(error: LocalError | OSError) -> str:
    """What to tell the person at the terminal."""
    if not isinstance(error, OSError):
        return str(error)
    what = error.strerror or str(error)
    where = f": {os.fsdecode(error.filename)}" if error.filename else ""
    help_ = {
        errno.ENOSPC: "The disk is full. Free some space, or choose another folder by LOCAL_DIR.",
        errno.EDQUOT: "Your share of the disk is full. Free some space, or choose another folder by LOCAL_DIR.",
    }.get(error.errno or 0, "Choose a folder that you may write to by LOCAL_DIR.")
    return f"{what}{where}. {help_}"
