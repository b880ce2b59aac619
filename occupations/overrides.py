"""What staff can correct in the facts of an occupation: which figures, what they can be, and how that changes the facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from occupations.facts import EDUCATION, OccupationFacts, SetRight
from toolkit import money

Kind = Literal["money", "people", "percent", "education", "zone", "text", "part"]


@dataclass(frozen=True)
class Figure:
    """``kind`` says how its value is written; a ``part`` can only be hidden."""

    label: Promise
    kind: Kind


_COUNTRIES = {
    "US": (gettext_lazy("United States"), ("p10", "p25", "median", "p75", "p90", "mean")),
    "GB": (gettext_lazy("United Kingdom"), ("p10", "p25", "median", "p75", "p90", "mean")),
    "CA": (gettext_lazy("Canada"), ("low", "median", "high")),
}
_AMOUNTS = {
    "p10": gettext_lazy("10th percentile of pay"),
    "p25": gettext_lazy("25th percentile of pay"),
    "median": gettext_lazy("Median pay"),
    "p75": gettext_lazy("75th percentile of pay"),
    "p90": gettext_lazy("90th percentile of pay"),
    "mean": gettext_lazy("Mean pay"),
    "low": gettext_lazy("Low pay"),
    "high": gettext_lazy("High pay"),
}
FIGURES: dict[str, Figure] = {
    "definition.text": Figure(gettext_lazy("Definition"), "text"),
    "handbook": Figure(gettext_lazy("Handbook profile"), "part"),
    "handbook.text": Figure(gettext_lazy("Handbook: what they do"), "text"),
    "handbook.work_environment": Figure(gettext_lazy("Handbook: work environment"), "text"),
    "handbook.how_to_become": Figure(gettext_lazy("Handbook: how to become one"), "text"),
    "outlook": Figure(gettext_lazy("Projection"), "part"),
    "outlook.growth": Figure(gettext_lazy("Growth in percent"), "percent"),
    "outlook.openings": Figure(gettext_lazy("Openings a year"), "people"),
    "outlook.employment": Figure(gettext_lazy("Employment in the first year"), "people"),
    "outlook.projected": Figure(gettext_lazy("Employment in the last year"), "people"),
    "outlook.change": Figure(gettext_lazy("Change in employment"), "people"),
    "outlook.self_employed": Figure(gettext_lazy("Self-employed in percent"), "percent"),
    "outlook.education": Figure(gettext_lazy("Typical entry education"), "education"),
    "onet.job_zone": Figure(gettext_lazy("Job zone"), "zone"),
    "education": Figure(gettext_lazy("Education of workers"), "part"),
    **{
        f"pay.{country}.{name}": Figure(_AMOUNTS[name], "money")
        for country, (_c, names) in _COUNTRIES.items()
        for name in names
    },
}


class BadValue(Exception):
    """A value that the figure can't have; the message is for staff."""


@dataclass(frozen=True)
class Correction:
    """``value`` as in JSON; None hides the figure."""

    path: str
    value: Any
    reason: str


def figure_label(path: str) -> str:
    """``pay.US.median`` as "Median pay, United States"."""
    if path not in FIGURES:
        return path
    parts = path.split(".")
    name = str(FIGURES[path].label)
    return f"{name}, {_COUNTRIES[parts[1]][0]}" if parts[0] == "pay" else name


def figures_of(facts: OccupationFacts) -> dict[str, str]:
    """Returns the figures of an occupation that can be corrected: path to present value in words, empty if there is none."""
    data = facts.model_dump(mode="json")
    found = {}
    for path in FIGURES:
        holder, name = find(data, path)
        if holder is not None and not (FIGURES[path].kind == "part" and holder[name] is None):
            found[path] = shown(facts, path, holder[name])
    return found


def shown(facts: OccupationFacts, path: str, value: Any) -> str:
    """A value as staff write and read it."""
    kind = FIGURES[path].kind
    if value is None:
        return ""
    if kind == "part":
        return _("shown")
    if kind == "money":
        pay = facts.pay_in(path.split(".")[1])
        return money.display(int(value), pay.currency) if pay else str(value)
    return f"{value:,}" if kind == "people" else str(value)


def parse(facts: OccupationFacts, path: str, text: str) -> Any:
    """Returns what staff wrote as the value of a figure; None if empty. Raises ``BadValue``."""
    text = text.strip()
    value = _parsed(facts, path, text) if text else None
    try:
        corrected = apply(facts, [Correction(path, value, "")])
    except ValidationError:
        if value is None:
            raise BadValue(_("This figure can't be hidden alone. Hide the whole part instead.")) from None
        raise BadValue(_("“%s” isn't possible here.") % text) from None
    if path.startswith("pay."):
        _require_order(corrected, path.split(".")[1])
    return value


def _parsed(facts: OccupationFacts, path: str, text: str) -> Any:
    match FIGURES[path].kind:
        case "text":
            return text
        case "part":
            raise BadValue(_("This part can only be hidden. Leave the value empty."))
        case "education":
            if text not in EDUCATION:
                raise BadValue(_("Choose one of: %s.") % "; ".join(EDUCATION))
            return text
        case "money":
            pay = facts.pay_in(path.split(".")[1])
            currency = pay.currency if pay else "USD"
            try:
                return money.to_minor(_number(text.lstrip("$£")), currency)
            except ValueError:
                raise BadValue(_("“%s” isn't an amount.") % text) from None
        case "percent":
            return str(_number(text.rstrip("%")))
        case _:
            number = _number(text)
            if number != number.to_integral_value():
                raise BadValue(_("“%s” isn't a whole number.") % text)
            return int(number)


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", "").replace("−", "-"))
    except InvalidOperation:
        raise BadValue(_("“%s” isn't a number.") % text) from None
    if not number.is_finite():
        raise BadValue(_("“%s” isn't a number.") % text)
    return number


def _require_order(facts: OccupationFacts, country: str) -> None:
    pay = facts.pay_in(country)
    names = ("low", "p10", "p25", "median", "p75", "p90", "high")
    known = [amount for name in names if (amount := getattr(pay, name, None)) is not None]
    if known != sorted(known):
        raise BadValue(_("The percentiles would no longer rise."))


def apply(facts: OccupationFacts, corrections: Sequence[Correction]) -> OccupationFacts:
    """Returns the facts with the corrections in them, and what was published in ``set_right``. A correction of something that
    isn't there (any more) is left out. Raises pydantic's ``ValidationError`` for a value that the figure can't have."""
    if not corrections:
        return facts
    data = facts.model_dump(mode="json")
    done = []
    for correction in sorted(corrections, key=lambda correction: correction.path.count(".")):
        holder, name = find(data, correction.path)
        if holder is None:
            continue
        before = holder[name]
        holder[name] = correction.value
        words = shown(facts, correction.path, before) if correction.path in FIGURES else ""
        done.append(SetRight(path=correction.path, reason=correction.reason, published=words).model_dump())
    return OccupationFacts.model_validate(data | {"set_right": done})


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
