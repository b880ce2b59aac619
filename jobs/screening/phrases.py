"""Compiles phrase patterns for rules, one phrase per line.

In a phrase, ``@name`` inserts a fragment, ``(a|b)`` are alternatives, ``(a )?`` is optional, and ``..`` matches up to
four arbitrary words; the rest is regular expression syntax. A line that ends in ``|`` continues in the next line.
Phrases match whole words and ignore case.
"""

import re

_FRAGMENTS = {
    "..": r"(?:[\w'-]+ ){0,4}?",
    "@not": r"(?:no|not|never|none|nor|neither|without|cannot|zero|instead of|rather than|\w+n't|forget|skip|avoid)",
    "@must": (
        r"(?:must|needs? to|have to|has to|should|shall|required to|expected to|will need to|obliged to|is to|are to|can only"
        r"|may only)"
    ),
    "@people": (
        r"(?:candidates?|applicants?|applications?|people|persons?|talent|residents|individuals|contractors|freelancers|developers|engineers"
        r"|employees|team members|those|professionals|citizens|nationals|anyone|remote workers)"
    ),
    "@living": (
        r"(?:based|located|residing|resides?|living|lives?|residents?|a resident|situated|domiciled|working from|work from"
        r"|physically present)"
    ),
    "@office": (
        r"(?:on-?site|on site|in[ -](?:the )?office|in[ -]person|(?:in|at|from|to|into|on) (?:(?:the|our|your|an?|their) )?"
        r"(?:[\w.'&-]+ ){0,4}?(?:offices?|hq|headquarters?|hub|studio|campus|workplace|factory|warehouse|showroom|clinic)"
        r"(?! (?:365|of|suite|hours|supplies|culture|furniture|chair)))"
    ),
    "@number": r"(?:\d{1,2}|one|two|three|four|five|a few|several|some|a couple of)",
    "@per": r"(?: ?(?:(?:a|per|each|every) |/ ?)(?:week|month)| weekly| monthly)",
    "@weekday": r"(?:mon|tues|wednes|thurs|fri)days?",
}  # fmt: skip
_FRAGMENTS["@days"] = (
    rf"(?:{_FRAGMENTS['@number']}(?: ?(?:-|to|or|/) ?\d)?\+? (?:full |fixed |set |mandatory |working )?(?:days?|times|shifts)"
    "|once|twice)"
)
_GROUP = re.compile(r"(?<!\\)\((?!\?)")


def listed(items: str) -> tuple[str, ...]:
    """Splits a comma-separated list into its items."""
    return tuple(" ".join(item.split()) for item in items.split(","))


def phrases(lines: str) -> re.Pattern[str]:
    """Compiles all phrases in ``lines`` into one pattern."""
    found = filter(None, map(str.strip, re.sub(r"\|\n\s*", "|", lines).split("\n")))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_written, found))})(?!\w)", re.IGNORECASE)


def _written(phrase: str) -> str:
    phrase = _GROUP.sub("(?:", phrase).replace(".. ", "..")
    return re.sub(r"@\w+|\.\.", lambda name: _FRAGMENTS[name[0]], phrase)
