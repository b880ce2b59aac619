"""Plans up to three steps from an occupation: first to the closest ones, then to ones that pay more."""

from collections.abc import Iterable
from dataclasses import dataclass

from advice.moves.roles import Role, roles_of

FIRST = 5  # occupations one step ahead
NEXT = (2, 1)  # of each, those two and three steps ahead
MOST = 7  # in a step
CLOSE = 2  # the farthest tier that counts as a step


@dataclass(frozen=True)
class Step:
    """An occupation ``number`` steps ahead; ``after`` is the code of the one before it."""

    role: Role
    number: int
    after: str


def steps_from(start: Role, related: dict[str, Role]) -> tuple[Step, ...]:
    """Returns the steps, those of a number together. An occupation is named once, on its shortest way. Two queries at most."""
    taken = {start.code}
    row = _first(start, related, taken)
    found = list(row)
    known = dict(related)
    for number, most in enumerate(NEXT, start=2):
        missing = {one.code for step in row for one in step.role.leads_to} - known.keys() - taken
        known |= roles_of(missing)
        row = _next(row, known, taken, number, most)
        found += row
    return tuple(found)


def _first(start: Role, related: dict[str, Role], taken: set[str]) -> list[Step]:
    near = [related[one.code] for one in start.leads_to if one.tier <= CLOSE and one.code in related]
    return _taken((Step(role, 1, start.code) for role in near if role.is_exact), taken, FIRST)


def _next(row: list[Step], known: dict[str, Role], taken: set[str], number: int, most: int) -> list[Step]:
    """Returns occupations close to those of a step that pay more, so that each step continues if it can."""
    found: list[Step] = []
    for step in row:
        close = (known.get(one.code) for one in step.role.leads_to if one.tier <= CLOSE)
        better = (role for role in close if role and role.is_exact and (role.pay or 0) > (step.role.pay or 0))
        room = min(most, MOST - len(found))
        found += _taken((Step(role, number, step.role.code) for role in better), taken, room)
    return found


def _taken(steps: Iterable[Step], taken: set[str], room: int) -> list[Step]:
    found: list[Step] = []
    for step in steps:
        if len(found) < room and step.role.code not in taken:
            taken.add(step.role.code)
            found.append(step)
    return found
