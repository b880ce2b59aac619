"""Measures what metrics and log lines cost: processor time of a request with each, as a share of one without.

The kept page is the worst case, because all else takes longer. The requests are made in this process, without a web server, which
makes the share larger than it is. What is compared takes turns; processor time of this thread, so that a busy machine changes
little. Bar: metrics cost at most 2 % of a kept page.
"""

import io
import logging
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from local.command import local_mode  # noqa: E402 - the checkout must be on the path first

TURNS, REQUESTS = 40, 60
BAR = 0.02
ENVIRON = {
    "REQUEST_METHOD": "GET", "PATH_INFO": "/about/", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "HTTP_HOST": "127.0.0.1",
    "HTTP_ACCEPT_ENCODING": "br", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http",
}  # fmt: skip


def main() -> int:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:  # noqa: S108
        os.environ |= {"METRICS_DIR": f"{folder}/metrics", "LOG_FORMAT": "json", "LOG_LEVEL": "INFO", "ACCESS_LOG": "1"}
        with local_mode(["manage.py", "benchmark"]):
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
            for command in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"]):
                subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)
            return measure()


def measure() -> int:
    import gc

    from django.conf import settings

    from jobboard.wsgi import application
    from toolkit import metrics
    from toolkit.request_log import RequestLogMiddleware

    instruments = metrics.instruments()
    logging.getLogger().handlers[0].setStream(io.StringIO())  # type: ignore[attr-defined]
    [middleware] = [one for one in gc.get_objects() if isinstance(one, RequestLogMiddleware)]

    def turn(*, counted: bool, logged: bool) -> float:
        """Returns seconds of processor time for a request."""
        middleware.instruments, settings.ACCESS_LOG = instruments if counted else None, logged
        began = time.thread_time()
        for _ in range(REQUESTS):
            b"".join(application({**ENVIRON, "wsgi.input": io.BytesIO()}, answered))
        return (time.thread_time() - began) / REQUESTS

    def answered(status: str, _headers: object) -> None:
        if status != "200 OK":
            raise SystemExit(f"A kept page is {status}.")

    kinds = {
        "nothing": {"counted": False, "logged": False},
        "metrics": {"counted": True, "logged": False},
        "log line": {"counted": False, "logged": True},
    }
    for kind in kinds.values():
        turn(**kind)
    turns: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(TURNS):
        for name, kind in kinds.items():
            turns[name].append(turn(**kind))
    base = statistics.median(turns["nothing"])
    print(f"a kept page: {base * 1e6:.0f} µs of processor time (median of {TURNS} turns of {REQUESTS} requests)")
    failed = False
    for name in ("metrics", "log line"):
        extra = statistics.median(b - a for a, b in zip(turns["nothing"], turns[name], strict=True))
        share = extra / base
        failed |= name == "metrics" and share > BAR
        print(f"{name}: {extra * 1e6:+.1f} µs, {share:+.1%}{f' (bar {BAR:.0%})' if name == 'metrics' else ''}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
