"""Error that is shown to the user at the terminal."""

import errno
import os


class LocalError(Exception):
    """Local mode can't continue. The text says what is wrong and what to do, and is shown without a traceback."""


def plain(error: LocalError | OSError) -> str:
    """What to tell the person at the terminal."""
    if not isinstance(error, OSError):
        return str(error)
    what = error.strerror or str(error)
    where = f": {os.fsdecode(error.filename)}" if error.filename else ""
    help_ = {
        errno.ENOSPC: "The disk is full. Free some space, or set LOCAL_DIR to another folder.",
        errno.EDQUOT: "Your disk quota is used up. Free some space, or set LOCAL_DIR to another folder.",
    }.get(error.errno or 0, "Set LOCAL_DIR to a folder that you can write to.")
    return f"{what}{where}. {help_}"
