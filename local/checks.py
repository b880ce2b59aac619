"""Runs ``make test``: all checks that CI runs, against temporary servers.

The static checks run two at a time, then pytest runs alone: its browser and process tests have deadlines, which they could miss
beside a type checker.
"""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from local.browser import find_chromium, install_chromium
from local.command import NOT_CONNECTED
from local.console import LocalError
from local.environment import environment_of_tests, without_site
from local.processes import end, processes_marked
from local.programs import PYTHON
from local.site import CHECKOUT, Site
from local.test_servers import throwaway_servers

MARK = "JOBBOARD_TEST_RUN"  # in the environment of every process of this run, to end those that are left
BROWSER_BANNER = """
######################################################################
#  THE BROWSER TESTS DID NOT RUN: no Chromium was found or installed. #
#  Install chromium, or name one: CHROMIUM=/path/to/chromium.         #
######################################################################"""


class Terminated(KeyboardInterrupt):
    """A SIGTERM. It reached this process alone, whereas a Ctrl-C reaches every process of the run."""


@dataclass(frozen=True)
class Check:
    """A command that must succeed; ``environ`` is what it needs beyond the environment of the tests."""

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    name: str
    passed: bool
    seconds: float
    output: str = ""

    def __str__(self) -> str:
        verdict = "ok    " if self.passed else "FAILED"
        detail = "" if self.passed else "\n" + self.output.rstrip()
        return f"{verdict} {self.name:<24} {self.seconds:5.1f} s{detail}"


def static_checks() -> tuple[Check, ...]:
    """The checks other than pytest, the slowest first. mypy checks every package of the checkout but the tests."""
    packages = sorted({path.parent.name for path in CHECKOUT.glob("*/__init__.py")} - {"tests"})
    imports = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    return (
        Check("mypy", (*PYTHON, "-m", "mypy", *packages)),
        Check("ruff check", (*PYTHON, "-m", "ruff", "check", ".")),
        Check("ruff format", (*PYTHON, "-m", "ruff", "format", "--check", ".")),
        Check("djlint format", (*PYTHON, "-m", "djlint", "templates", "--check")),
        Check("djlint lint", (*PYTHON, "-m", "djlint", "templates", "--lint", "--quiet")),
        Check("JavaScript", (str(Path(sys.executable).with_name("oxlint")), "--deny-warnings", "static", "tests")),
        Check("import rules", (*PYTHON, "-c", imports)),
        Check("style sheets", (*PYTHON, "-m", "tests.lint_css")),
        Check("browser tests wait", (*PYTHON, "-m", "tests.lint_browser")),
        Check("missing migrations", (*PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")),
        Check("check --deploy", (*PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"), _production()),
    )


# Pages name static files by their content, so tests that render pages need the manifest.
STATIC_FILES = Check("static files", (*PYTHON, "manage.py", "collectstatic", "--no-input", "--verbosity=0"))
MIGRATED = "migrated"  # the database that each test process copies: migrating one of its own would take longer


def check(names: Sequence[str]) -> int:
    """Run the static checks with these names, without servers, as pre-commit does; return the exit code."""
    checks = {check.name: check for check in static_checks()}
    if unknown := [name for name in names if name not in checks]:
        raise LocalError(f"There is no check called {', '.join(unknown)}. The checks are: {', '.join(checks)}.")
    site = Site.from_environ(os.environ)
    site.make_folder()
    environ = environment_of_tests(os.environ, site, NOT_CONNECTED)
    results = [_result(checks[name], environ) for name in names]
    print(*results, sep="\n", flush=True)
    return 0 if all(result.passed for result in results) else 1


def test(pytest_arguments: Sequence[str]) -> int:
    """Run every check, or pytest alone if it is given arguments; return the exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    began = time.monotonic()
    browser = find_chromium() or install_chromium()
    mark = secrets.token_hex(16)
    results: list[Result] = []
    with throwaway_servers() as (folder, urls):
        environ = environment_of_tests(os.environ, Site(folder), urls)
        environ |= {MARK: mark, "PYTHONUNBUFFERED": "1", **({"CHROMIUM": str(browser)} if browser else {})}
        environ |= _bytecode(folder) | {"MIGRATED_DATABASE": MIGRATED}
        try:
            needed = (_migrations(urls["DATABASE_URL"]), STATIC_FILES)
            before = needed if pytest_arguments else (*static_checks(), *needed)
            for result in _in_parallel(before, environ):
                results.append(result)
                print(result, flush=True)
            results.append(_pytest(pytest_arguments or ["-n", "3", "--dist=worksteal", "--durations=25"], environ))
        except KeyboardInterrupt:
            print("\nInterrupted.", flush=True)
            return 130
        finally:
            end(processes_marked(MARK, mark), grace=2)
    if browser is None:
        print(BROWSER_BANNER, flush=True)
        if os.environ.get("REQUIRE_BROWSER") == "1":
            results.append(Result("browser", passed=False, seconds=0))
    failed = [result.name for result in results if not result.passed]
    verdict = f"Checks FAILED: {', '.join(failed)};" if failed else "All checks passed in"
    times = ", ".join(f"{result.name} {result.seconds:.1f} s" for result in results)
    print(f"{verdict} {time.monotonic() - began:.1f} s ({times})", flush=True)
    return 1 if failed else 0


def _in_parallel(checks: Sequence[Check], environ: Mapping[str, str]) -> Iterator[Result]:
    with ThreadPoolExecutor(max_workers=2) as pool:
        try:
            for future in as_completed([pool.submit(_result, check, environ) for check in checks]):
                yield future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end(processes_marked(MARK, environ[MARK]), grace=1)
            raise


def _result(check: Check, environ: Mapping[str, str]) -> Result:
    began = time.monotonic()
    # A check removes a variable by an empty value.
    environ = {name: value for name, value in {**environ, **check.environ}.items() if value}
    done = subprocess.run(
        check.command,
        cwd=CHECKOUT,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return Result(check.name, done.returncode == 0, time.monotonic() - began, done.stdout)


def _pytest(arguments: Sequence[str], environ: Mapping[str, str]) -> Result:
    began = time.monotonic()
    process = subprocess.Popen((*PYTHON, "-m", "pytest", *arguments), cwd=CHECKOUT, env=environ)
    try:
        code = process.wait()
    except KeyboardInterrupt as stop:
        if isinstance(stop, Terminated):
            process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
            process.wait(10)  # time for pytest to print its summary; a Ctrl-C has reached it already
        raise
    return Result("pytest", code == 0, time.monotonic() - began)


def _migrations(url: str) -> Check:
    """Makes the database `MIGRATED` on the server of ``url``."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(MIGRATED)))
    environ = {"DATABASE_URL": urlsplit(url)._replace(path=f"/{MIGRATED}").geturl()}
    return Check("migrations", (*PYTHON, "manage.py", "migrate", "--no-input", "--verbosity=0"), environ)


def _inherited() -> dict[str, str]:
    return without_site(os.environ)


def _bytecode(folder: Path) -> dict[str, str]:
    """Where Python may leave no bytecode in the checkout, it gets a folder for it: tests start Django in some two hundred
    processes, and each would compile it again. Kept with the packages if possible, since most of it is of them."""
    if not sys.dont_write_bytecode:
        return {}
    kept = Path(sys.prefix) if os.access(sys.prefix, os.W_OK) else folder
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(kept / "bytecode")}


def _production() -> dict[str, str]:
    return {
        "JOBBOARD_LOCAL": "",
        "DEBUG": "",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SITE_URL": "https://jobs.example.com",
        "EMAIL_URL": "smtp+tls://user:password@mail.example.com:587",
        "STRIPE_SECRET_KEY": f"sk_live_{secrets.token_urlsafe(24)}",
        "STRIPE_WEBHOOK_SECRETS": f"whsec_{secrets.token_urlsafe(24)}",
        "STRIPE_API_BASE": "",
        "ADMIN_NEEDS_SECOND_FACTOR": "",
    }


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise Terminated
