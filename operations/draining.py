"""Says whether this web server is about to stop. A file tells all of its processes; ``operations.web`` makes it."""

import os
from pathlib import Path

VARIABLE = "DRAIN_FILE"  # the environment variable that names the file


def is_draining() -> bool:
    """Whether balancers should send requests to another server. Without the variable, never."""
    path = os.environ.get(VARIABLE)
    return bool(path) and Path(str(path)).exists()
