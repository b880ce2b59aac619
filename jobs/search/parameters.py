"""Reads query parameters of searches, and says which values weren't understood."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches

from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from jobs.vocabulary.regions import regions
from toolkit.text import one_line

LONGEST = 200  # characters of keywords
MOST_PAY = 10**9
YES = ("1", "on", "true", "yes", "t", "y")
# A function from the visitor's value to ours ("" if there is none), and one that returns all possible values.
Known = tuple[Callable[[str], str], Callable[[], Iterable[str]]]


_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # treated as spaces


class Reader:
    """Reads fields from query parameters and collects problems."""

    def __init__(self, data: QueryDict | Mapping[str, str]) -> None:
        self.data = data
        self.problems: dict[str, str] = {}
        self.unknown: dict[str, list[str]] = {}

    def value(self, *names: str) -> str:
        """Returns the first value that isn't empty."""
        return next((value for name in names for value in self._values(name)), "")

    def _values(self, name: str) -> list[str]:
        all_of_it = self.data.getlist(name) if isinstance(self.data, QueryDict) else [self.data.get(name, "")]
        return [value for value in (one_line(_CONTROLS.sub(" ", str(value))) for value in all_of_it) if value]

    def keywords(self, *names: str) -> str:
        words = self.value(*names)
        if len(words) > LONGEST:
            self.problems[names[0]] = _(
                "Use at most %(most)d characters. We searched for the first %(most)d of %(count)s."
            ) % {"most": LONGEST, "count": f"{len(words):,}"}
        return words[:LONGEST].strip()

    def one(self, name: str, known: Known) -> str:
        return next(iter(self._known(name, [self.value(name)], known)), "")

    def several(self, name: str, known: Known) -> tuple[str, ...]:
        values = [*self._values(name), *self._values(f"{name}[]")]
        parts = [part.strip() for value in values for part in value.split(",")]
        return tuple(sorted(set(self._known(name, parts, known))))

    def _known(self, name: str, values: Iterable[str], known: Known) -> Iterator[str]:
        find, choices = known
        for value in filter(None, values):
            found = find(value)
            if found:
                yield found
            else:
                if name not in self.problems:  # similar values are expensive to find
                    self.problems[name] = _unknown(value, choices())
                self.unknown.setdefault(name, []).append(value)

    def amount(self, *names: str) -> int | None:
        value = self.value(*names)
        if not value:
            return None
        try:
            amount = _amount(value)
        except ValueError as problem:
            self.problems[names[0]] = str(problem)
            self.unknown[names[0]] = [value]
            return None
        return amount or None


def _unknown(value: str, choices: Iterable[str]) -> str:
    """Returns the message for an unknown value, with similar known values."""
    shown = value if len(value) <= 40 else f"{value[:40]}…"
    close = get_close_matches(value[:40].lower(), list(choices), n=3, cutoff=0.6)
    if close:
        meant = get_text_list([regions()[one].name if one in regions() else one for one in close], _("or"))
        return _("We don't recognize “%(value)s”. Did you mean %(close)s?") % {"value": shown, "close": meant}
    return _("We don't recognize “%s”.") % shown


_AMOUNT = re.compile(r"(-?)[^\w.,-]*(\d{1,3}(?:[.,'’ ]\d{3})+|\d+)(?:[.,](\d{1,2}))?\s*(k?)", re.IGNORECASE)


def _amount(value: str) -> int:
    """Parses ``75000``, ``75,000``, ``$75.000`` and ``75k``. Raises ``ValueError`` with a message for the visitor."""
    found = _AMOUNT.fullmatch(value[:60])
    if not found or int(found[3] or 0):
        raise ValueError(_("Enter a whole number, such as 75000."))
    if found[1]:
        raise ValueError(_("Enter zero or more."))
    amount = int(re.sub(r"\D", "", found[2])) * (1000 if found[4] else 1)
    if amount > MOST_PAY:
        raise ValueError(_("Enter %s or less.") % f"{MOST_PAY:,}")
    return amount


def choice(values: Iterable[str]) -> Known:
    return (lambda value: value.lower() if value.lower() in values else "", lambda: values)
