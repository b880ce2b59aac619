"""Who calls the API: anybody, or a member with a token. Cookies don't count, so no site can act for a visitor."""

from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Caller:
    """``key`` identifies the token in the counts of limits; empty for requests without one, which are counted by network."""

    key: str = ""


NOBODY = Caller()


def caller_of(request: HttpRequest) -> Caller:
    """Returns who calls. Raises ``ProblemError`` (401) for a token that isn't valid; without a token, it's `NOBODY`."""
    return NOBODY
