"""Runs the site's processes for tests of what they say: web server, worker, beat and commands."""

import contextlib
import http.client
import json
import os
import subprocess
import sys
import time
from urllib.parse import urlsplit

import psutil
from django.conf import settings
from django.db import connection as database

from local.environment import without_site
from local.files import free_port
from local.processes import end
from local.valkey import Valkey
from tests.watching.error_server import ErrorServer

PYTHON = (sys.executable, "-X", "utf8")
TOKEN = "a-token-of-many-characters"
REQUEST_ID = "0123456789abcdef0123456789abcdef"  # as nginx makes them


class Running:
    """Web server with two processes, worker with two, on a database of the tests."""

    def __init__(self, folder):
        self.folder = folder
        self.errors = ErrorServer()
        self.port, self.worker_port = free_port(0), free_port(0)
        self.valkey = Valkey(folder / "valkey", throwaway=True)
        self._processes = {}

    def __enter__(self):
        url = urlsplit(os.environ["DATABASE_URL"])
        self.valkey.folder.mkdir()
        self.environ = without_site(os.environ) | {
            "JOBBOARD_LOCAL": "1", "DJANGO_SETTINGS_MODULE": "tests.watching.settings", "SECRET_KEY": settings.SECRET_KEY,
            "SITE_URL": f"http://127.0.0.1:{self.port}", "EMAIL_URL": "dummymail://", "DEFAULT_FROM_EMAIL": "a@example.com",
            "STRIPE_SECRET_KEY": "sk_test_x", "STRIPE_WEBHOOK_SECRETS": "whsec_x", "STATIC_ROOT": settings.STATIC_ROOT,
            "DATABASE_URL": url._replace(path=f"/{database.settings_dict['NAME']}").geturl(),
            "REDIS_URL": self.valkey.start(), "MEMBER_FILES_DIR": str(self.folder / "files"),
            "LOG_FORMAT": "json", "PYTHONWARNINGS": "ignore", "LOG_LEVEL": "INFO", "SLOW_QUERY_MS": "100", "REQUEST_ID_HEADER": "Requestid",
            "METRICS_TOKEN": TOKEN, "METRICS_DIR": str(self.folder / "metrics"), "WORKER_METRICS": f"127.0.0.1:{self.worker_port}",
            "SENTRY_DSN": self.errors.dsn, "SENTRY_ENVIRONMENT": "trial", "SENTRY_RELEASE": "r1",
        }  # fmt: skip
        try:
            self.start_web()
            self.start(
                "worker", "celery", "--quiet", "-A", "jobboard", "worker", "--concurrency=2", "--without-gossip", "--without-mingle"
            )  # fmt: skip
            self.start("beat", "celery", "--quiet", "-A", "jobboard", "beat", f"--schedule={self.folder / 'beat'}")
            self.until(lambda: self.ask("/health/live")[0] == 200, "the web server", 120)
            self.until(lambda: any("ready" in line["message"] for line in self.lines("worker")), "the worker", 120)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error):
        self.stop()
        self.valkey.stop()
        self.errors.close()

    def start_web(self):
        self.start(
            "web", "operations.web",
            WEB_PORT=str(self.port), WEB_WORKERS="2", WEB_THREADS="2", DRAIN_SECONDS="0",
        )  # fmt: skip

    def start(self, name, *module, **environment):
        with (self.folder / f"{name}.log").open("ab") as log:
            self._processes[name] = subprocess.Popen(
                [*PYTHON, "-m", *module], cwd=settings.BASE_DIR, env=self.environ | environment, stdout=log, stderr=log
            )
        return self._processes[name]

    def stop(self, *names):
        for name in names or list(self._processes):
            process = self._processes.pop(name)
            with contextlib.suppress(psutil.NoSuchProcess):
                main = psutil.Process(process.pid)
                end([main, *main.children(recursive=True)], grace=5)
            process.wait()

    def command(self, *arguments, **environment):
        return subprocess.run(
            [*PYTHON, "manage.py", *arguments], cwd=settings.BASE_DIR, env=self.environ | environment, capture_output=True, text=True, timeout=90
        )  # fmt: skip

    def ask(self, path, method="GET", body=None, port=None, **headers):
        """Status, headers and text of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=60)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=named)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        except OSError:
            return 0, {}, ""
        finally:
            connection.close()

    def lines(self, name):
        """The log of a process; every line must be JSON."""
        with contextlib.suppress(FileNotFoundError):
            whole = (self.folder / f"{name}.log").read_text().rpartition("\n")[0]
            return [json.loads(line) for line in whole.splitlines()]
        return []

    def line(self, name, **fields):
        """The first line with these fields, once it is there."""
        return self.until(
            lambda: next((line for line in self.lines(name) if fields.items() <= line.items()), None),
            f"{name}: {fields}",
        )

    def report(self, **tags):
        """The first error report with these tags, once it is there."""
        return self.until(
            lambda: next((one for one in list(self.errors.reports) if tags.items() <= one.get("tags", {}).items()), None), str(tags)
        )  # fmt: skip

    def metrics(self, port=None):
        status, _headers, text = self.ask("/metrics", port=port, Authorization=f"Bearer {TOKEN}")
        assert status == 200
        return text

    def value(self, series_name, port=None, **labels):
        """The sum of the series of this name that have the labels."""
        total = 0.0
        for line in self.metrics(port).splitlines():
            head, _, number = line.rpartition(" ")
            series, _, rest = head.partition("{")
            if series == series_name and all(f'{label}="{value}"' in rest for label, value in labels.items()):
                total += float(number)
        return total

    def until(self, ask, what="that", seconds=30):
        deadline = time.monotonic() + seconds
        while not (found := ask()):
            assert time.monotonic() < deadline, f"{what} didn't come\n{self.said()}"
            time.sleep(0.05)
        return found

    def said(self):
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-3000:]}" for path in self.folder.glob("*.log")
        )
