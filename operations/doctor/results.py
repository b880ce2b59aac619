"""What a check is given and what it returns."""

import datetime as dt
import enum
import time
from collections.abc import Callable
from dataclasses import dataclass, field


class State(enum.StrEnum):
    """``NOT_CHECKED``: another check, which is wrong, says why."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True)
class Result:
    """``said``: what was found, on one line. ``advice``: what to do; empty only if nothing has to be done."""

    state: State
    said: str
    advice: str = ""


def ok(said: str) -> Result:
    return Result(State.OK, said)


def warning(said: str, advice: str) -> Result:
    """Something that works but shouldn't stay so."""
    return Result(State.WARNING, said, advice)


def wrong(said: str, advice: str) -> Result:
    """Something that doesn't work, or will fail."""
    return Result(State.WRONG, said, advice)


@dataclass(frozen=True)
class Options:
    """What the checks are told.

    ``now``: when the doctor began. ``seconds``: time-out of one connection. ``clock``: the time of this machine, in seconds
    since 1970. ``nameserver`` and ``nameserver_port``: who is asked about DNS, instead of the system's resolvers.
    ``dkim_selectors``: names below ``_domainkey`` that the mail provider signs with. ``send_to``: who gets a test email; empty
    for none. ``old``: a transaction that lasts longer is in the way.
    """

    now: dt.datetime
    seconds: float = 4
    clock: Callable[[], float] = time.time
    nameserver: str = ""
    nameserver_port: int = 53
    dkim_selectors: tuple[str, ...] = field(default=())
    send_to: str = ""
    old: dt.timedelta = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Check:
    """A function that looks at one thing. ``needs``: the check without which this one can't be made. ``seconds``: time-out of
    the whole check."""

    name: str
    look: Callable[[Options], Result]
    needs: str = ""
    seconds: float = 10


@dataclass(frozen=True)
class Report:
    """What a check returned, after how many ``seconds``."""

    name: str
    result: Result
    seconds: float
