"""Delivery policy: decides from an error and the attempts so far what happens next, for every email queue.

| what happened                          | what follows                                                           |
|----------------------------------------|------------------------------------------------------------------------|
| the address doesn't exist              | the address is suppressed, the email is finished                       |
| the server rejects us                  | the circuit opens, no address is suppressed; the attempt counts; retry  |
| no connection                          | the circuit opens, the attempt doesn't count                           |
| a temporary refusal                    | the attempt counts; retry after a wait that grows up to a cap          |
| it may have been accepted              | retry; counts as several attempts, so it is sent three times at most   |
| it couldn't be built                   | only this email's attempt counts; retry                                |
| this email is refused                  | it has failed                                                          |

In any case an email fails after `Policy.most_attempts`.
"""

import datetime as dt
import random
from dataclasses import dataclass

from mail.delivery_errors import DeliveryError, Kind, Stage

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
FIRST_CIRCUIT_WAIT = dt.timedelta(seconds=30)
SERVER_AWAY = 5 * MINUTE  # the longest wait between two attempts to reach a server
SENDER_REJECTED = HOUR  # the longest wait between two attempts with a server that rejects us


@dataclass(frozen=True)
class Policy:
    """``first_wait`` is multiplied by ``factor`` with each attempt, up to ``longest_wait``, and varied by ``spread`` of
    it, so that emails that failed together aren't retried together. ``doubt_counts``: how many attempts an attempt in
    doubt counts as.
    """

    first_wait: dt.timedelta
    factor: int
    longest_wait: dt.timedelta
    most_attempts: int
    doubt_wait: dt.timedelta
    doubt_counts: int
    spread: float = 0.0

    def wait(self, attempts: int) -> dt.timedelta:
        """Returns how long to wait after this attempt; ``attempts`` is the number of previous ones."""
        exponent = min(attempts, 20)  # beyond that, the cap was reached long ago
        wait = min(self.first_wait * int(self.factor**exponent), self.longest_wait)
        return wait * random.uniform(1 - self.spread, 1 + self.spread)  # noqa: S311 - spreads load


# Somebody is waiting for it, and its code expires soon: six attempts within an hour.
CODES = Policy(2 * MINUTE, 2, 16 * MINUTE, 6, doubt_wait=5 * MINUTE, doubt_counts=2)
# Thirteen attempts within four days.
RECEIPTS = Policy(MINUTE, 4, 12 * HOUR, 13, doubt_wait=30 * MINUTE, doubt_counts=5, spread=0.25)
# Eleven attempts within a day: the next digest includes the jobs of a failed one.
DIGESTS = Policy(MINUTE, 4, 4 * HOUR, 11, doubt_wait=30 * MINUTE, doubt_counts=4, spread=0.25)


@dataclass(frozen=True)
class Decision:
    """``attempts``: how many count from now on. ``wait``: time until the next attempt, None once it has failed.
    ``is_in_doubt``: nobody may touch it until then. ``opens_circuit``: nothing else is sent for now."""

    attempts: int
    wait: dt.timedelta | None
    suppresses: bool = False
    opens_circuit: bool = False
    is_in_doubt: bool = False


def decide(error: DeliveryError, *, attempts: int, policy: Policy) -> Decision:
    """Decides what happens to an email; ``attempts`` is the number of attempts before this one."""
    kind = error.kind
    if error.stage == Stage.CONNECT:
        return Decision(attempts, dt.timedelta(0), opens_circuit=True)
    if kind in (Kind.ADDRESS, Kind.REFUSED):
        return Decision(attempts + 1, None, suppresses=kind == Kind.ADDRESS)
    if kind == Kind.DOUBT:
        counted = attempts + policy.doubt_counts
        is_over = counted >= policy.most_attempts
        return Decision(attempts + 1 if is_over else counted, None if is_over else policy.doubt_wait, is_in_doubt=True)
    is_over = attempts + 1 >= policy.most_attempts
    wait = None if is_over else policy.wait(attempts)
    return Decision(attempts + 1, wait, opens_circuit=kind == Kind.SENDER_REJECTED)


def circuit_wait(failures: int, *, longest: dt.timedelta) -> dt.timedelta:
    """Returns how long nothing is sent; ``failures`` is the number of consecutive failures before this one."""
    return min(FIRST_CIRCUIT_WAIT * int(2 ** min(failures, 10)), longest)
