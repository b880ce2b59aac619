"""Applies what staff set right to the facts of an occupation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from occupations.facts import OccupationFacts, SetRight


@dataclass(frozen=True)
class Correction:
    """``value`` as in JSON; None hides the figure."""

    path: str
    value: Any
    reason: str


def apply(facts: OccupationFacts, corrections: Sequence[Correction]) -> OccupationFacts:
    """Returns the facts with the corrections in them. A correction of something that isn't there (any more) is left out; a value
    that the figure can't have raises ``ValueError``."""
    if not corrections:
        return facts
    data = facts.model_dump(mode="json")
    done = []
    for correction in corrections:
        holder, name = find(data, correction.path)
        if holder is None:
            continue
        before = holder[name]
        holder[name] = correction.value
        done.append(
            SetRight(path=correction.path, reason=correction.reason, published="" if before is None else str(before))
        )
    return OccupationFacts.model_validate(data | {"set_right": [one.model_dump() for one in done]})


def find(data: dict[str, Any], path: str) -> tuple[dict[str, Any] | None, str]:
    """Returns the part of ``data`` that holds the figure, and its name there: ``outlook.growth``, ``pay.US.median``."""
    *steps, name = path.split(".")
    part: Any = data
    for step in steps:
        if isinstance(part, list):
            part = next((one for one in part if one.get("country") == step), None)
        elif isinstance(part, dict):
            part = part.get(step)
    return (part, name) if isinstance(part, dict) and name in part else (None, name)
