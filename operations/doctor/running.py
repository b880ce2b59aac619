"""Runs checks beside each other, each with a time-out, and takes secrets out of what they say."""

import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.db import connections

from operations.doctor.results import Check, Options, Report, Result, State, wrong
from toolkit.redaction import redacted

AT_ONCE = 6  # checks; each may hold a database connection
MASK = "•••"
SHORTEST = 6  # characters of a value that is masked wherever it appears


def run(checks: Iterable[Check], options: Options) -> list[Report]:
    """Returns a report for each check, in their order. Takes about as long as the slowest of them."""
    checks = list(checks)
    gate = threading.Semaphore(AT_ONCE)
    done: dict[str, Report] = {}
    waiting = checks
    while waiting:  # those that nothing stands before, then those that need them, and so on
        ready = [one for one in waiting if one.needs not in {other.name for other in waiting}]
        waiting = [one for one in waiting if one not in ready]
        attempts = []
        for one in ready:
            needed = done.get(one.needs)
            if needed and needed.result.state in (State.WRONG, State.NOT_CHECKED):
                said = f"needs “{one.needs}”"
                done[one.name] = Report(one.name, Result(State.NOT_CHECKED, said), 0)
            else:
                attempts.append(Attempt(one, options, gate))
        done.update((report.name, report) for attempt in attempts if (report := attempt.report()))
    return [done[one.name] for one in checks]


class Attempt:
    """A check that runs in a thread of its own, which is left behind if it takes too long."""

    def __init__(self, check: Check, options: Options, gate: threading.Semaphore) -> None:
        self.check = check
        self._options = options
        self._gate = gate
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._report: Report | None = None
        threading.Thread(target=self._run, name=check.name, daemon=True).start()

    def report(self) -> Report | None:
        """Waits for the end, or for the time-out."""
        self._ended.wait()
        return self._report

    def _run(self) -> None:
        self._gate.acquire()
        limit = threading.Timer(self.check.seconds, self._end, [self._too_slow(), self.check.seconds])
        limit.daemon = True
        limit.start()
        start = time.monotonic()
        try:
            result = self.check.look(self._options)
        except Exception as error:
            said = f"the check failed: {described(error)}"
            result = wrong(said, "Look at the error. If it says nothing about your set-up, report it as a bug.")
        finally:
            connections.close_all()  # of this thread
        limit.cancel()
        self._end(masked(result), time.monotonic() - start)

    def _too_slow(self) -> Result:
        said = f"no answer within {self.check.seconds:g} seconds"
        return wrong(
            said, "Something drops packets or is overloaded: a firewall, a server, this machine. Then try again."
        )

    def _end(self, result: Result, seconds: float) -> None:
        """Of the check and its time-out, the first counts."""
        with self._lock:
            if self._report is None:
                self._report = Report(self.check.name, result, seconds)
                self._gate.release()
                self._ended.set()


def described(error: BaseException) -> str:
    """Returns the kind of an error and the first line that it says, without what identifies somebody or grants access."""
    lines = str(error).strip().splitlines()
    said = redacted(lines[0])[:200] if lines else ""
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


# --- Secrets ------------------------------------------------------------------------------------------------------------


def masked(result: Result) -> Result:
    """Returns the result without any value of the settings that is a secret."""
    found = sorted({value for value in _secrets() if len(value) >= SHORTEST}, key=len, reverse=True)
    said, advice = result.said, result.advice
    for value in found:
        said, advice = said.replace(value, MASK), advice.replace(value, MASK)
    return Result(result.state, said, advice)


def _secrets() -> Iterator[str]:
    names = (
        "SECRET_KEY",
        "STRIPE_SECRET_KEY",
        "EMAIL_HOST_PASSWORD",
        "METRICS_TOKEN",
        "SENTRY_DSN",
        "ADVICE_API_KEY",
        "VAPID_PRIVATE_KEY",
        "INDEXNOW_KEY",
    )
    lists = ("SECRET_KEY_FALLBACKS", "MFA_ENCRYPTION_KEYS", "STRIPE_WEBHOOK_SECRETS", "EMAIL_WEBHOOK_SECRETS")
    for name in names:
        yield str(getattr(settings, name, "") or "")
    for name in lists:
        for value in getattr(settings, name, ()):
            yield value
            yield value.partition(":")[2]
    for database in settings.DATABASES.values():
        yield str(database.get("PASSWORD") or "")
    yield from _nested(
        {name: getattr(settings, name, None) for name in ("ANYMAIL", "STORAGES", "CELERY_BROKER_TRANSPORT_OPTIONS")}
    )
    if settings.BACKUPS.bucket:
        yield settings.BACKUPS.bucket.secret_key
    for address in (settings.REDIS_URL, settings.CACHE_URL, settings.CELERY_BROKER_URL, settings.BACKUPS.database):
        parts = urlsplit(str(address))
        for password in (
            parts.password or "",
            *(value for name, value in parse_qsl(parts.query) if "password" in name),
        ):
            yield password
            yield unquote(password)


def _nested(value: Any, *, is_secret: bool = False) -> Iterator[str]:
    """Yields texts in entries whose names say that they are keys, tokens, secrets or passwords."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _nested(
                one, is_secret=any(word in str(name).lower() for word in ("key", "token", "secret", "password"))
            )
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _nested(one, is_secret=is_secret)
    elif is_secret and isinstance(value, str):
        yield value
