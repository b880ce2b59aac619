"""Runs the web server (granian) until it's told to stop: ``python -m operations.web``.

On SIGTERM the server first says that it isn't ready (``/health/ready``: 503) and goes on serving for ``DRAIN_SECONDS``, so that
balancers can leave it out. Then it takes no new connections, finishes the requests under way, and ends. A second SIGTERM, and
SIGINT (Ctrl-C), skip the first part. Doesn't load Django: only its workers do.
"""

import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings

from operations.draining import VARIABLE
from operations.web_settings import WebSettings, web_settings
from toolkit.environment import Environment, SettingError
from toolkit.log_settings import server_logging

APPLICATION = "jobboard.wsgi:application"
HEADER_MILLISECONDS = 15_000  # within which a request's headers must arrive
FINISH_SECONDS = 30  # for requests under way; those that take longer are cut off


class Drain:
    """Replaces granian's handler of SIGTERM: makes the file, waits in a thread, then calls that handler."""

    def __init__(self, path: Path, seconds: float) -> None:
        self.path = path
        self.seconds = seconds
        self.stop: Callable[..., Any] = sys.exit

    def install(self) -> None:
        """Runs when granian has set its handlers, before it starts workers; they set their own."""
        handler = signal.getsignal(signal.SIGTERM)
        if callable(handler):
            self.stop = handler
            signal.signal(signal.SIGTERM, self.begin)

    def begin(self, number: int, frame: FrameType | None) -> None:
        if self.path.exists() or not self.seconds:
            self.stop(number, frame)
            return
        try:
            self.path.parent.mkdir(mode=0o700, exist_ok=True)  # who cleans /tmp may have removed it after some days
            self.path.touch()
        except OSError:  # then nobody would know
            self.stop(number, frame)
            return
        timer = threading.Timer(self.seconds, self.stop, (number, None))
        timer.daemon = True  # a stop for another reason doesn't wait for it
        timer.start()


def serve(found: WebSettings, *, application: str = APPLICATION, logs: dict[str, Any] | None = None) -> None:
    """Serves until a signal ends it. Raises ``SystemExit`` with 1 if workers can't be kept running."""
    with tempfile.TemporaryDirectory(prefix="jobboard-web-") as folder:
        drain = Drain(Path(folder) / "draining", found.drain)
        os.environ[VARIABLE] = str(drain.path)
        server = Granian(
            application,
            address=found.host,
            port=found.port,
            interface=Interfaces.WSGI,
            workers=found.workers,
            blocking_threads=found.threads,
            websockets=False,
            http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
            respawn_failed_workers=True,
            workers_kill_timeout=FINISH_SECONDS,
            log_dictconfig=logs,
        )
        server.on_startup(drain.install)
        server.serve()


if __name__ == "__main__":
    try:
        environment = Environment(os.environ)
        serve(web_settings(environment), logs=server_logging(environment))
    except SettingError as error:
        sys.exit(str(error))
