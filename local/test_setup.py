"""Prepares a test run: collects static files, migrates a template database and copies it."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import redis
from psycopg import sql

from local.console import LocalError
from local.environment import environment_of_tests
from local.files import read_text, write_private
from local.programs import COLLECT_STATIC, PYTHON
from local.site import CHECKOUT, Site, files_fingerprint

MIGRATIONS = ("requirements.lock", "*/migrations/*.py")
UNFINISHED = "migrating"


def prepare(given: Mapping[str, str], folder: Path, urls: Mapping[str, str]) -> dict[str, str]:
    """The environment of a run, once its static files and its database are ready."""
    environ = environment_of_tests(given, Site(folder), urls)
    migrated = f"migrated_{files_fingerprint(MIGRATIONS)[:16]}"
    with psycopg.connect(urls["DATABASE_URL"], autocommit=True) as connection:
        _collect_and_migrate(connection, environ, folder, migrated)
        _drop(connection, "test\\_%")
        _execute(connection, "CREATE DATABASE {} TEMPLATE {}", f"test_{connection.info.dbname}", migrated)
    with redis.Redis.from_url(urls["REDIS_URL"]) as valkey:
        valkey.flushall()
    return environ


def _collect_and_migrate(
    connection: psycopg.Connection, environ: Mapping[str, str], folder: Path, migrated: str
) -> None:
    """Collect static files and migrate the template, in parallel, if they are missing or out of date."""
    collected = folder / "collectstatic.done"
    commands: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {}
    if read_text(collected) != COLLECT_STATIC.fingerprint(environ):
        commands["static files"] = (COLLECT_STATIC.command, {})
    if migrated not in _databases(connection, "migrated\\_%"):
        _drop(connection, UNFINISHED)
        _execute(connection, "CREATE DATABASE {}", UNFINISHED)
        url = urlsplit(environ["DATABASE_URL"])._replace(path=f"/{UNFINISHED}").geturl()
        commands["migrations"] = (("migrate", "--no-input", "--verbosity=0"), {"DATABASE_URL": url})
    if not commands:
        return
    print(f"Preparing {' and '.join(commands)} …", flush=True)
    running = [
        subprocess.Popen(
            (*PYTHON, "manage.py", *command),
            cwd=CHECKOUT,
            env={**environ, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for command, more in commands.values()
    ]
    for name, process in zip(commands, running, strict=True):
        output, _ = process.communicate()
        if process.returncode:
            raise LocalError(f"Preparing {name} failed:\n{output}")
    if "migrations" in commands:
        _drop(connection, "migrated\\_%")
        _execute(connection, "ALTER DATABASE {} RENAME TO {}", UNFINISHED, migrated)
    if "static files" in commands:
        write_private(collected, COLLECT_STATIC.fingerprint(environ))


def _databases(connection: psycopg.Connection, pattern: str) -> list[str]:
    return [name for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])]


def _drop(connection: psycopg.Connection, pattern: str) -> None:
    for name in _databases(connection, pattern):
        _execute(connection, "DROP DATABASE {} WITH (FORCE)", name)


def _execute(connection: psycopg.Connection, statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
