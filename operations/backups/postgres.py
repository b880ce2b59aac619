"""PostgreSQL's own tools: where they are, whether they fit the server, and how they connect.

Passwords are handed to programs in their environment or in a file without a name: everyone on a machine can read command lines.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from psycopg import pq
from psycopg.conninfo import make_conninfo

from operations.backups.errors import BackupError
from operations.backups.settings import BackupSettings
from toolkit.database import NO_TIMEOUTS
from toolkit.environment import Environment

CONNECT_SECONDS = 10
VERSION_SECONDS = 30
_OF_LIBPQ = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
# The first one has a variable of its own, the others can only be in a file of services.
_SECRETS = ("password", "sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key")
_SERVICE = "jobboard"
_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


@dataclass(frozen=True)
class Database:
    """Where a database is, in libpq's words."""

    parameters: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.parameters["dbname"]

    @property
    def conninfo(self) -> str:
        """For a command line: without secrets. `environment` and `secret` have them."""
        shown = {key: value for key, value in self.parameters.items() if key not in _SECRETS}
        return make_conninfo("", **shown, **({"service": _SERVICE} if self.secret else {}))

    @property
    def secret(self) -> bytes:
        """Returns a file of services with the secrets that have no variable of their own; nothing if there are none. Raises
        ``BackupError`` if the address names another such file."""
        lines = [f"{key}={value}\n" for key, value in self.parameters.items() if key in _SECRETS[1:]]
        if lines and "service" in self.parameters:
            raise BackupError("Write the secrets of the database's address into the file of its service, too.")
        return "".join([f"[{_SERVICE}]\n", *lines]).encode() if lines else b""

    @property
    def url(self) -> str:
        """With the password; for an environment only."""
        given = dict(self.parameters)
        user, password, host, port, name = (
            given.pop(key, "") for key in ("user", "password", "host", "port", "dbname")
        )
        secret = f":{quote(password, safe='')}" if password else ""
        if host.startswith("/"):
            given |= {"host": host} | ({"port": port} if port else {})
            place = ""
        else:
            hosts, ports = host.split(","), port.split(",")
            ports = ports * len(hosts) if len(ports) == 1 else ports  # one is meant for all of them
            place = ",".join(map(_place, hosts, ports))
        address = f"{quote(user, safe='')}{secret}@{place}" if user else place
        query = f"?{urlencode(given)}" if given else ""
        return f"postgresql://{address}/{quote(name, safe='')}{query}"

    def with_options(self, **changes: str) -> "Database":
        return Database({**self.parameters, **changes})

    def environment(self) -> dict[str, str]:
        """Returns what a tool needs of the environment; nothing else of ours reaches it. An address may leave
        the password to libpq's own variables."""
        names = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "PGPASSWORD", "PGPASSFILE")
        kept = {name: os.environ[name] for name in names if name in os.environ}
        password = self.parameters.get("password")
        return {
            **kept,
            "LC_ALL": "C",
            "PGAPPNAME": "jobboard backup",
            **({"PGPASSWORD": password} if password else {}),
            **({"PGSERVICEFILE": "{secret}"} if self.secret else {}),
        }

    def connect(self, *, autocommit: bool = False) -> psycopg.Connection[Any]:
        """Connects for as long as it takes: a role may have limits that are meant for pages. Raises ``BackupError`` if there's no
        connection."""
        try:
            connection = psycopg.connect(
                make_conninfo(
                    "", **{"client_encoding": "UTF8", **self.parameters}
                ),  # else names of SQL_ASCII are bytes
                autocommit=True,
                connect_timeout=CONNECT_SECONDS,
            )
            try:
                connection.execute(NO_TIMEOUTS, [False])
            except psycopg.Error:
                connection.close()
                raise
        except psycopg.OperationalError as error:
            raise BackupError(f"No connection to the database “{self.name}”: {_one_line(error)}") from error
        connection.autocommit = autocommit
        return connection


def _place(host: str, port: str) -> str:
    name = f"[{host}]" if ":" in host else quote(host, safe="")
    return f"{name}:{port}" if port else name


def database_of(entry: Mapping[str, Any]) -> Database:
    """Converts an entry of Django's ``DATABASES``."""
    found = {ours: str(entry[theirs]) for theirs, ours in _NAMES.items() if entry.get(theirs)}
    options = {key: str(value) for key, value in entry.get("OPTIONS", {}).items() if key in _OF_LIBPQ}
    return Database({**options, **found})


def database_at(url: str, name: str) -> Database:
    """Converts an address; ``name`` is what the error calls it. Raises ``SettingError``."""
    return database_of(Environment({name: url}).database(name))


def site_database(options: BackupSettings) -> Database:
    """Returns the database that is backed up. A pooler would give our session to somebody else. Raises ``BackupError``."""
    if options.database:
        return database_at(options.database, "BACKUP_DATABASE_URL")
    if settings.DATABASES["default"].get("DISABLE_SERVER_SIDE_CURSORS"):
        raise BackupError(
            "DATABASE_URL leads to a pooler. Set BACKUP_DATABASE_URL to the address of PostgreSQL itself."
        )
    return database_of(settings.DATABASES["default"])


def tool(name: str, options: BackupSettings, *, server: int) -> str:
    """Returns the path of one of PostgreSQL's tools that is at least as new as the ``server`` (its major version).

    Raises ``BackupError`` if there's none. Debian keeps each version in a folder of its own, so these are looked at too."""
    found = []
    for path in _candidates(name, options):
        version = _version(path)
        if version >= server:
            return str(path)
        found.append(f"{path} is of version {version}")
    if not found:
        why = f"{name} isn't installed"
    else:
        why = f"{name} is older than the server, which is PostgreSQL {server} ({', '.join(found)})"
    raise BackupError(f"{why}. Install postgresql-client-{server}, or set POSTGRES_TOOLS_DIR to its folder.")


def _candidates(name: str, options: BackupSettings) -> list[Path]:
    if options.tools:
        return [path for path in [options.tools / name] if path.exists()]
    on_path = shutil.which(name)
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return [*([Path(on_path)] if on_path else []), *installed]


def _version(path: Path) -> int:
    try:
        done = subprocess.run(  # noqa: S603 - a tool that the operator installed
            [path, "--version"],
            capture_output=True,
            text=True,
            timeout=VERSION_SECONDS,
            check=True,
            env={"LC_ALL": "C", "PATH": os.environ.get("PATH", "")},
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise BackupError(f"{path} doesn't run: {error}") from error
    words = re.search(r"([0-9]+)(?:\.[0-9]+|devel|beta|rc)", done.stdout)
    if not words:
        raise BackupError(f"{path} doesn't say its version: {done.stdout[:80]!r}")
    return int(words[1])


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())
