"""What a visitor asks for, as the address bar says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Criteria:
    """A search. ``pay`` is in main units of ``currency`` a ``period``; ``posted`` in days; ``zone`` an IANA time zone."""

    q: str = ""
    geo: str = ""
    industry: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    pay: int | None = None
    currency: str = "USD"
    period: str = "year"
    no_pay: bool = False
    posted: int | None = None
    company: str = ""
    zone: str = ""
    sort: str = "newest"

    @property
    def querystring(self) -> str:
        """The canonical query string, without a page: equal searches give equal strings."""
        return ""

    def without(self, **changes: Any) -> "Criteria":
        """The same search with these fields changed."""
        return self


@dataclass(frozen=True)
class Asked:
    """The criteria as far as they could be understood, and a message for each field that could not."""

    criteria: Criteria
    problems: dict[str, str] = field(default_factory=dict)


def parse(data: Mapping[str, Any]) -> Asked:
    """Reads query parameters (a ``QueryDict``)."""
    return Asked(Criteria())
