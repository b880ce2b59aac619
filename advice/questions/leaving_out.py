"""Leaves out who a résumé is of: names, addresses and numbers that its lines repeat from its head."""

import re
from collections.abc import Iterable
from dataclasses import replace

from advice.sources import Source
from resumes.document import Basics

LEFT_OUT = "[left out]"
FEWEST_DIGITS = 6  # of a phone number
OWN_DIGITS = 8  # at its end; those before can be written in other ways, such as +351 or 00351
_EMAIL = re.compile(r"[^\s<>\"',;:()\[\]@]{1,64}@[\w-]+(?:\.[\w-]+)+")


def without_contacts(sources: Iterable[Source], basics: Basics) -> list[Source]:
    """Returns the lines of a résumé without the full name, phone number and links of its head, and without email addresses."""
    links = [basics.url, *(value for profile in basics.profiles for value in (profile.url, profile.username))]
    named = [re.escape(one).replace(r"\ ", r"\s+") for one in (basics.name, *links) if len(one) > 3]
    if len(digits := re.findall(r"\d", basics.phone)) >= FEWEST_DIGITS:
        named.append(r"\+?(?:\d[\s().\-/]*){0,8}" + r"[\s().\-/]*".join(digits[-OWN_DIGITS:]))
    patterns = [_EMAIL, *(re.compile(rf"(?<!\w){one}(?!\w)", re.IGNORECASE) for one in named)]
    return [_without(source, patterns) for source in sources]


def _without(source: Source, patterns: Iterable[re.Pattern[str]]) -> Source:
    text = source.text
    for pattern in patterns:
        text = pattern.sub(LEFT_OUT, text)
    return source if text == source.text else replace(source, text=text)
