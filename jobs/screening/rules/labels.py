"""Rules on contradicting labels: workplace, tags, title and location."""

import re
from collections.abc import Iterator

from jobs.screening.claims import Claims, Finding
from jobs.screening.phrases import phrases
from jobs.screening.reading import Sentence
from jobs.screening.rules import residence
from jobs.vocabulary.kinds import Workplace

_HYBRID = phrases(r"hybrid([ -](remote|work|working|role|job|position|office|schedule))?|part(ly|ially) remote")
_ONSITE = phrases(r"on[ -]?site|in[ -]office|in[ -]person|office[ -]based|not remote|non-remote|no remote")
# A label on its own: in brackets, after a separator, or the whole text.
_ALONE = r"(?:(?:^|[\[(,;:/|–-])\s*(?:{what})\b[^()\[\],;|]{{0,40}}(?=$|[\])(,;:/|–-]))"
_HYBRID_PART = re.compile(_ALONE.format(what="hybrid"), re.IGNORECASE)
_ONSITE_PART = re.compile(_ALONE.format(what="on[ -]?site|in[ -]office|in[ -]person|office[ -]based"), re.IGNORECASE)
_EITHER = phrases(r"remote|optional")

# Trades that are done on site, and words that turn them into desk work about such places.
_TRADE = phrases(
    r"""
    forklift (driver|operator)
    warehouse (worker|associate|operative|picker|packer|operator|clerk|loader)s?
    (truck|lorry|bus|van|taxi|delivery|hgv|cdl(-a)?) drivers?|parcel courier
    (line|prep|sous|fry|grill) (cook|chef)|chef de partie|dishwasher|kitchen porter|barista|bartender|waiter|waitress
    housekeeper|janitor|cleaner|nanny|lifeguard|security guard|cashier|shelf stocker|landscaper|hair ?stylist|nail technician
    plumber|electrician|welder|carpenter|roofer|bricklayer|machinist|crane operator|assembly line worker
    hvac (technician|installer)
    (icu|ward|bedside|theatre|operating room|scrub) nurse|phlebotomist|dental hygienist|lab technician
    """
)
_DESK = phrases(
    r"""
    remote|virtual|online|tele\w*|software|apps?|platform|product|data
    manager|recruiter|dispatch\w*|engineer|developer|support|coordinator|scheduler|writer|analyst|sales|account|design\w*|consultant|
    trainer|instructor|marketing|specialist|educator|tutor|estimator|success|for|at|to
    """
)


def examine(claims: Claims) -> Iterator[Finding]:
    rules = (hybrid_tag, onsite_label, onsite_trade, residence.title_place, residence.place_except)
    yield from (finding for rule in rules if (finding := rule(claims)))


def hybrid_tag(claims: Claims) -> Finding | None:
    """Finds a label that says part of the work is done in an office."""
    said = "Hybrid" if claims.workplace == Workplace.HYBRID else _labelled(claims, _HYBRID, _HYBRID_PART)
    return Finding("hybrid-tag", "contradiction", said) if said else None


def onsite_label(claims: Claims) -> Finding | None:
    """Finds a label that says the work is done at the employer's place."""
    said = "On site" if claims.workplace == Workplace.ONSITE else _labelled(claims, _ONSITE, _ONSITE_PART)
    return Finding("onsite-work", "contradiction", said) if said else None


def _labelled(claims: Claims, tag: re.Pattern[str], part: re.Pattern[str]) -> str:
    """Returns the label that matches. A place or title that also says remote doesn't count, because it leaves a
    choice."""
    if found := next((said for said in claims.tags if tag.fullmatch(said.strip())), ""):
        return found
    labels = (claims.place, re.sub(r"^[^\[(,;:/|–-]*", "", claims.title))
    for said, whole in zip(labels, (claims.place, claims.title), strict=True):
        if part.search(said) and not _EITHER.search(said):
            return whole
    return ""


def onsite_trade(claims: Claims) -> Finding | None:
    """Finds a title that names a trade nobody does from home."""
    if _TRADE.search(claims.title) and not _DESK.search(claims.title):
        return Finding("onsite-work", "contradiction", Sentence.of(claims.title).quote(0))
    return None
