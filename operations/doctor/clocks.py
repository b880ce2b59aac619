"""Compares the clock of this machine with those of its servers."""

from billing import stripe_api
from operations.doctor import valkey
from operations.doctor.database import rows
from operations.doctor.results import Options, Result, ok, warning, wrong

LATE, TOO_LATE = 3, 20  # seconds; codes of authenticator apps are valid for 30, signatures of webhooks for 300
ADVICE = "Run a time service on both machines: timedatectl set-ntp true, or chrony."


def database(options: Options) -> Result:
    before = options.clock()
    [(theirs,)] = rows("SELECT extract(epoch FROM clock_timestamp())::float8")
    return judged("the database's", theirs, before, options.clock())


def cache(options: Options) -> Result:
    before = options.clock()
    seconds, microseconds = valkey.cache().time()
    return judged("Valkey's", seconds + microseconds / 1_000_000, before, options.clock())


def stripe(options: Options) -> Result:
    """Stripe says its time in whole seconds."""
    before = options.clock()
    at = stripe_api.account().at
    if at is None:
        return ok("Stripe didn't say what time it is")
    return judged("Stripe's", at.timestamp() + 0.5, before, options.clock())


def judged(whose: str, theirs: float, before: float, after: float) -> Result:
    """``theirs`` was read at some moment between ``before`` and ``after``."""
    behind = theirs - after if theirs > after else min(theirs - before, 0)
    said = f"{abs(behind):.1f} s {'behind' if behind > 0 else 'ahead of'} {whose} clock"
    if abs(behind) > TOO_LATE:
        return wrong(f"this machine's clock is {said}", ADVICE)
    return (
        warning(f"this machine's clock is {said}", ADVICE) if abs(behind) > LATE else ok(f"agrees with {whose} clock")
    )
