"""Reads a job's location label as a whole: which places it names, excludes, and which parts of countries."""

from collections.abc import Iterable
from dataclasses import dataclass

from jobs.screening.gazetteer import Name, code_of
from jobs.screening.label_parts import Part, label_words, parts_of
from jobs.screening.phrasebook import listed
from jobs.vocabulary.regions import ANYWHERE, countries, country_codes, smallest


@dataclass(frozen=True)
class Places:
    """The places of a label.

    ``regions`` are slugs, without regions that lie inside another one of them; ``partly`` are the countries among them of
    which only ``parts`` are named. ``never`` and ``never_parts`` are what the label excludes. ``unknown`` are the parts of
    the label that couldn't be read.
    """

    regions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    never_partly: tuple[str, ...] = ()
    never_parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Place:
    """A place that a part of the label names; ``part`` is set if it is only a part of a country."""

    slugs: tuple[str, ...]
    part: str = ""


# Alone, these codes mean a state or a region at least as often as the country with the same code.
_MOSTLY_STATES = frozenset(
    listed("AZ, CA, CO, GA, IL, KY, LA, MA, MD, ME, MN, MO, MS, MT, NA, NC, NE, PA, SC, SD, TN, VA")
)
_UNCLEAR_ALONE = _MOSTLY_STATES | {"IN", "OK"}
_LINKS = frozenset(",-–—(/|:")  # these can be between a place and what it belongs to
_NARROWING = frozenset("-–—(:[")  # what follows these limits what stands before


def read_places(label: str, codes: tuple[str, ...] = ()) -> Places:
    """Reads a label such as ``Remote (US or Canada)``, along with ISO codes that the source also gives.

    A place named with ``Anywhere`` takes precedence over it ("Anywhere in the US"), but not over ``Worldwide``. Places
    that a label only prefers are left out. If several countries have a place of that name, its neighbors in the label
    decide, or a code of the source; otherwise it is unknown.
    """
    given = tuple(countries()[code.upper()].slug for code in codes if code.upper() in countries())
    parts = parts_of(label[:600])
    hints = set(given).union(*(part.slugs for part in parts if len(part.slugs) == 1))
    found: list[tuple[Part, _Place]] = []
    unknown: list[str] = []
    wished: list[str] = []
    words = label_words()
    for at, part in enumerate(parts):
        if words["clock"].intersection(part.words) or words["headquarters"].intersection(part.words):
            continue
        if words["wish"].intersection(part.words):
            wished.append(part.said)
            continue
        places, is_read = _of_code(parts, at, hints) if part.code else _of_names(parts, at, hints)
        found += [(part, place) for place in places]
        if not is_read and not part.is_excluded:
            unknown.append(part.said)
    named = [(part, place) for part, place in found if not part.is_excluded]
    excluded = [place for part, place in found if part.is_excluded]
    if not named and not given and not unknown and any(words["any"].intersection(p.words) for p in parts):
        named = [(parts[0], _Place((ANYWHERE,)))]
    whole, partly = _narrowed(named, parts)
    only = smallest([*whole, *(slug for place in partly for slug in place.slugs), *given])
    partly = [place for place in partly if not _holds(whole, place.slugs)]
    return Places(
        regions=only,
        unknown=() if given else tuple(dict.fromkeys(unknown if only else [*unknown, *wished])),
        partly=_slugs(partly),
        parts=_names(partly),
        never=_slugs(place for place in excluded if not place.part),
        never_partly=_slugs(place for place in excluded if place.part),
        never_parts=_names(excluded),
    )


def _slugs(places: Iterable[_Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slug for place in places for slug in place.slugs))


def _names(places: Iterable[_Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.part for place in places if place.part))


def _holds(whole: Iterable[str], slugs: tuple[str, ...]) -> bool:
    """Whether all ``slugs`` lie in one of the regions ``whole``."""
    return all(any(country_codes(slug) <= country_codes(region) for region in whole) for slug in slugs)


def _narrowed(named: list[tuple[Part, _Place]], parts: list[Part]) -> tuple[list[str], list[_Place]]:
    """Returns the whole countries and regions that a label names, and the parts of countries. A part narrows its country
    in the same group ("US (CA, NY)"), and places in brackets narrow the region before them ("Europe (Spain)")."""
    partly = [place for _part, place in named if place.part]
    whole: list[str] = []
    for part, place in named:
        if place.part:
            continue
        mates = [(other, its) for other, its in named if other.group == part.group and its is not place]
        if any(its.part and set(its.slugs) & set(place.slugs) for _other, its in mates):
            continue
        behind = parts[parts.index(part) + 1 :][:1]
        is_narrow = behind and behind[0].joint[:1] in _NARROWING and not behind[0].is_excluded
        if is_narrow and any(
            other is behind[0] and its.slugs != place.slugs and _holds(place.slugs, its.slugs) for other, its in mates
        ):
            continue
        whole += place.slugs
    return whole, partly


def _neighbor(parts: list[Part], at: int, step: int) -> Part | None:
    """Returns the part before or after, if the separator allows that one belongs to the other."""
    other = at + step
    if not 0 <= other < len(parts) or parts[max(at, other)].joint[:1] not in _LINKS:
        return None
    return parts[other] if parts[other].group == parts[at].group else None


# --- Places of one part ---------------------------------------------------------------------------------------------


def _of_code(parts: list[Part], at: int, hints: set[str]) -> tuple[list[_Place], bool]:
    """Decides from the neighbors whether capital letters are a country, a state, or a short name of a region."""
    code = parts[at].code
    country = (countries()[code].slug,) if code in countries() else ()
    state = code_of(code)
    before, behind = _neighbor(parts, at, -1), _neighbor(parts, at, 1)
    others = [part for part in parts if part is not parts[at]]
    if code == "NA" and len(parts) > 1 and not (before and (before.rest or before.has("city"))):
        return [_Place(("north-america",))], True
    if not state:
        is_sure = bool(country) and (code not in _MOSTLY_STATES or bool(before and before.has("city")))
        return ([_Place(country)], True) if is_sure else ([], False)
    as_state = [] if _has_town(before, state) else [_Place(state.regions[:1], state.part)]
    if len(parts) == 1 and code in _UNCLEAR_ALONE:
        return [], False
    if not country:
        return as_state, True
    if before and before.has("city") and not before.has("country"):
        return ([_Place(country)] if before.slugs & set(country) else as_state), True
    above = code_of(before.code) if before else None
    if above and set(above.regions) & set(country):
        return [_Place(country)], True  # "Toronto, ON, CA"
    codes = {part.code for part in parts if part.code}
    states_only = [one for one in codes if code_of(one) and one not in countries()]
    if states_only and len(codes) > 1:
        return as_state, True
    inside = before if before and set(before.slugs) & set(state.regions) and before.has("country") else None
    if inside and (parts[at].joint[:1] in _NARROWING or _in_bracket_of(parts, at, state)):
        return as_state, True
    if behind and behind.slugs & set(state.regions) and behind.has("country"):
        return as_state, True
    if before and before.rest and not before.names and code in _MOSTLY_STATES:
        return as_state, True
    if behind and behind.has("city") and behind.slugs & set(state.regions):
        return as_state, True  # "US, CA, San Francisco"
    if not any(part.names or part.code for part in others):
        return ([], False) if code in _UNCLEAR_ALONE else ([_Place(country)], True)
    if any(part.has("country", "region") for part in parts[:at]) or hints & set(country):
        return [_Place(country)], True
    if len(codes) > 1 and all(part.code for part in parts):
        return [_Place(country)], True
    return (as_state, True) if hints & set(state.regions) else ([], False)


def _in_bracket_of(parts: list[Part], at: int, state: Name) -> bool:
    """Whether the brackets that hold this part stand behind the state's country: "US (CA, NY)"."""
    for number in range(at, 0, -1):
        if parts[number].joint[:1] in _NARROWING:
            return parts[number - 1].has("country") and bool(parts[number - 1].slugs & set(state.regions))
        if not parts[number].code:
            return False
    return False


def _has_town(before: Part | None, state: Name) -> bool:
    """Whether the part before is a town or a state, which says more than the code behind it."""
    if before is None or before.has("country"):
        return False
    return bool(before.names or (before.rest and not before.code)) and before.joint[:1] not in _NARROWING


def _of_names(parts: list[Part], at: int, hints: set[str]) -> tuple[list[_Place], bool]:
    part, behind = parts[at], _neighbor(parts, at, 1)
    found: list[_Place] = []
    over_names = behind.names[0] if behind and behind.names else ()
    for position, names in enumerate(part.names):
        is_last = position == len(part.names) - 1
        # "Berlin Germany" without a separator is read like "Berlin, Germany".
        above = part.names[position + 1] if not is_last else over_names
        code = behind.code if behind and is_last else ""
        place = _place(names, above, code, hints, parts, at)
        if place is None:
            return found, False
        if not (names[0].kind == "state" and _is_of_town(parts, at)):
            found.append(place)
    towns = [word for word in part.rest if word[:1].isupper() or not word.isascii()]
    if not part.rest or (found and not towns):
        return found, True
    above_slugs = _belongs_to(behind)
    if not part.names and above_slugs:
        return [_Place(above_slugs, part.said)], True
    return found, False


def _is_of_town(parts: list[Part], at: int) -> bool:
    """Whether a state stands behind its town, which says more: "Paris, Texas"."""
    before = _neighbor(parts, at, -1)
    return before is not None and parts[at].joint == "," and before.has("city") and not before.has("state")


def _belongs_to(behind: Part | None) -> tuple[str, ...]:
    """The country of the state or country that stands behind an unknown town."""
    if behind is None:
        return ()
    for names in behind.names[:1]:
        for name in names:
            if name.kind in ("state", "country") and len(name.regions) == 1:
                return name.regions
    state = code_of(behind.code)
    if state and (behind.code in _MOSTLY_STATES or behind.code not in countries()):
        return state.regions[:1]
    return (countries()[behind.code].slug,) if behind.code in countries() and not state else ()


def _place(
    names: tuple[Name, ...], above: tuple[Name, ...], code: str, hints: set[str], parts: list[Part], at: int
) -> _Place | None:
    """The one meaning of a name; None if it has several and nothing decides."""
    options = [_Place((slug,), name.part) for name in names if name.is_part for slug in name.regions]
    options += [_Place(name.regions) for name in names if not name.is_part]
    options = list({option.slugs: option for option in options}.values())
    state = code_of(code)
    owners = {slug for name in above if name.kind in ("state", "country") for slug in name.regions}
    if state and (len(options) == 1 or not any(option.slugs[0] in _slugs_of_code(code) for option in options)):
        owners |= set(state.regions[:1]) if code in _MOSTLY_STATES or code not in countries() else set()
    owners |= set(_slugs_of_code(code))
    inside = [option for option in options if option.part and set(option.slugs) & owners]
    if inside:
        return inside[0]
    in_state = next((name for name in (*above, *((state,) if state and code not in countries() else ()))
                     if name.kind in ("state", "code")), None)  # fmt: skip
    if in_state and all(option.part for option in options):
        return _Place(in_state.regions[:1], options[0].part)  # "Paris, Texas"
    if len(options) > 1:
        near = [option for option in options if set(option.slugs) <= hints]
        options = near or _alike(options, parts, at)
    return options[0] if len(options) == 1 else None


def _slugs_of_code(code: str) -> tuple[str, ...]:
    state = code_of(code)
    return (*((countries()[code].slug,) if code in countries() else ()), *(state.regions[:1] if state else ()))


def _alike(options: list[_Place], parts: list[Part], at: int) -> list[_Place]:
    """The meaning of the same kind as the neighbors: "Georgia" among countries is one, among states the state."""
    others = [part for number, part in enumerate(parts) if number != at and part.names]
    if others and all(part.has("country") for part in others):
        return [option for option in options if not option.part]
    if others and all(part.has("state", "city") for part in others):
        return [option for option in options if option.part and any(set(option.slugs) & part.slugs for part in others)]
    return []
