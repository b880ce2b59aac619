"""Parses a job's location label into regions."""

import re
from dataclasses import dataclass, field

from jobs.screening.gazetteer import WORD, Name, folded, meanings
from jobs.screening.phrases import listed
from jobs.vocabulary.regions import ANYWHERE, countries, smallest


@dataclass(frozen=True)
class Places:
    """The places of a label. ``regions`` are slugs, without regions that lie inside another one of them; ``unknown``
    are the parts of the label that couldn't be parsed."""

    regions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


@dataclass
class _Part:
    """The part of a label between two separators: its place names and its other words, without words that mean nothing
    here."""

    joint: str
    said: str = ""
    names: list[tuple[Name, ...]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The part if it consists of two capital letters only."""
        said = self.said.split()
        codes = [word for word in said if len(word) == 2 and word.isascii() and word.isupper() and word.isalpha()]
        is_shouted = len(said) > 1 and self.said.isupper()
        return codes[0] if len(codes) == 1 and not self.names and self.rest in ([], codes) and not is_shouted else ""

    def has(self, kind: str) -> bool:
        return any(name.kind == kind for names in self.names for name in names)

    @property
    def slugs(self) -> set[str]:
        return {slug for names in self.names for name in names for slug in name.regions}


# Words that say how the work is done or that can belong to any place; ignored.
_NOISE = frozenset(listed(
    """
    remote, remotely, fully, 100, work, working, from, home, based, wfh, wfa, telecommute, telework, virtual,
    distributed, hybrid, onsite, on, site, in, office, the, of, to, within, across, only, any, anywhere, location,
    locations, located, region, regions, area, areas, country, countries, employees, candidate, candidates,
    residents, resident, citizens, citizen, nationals, applicants, job, jobs, position, role, team, first, friendly,
    metro, metropolitan, greater, city, state, states, province, time, full, part, flexible, option, optional,
    possible, available, for, all, over, world, at, our, hq, headquarters, must, be, live, living, reside, residing,
    worker, workers, wide, nationwide, national, hiring, open, ok, eligible, a, an
    """
))  # fmt: skip
_CLOCK = frozenset(listed(
    """
    est, edt, cst, cdt, mst, mdt, pst, pdt, et, pt, ct, mt, cet, cest, eet, eest, wet, gmt, utc, bst, ist, aest, aedt, jst, sgt,
    timezone, timezones, zone, zones, tz, hours
    """
))  # fmt: skip
_BUT = frozenset(
    listed("except, excepting, excluding, excl, exclude, excludes, excluded, outside, not, no, non, without")
)
_WISH = frozenset(listed("preferred, preferably, prefer, preference, ideally, ideal"))
_SMALL = frozenset({"us", "uk", "eu", "usa", "uae"})  # short names that labels also write in lower case
# After an unknown town these codes mean the American state far more often than the country with the same code.
_MOSTLY_STATES = frozenset(listed("AZ, CA, GA, KY, MA, MD, MN, MO, MS, NC, NE, SC, SD, TN, VA"))
_JOINT = re.compile(r"[;|/•\n·()\[\]:,&+]|\s[-–—]|[-–—]\s")
_LINKS = frozenset(",-–—(")  # these can precede a town's state or country


def read_places(label: str, codes: tuple[str, ...] = ()) -> Places:
    """Parses the places of a label such as ``Remote (US or Canada)``, along with ISO codes that the source also gives.

    A place named with ``Anywhere`` takes precedence over it ("Anywhere in the US"), but not over ``Worldwide``. Places
    that a label excludes or only prefers are left out. A town counts as its country; if several countries have a town
    of that name, it is unknown unless another part of the label or a code hints at the country.
    """
    given = tuple(countries()[code.upper()].slug for code in codes if code.upper() in countries())
    parts = _parts(label[:600])
    hints = set(given).union(*(part.slugs for part in parts if len(part.slugs) == 1))
    found: list[str] = []
    unknown: list[str] = []
    wished: list[str] = []
    for at, part in enumerate(parts):
        if _CLOCK.intersection(part.words):
            continue
        if _WISH.intersection(part.words):
            wished.append(part.said)
            continue
        slugs, is_read = _code(parts, at, hints) if part.code else _names(parts, at, hints)
        found += slugs
        if not is_read:
            unknown.append(part.said)
    if not found and not given and not unknown and any("anywhere" in part.words for part in parts):
        found = [ANYWHERE]
    if given or not found:
        unknown = [] if given else [*unknown, *wished]
    return Places(smallest([*found, *given]), tuple(dict.fromkeys(unknown)))


def _parts(label: str) -> list[_Part]:
    tokens = list(WORD.finditer(label))
    words = [folded(token[0]) for token in tokens]
    parts = [_Part("")]
    at = last_end = 0
    excluded = False
    while at < len(tokens):
        gap = label[last_end : tokens[at].start()]
        count, names = _meant(tokens, words, at)
        joint = "&" if words[at] in ("and", "or", "plus") and not names else ""
        if found := _JOINT.search(gap):
            joint = found[0].strip()
        if joint:
            parts.append(_Part(joint))
            excluded = excluded and not set(gap) & set(");")
        excluded = excluded or words[at] in _BUT
        part, end = parts[-1], tokens[at + count - 1].end()
        if excluded or words[at] in ("and", "or", "plus"):
            pass
        elif names:
            part.names.append(names)
        else:
            part.words.append(words[at])
            if words[at] not in _NOISE:
                part.rest.append(tokens[at][0])
        if not excluded:
            part.said = f"{part.said} {label[tokens[at].start() : end]}".strip()
        at, last_end = at + count, end
    return [part for part in parts if part.said]


def _meant(tokens: list[re.Match[str]], words: list[str], at: int) -> tuple[int, tuple[Name, ...]]:
    """Returns the number of words of the name that starts here and its possible meanings; without a name, one word and
    none."""
    count, names = meanings(words, at)
    names = tuple(name for name in names if name.kind != "code")
    word = tokens[at][0]
    is_short = count == 1 and len(words[at]) <= 3 and words[at] not in _SMALL
    if not names or (is_short and not word.isupper()):
        return 1, ()
    return count, names


def _neighbor(parts: list[_Part], at: int, step: int) -> _Part | None:
    """Returns the part before or after, if the separator allows that one belongs to the other."""
    other = at + step
    if not 0 <= other < len(parts) or parts[max(at, other)].joint[:1] not in _LINKS:
        return None
    return parts[other]


def _code(parts: list[_Part], at: int, hints: set[str]) -> tuple[tuple[str, ...], bool]:
    """Decides from the context whether two capital letters are a country or a state."""
    code = parts[at].code
    country = (countries()[code].slug,) if code in countries() else ()
    state = next((name.regions for name in meanings([code.lower()], 0)[1] if name.kind == "code"), ())
    before, behind = _neighbor(parts, at, -1), _neighbor(parts, at, 1)
    if not (country and state):
        either = country or state
        return either, bool(either)
    if before and before.has("city"):
        return (country if before.slugs & set(country) else state), True
    if behind and behind.slugs & set(state):
        return state, True
    if before and before.rest and not before.names and code in _MOSTLY_STATES:
        return state, True
    if len(parts) == 1 or any(part.has("country") or part.has("region") for part in parts[:at]) or hints & set(country):
        return country, True
    others = [part.code for part in parts if part.code and part.code != code]
    if others and all(part.code for part in parts):
        return country, True
    return (state, True) if hints & set(state) else ((), False)


def _names(parts: list[_Part], at: int, hints: set[str]) -> tuple[list[str], bool]:
    part = parts[at]
    behind = _neighbor(parts, at, 1)
    belongs = behind is not None and (
        behind.has("state") or behind.has("country") or bool(_state_or_country(behind.code))
    )
    found: list[str] = []
    is_read = not part.rest or (belongs and not part.names)
    for position, names in enumerate(part.names):
        options: list[tuple[str, ...]] = [(slug,) for name in names if name.kind == "city" for slug in name.regions]
        options += [name.regions for name in names if name.kind != "city"]
        options = list(dict.fromkeys(options))
        is_town = all(name.kind == "city" for name in names)
        # "Berlin Germany" without a separator is parsed like "Berlin, Germany".
        last = position == len(part.names) - 1
        over = part.names[position + 1] if not last else behind.names[0] if behind and behind.names else ()
        if is_town and last and behind and behind.code:
            continue
        if is_town and any(name.kind == "state" for name in over):
            continue
        if is_town and any(name.kind == "country" and (name.regions in options or len(options) > 1) for name in over):
            continue
        if len(options) > 1:
            options = [option for option in options if set(option) <= hints]
        if len(options) == 1:
            found += options[0]
        else:
            is_read = False
    return found, is_read


def _state_or_country(code: str) -> bool:
    return code in countries() or any(name.kind == "code" for name in meanings([code.lower()], 0)[1])
