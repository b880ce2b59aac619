"""Counts what couldn't be joined: occupations without a figure, and figures of a wider group."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from occupations.facts import Cited, OccupationFacts
from occupations.sources import Key


@dataclass(frozen=True)
class Gap:
    """``codes`` are occupations with a page; ``what`` says what is missing, or what is only known of a wider group."""

    what: str
    codes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.what}: {len(self.codes)}"


Find = Callable[[OccupationFacts], Cited | None]

# What each source gives an occupation, and what it's called.
GIVEN: dict[Key, tuple[tuple[str, Find], ...]] = {
    Key.WAGES: (("pay", lambda facts: _pay(facts, Key.WAGES)),),
    Key.PROJECTIONS: (("projection", lambda facts: facts.outlook),),
    Key.HANDBOOK: (("profile", lambda facts: facts.handbook),),
    Key.ONET: (
        ("skills", lambda facts: facts.onet if facts.onet.skills else None),
        ("knowledge", lambda facts: facts.onet if facts.onet.knowledge else None),
        ("work styles", lambda facts: facts.onet if facts.onet.work_styles else None),
        ("tools", lambda facts: facts.onet if facts.onet.tools else None),
        ("education", lambda facts: facts.education),
    ),
    Key.UK_PAY: (("pay", lambda facts: _pay(facts, Key.UK_PAY)),),
    Key.CANADA_PAY: (("pay", lambda facts: _pay(facts, Key.CANADA_PAY)),),
}


def _pay(facts: OccupationFacts, key: Key) -> Cited | None:
    return next((pay for pay in facts.pay if pay.source == key), None)


class Tally:
    """Gaps of facts that are added one by one."""

    def __init__(self) -> None:
        self.listed = 0
        self.found: dict[tuple[Key, str], list[str]] = defaultdict(list)

    def add(self, facts: OccupationFacts) -> None:
        if not facts.onet.tasks:
            return
        self.listed += 1
        for key, parts in GIVEN.items():
            for name, find in parts:
                given = find(facts)
                if given is None:
                    self.found[key, f"No {name}"].append(facts.code)
                elif given.wider:
                    self.found[key, f"Only {name} of a wider group"].append(facts.code)

    def gaps(self) -> dict[Key, list[Gap]]:
        found: dict[Key, list[Gap]] = {key: [] for key in GIVEN}
        for (key, what), codes in sorted(self.found.items(), key=lambda item: item[0]):
            found[key].append(Gap(what, tuple(codes)))
        return found
