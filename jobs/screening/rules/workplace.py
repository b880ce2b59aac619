"""Rules on presence: offices, sites, travel, and work that is only temporarily remote."""

import re

from jobs.screening.claims import Claims, Finding
from jobs.screening.phrasebook import Phrasebook
from jobs.screening.reading import Rule, Sentence, heard, heard_together, places_after
from jobs.screening.rules.residence import limited_to
from jobs.screening.rules.working_hours import has_clock

MUCH_TRAVEL = 25  # percent of the working time from which readers are told
MOST_TRAVEL = 70  # percent from which the work isn't remote
_ALWAYS = ("week", "month", "suitcase", "weekend", "weekends", "only", "only.")
_PER_CENT = re.compile("%|per ?cent|pro ?cent|prozent|pour cent|por ciento|por cento")


def office_days(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds required office days per week or month."""
    finding = _days(sentence, book)
    return None if finding and sentence.first(book, "not you") else finding


def _days(sentence: Sentence, book: Phrasebook) -> Finding | None:
    for match in heard(
        sentence,
        book,
        "office-days",
        about=("some", "others", "visits"),
        unless=(
            "taken back",
            "office-days unless",
        ),
    ):
        return sentence.finding("office-days", "contradiction", match)
    for match in heard(
        sentence,
        book,
        "home-days",
        about=("some",),
        unless=(
            "taken back",
            "home-days unless",
        ),
    ):
        return sentence.finding("office-days", "contradiction", match)
    return None


def hybrid_text(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds a description as hybrid, though the job is listed as remote."""
    for match in heard(
        sentence,
        book,
        "hybrid",
        about=("others",),
        unless=(
            "taken back",
            "hybrid unless",
        ),
    ):
        return sentence.finding("hybrid-text", "contradiction", match)
    return None


def onsite_work(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that the work is done at the employer's place, or that there is no remote work."""
    finding = _on_site(sentence, book)
    return None if finding and sentence.first(book, "not you") else finding


def _on_site(sentence: Sentence, book: Phrasebook) -> Finding | None:
    for match in heard(
        sentence,
        book,
        "onsite",
        about=("some", "others", "visits"),
        unless=(
            "taken back",
            "onsite unless",
        ),
    ):
        return sentence.finding("onsite-work", "contradiction", match)
    for match in heard(sentence, book, "onsite sure", about=("some", "others"), unless=()):
        return sentence.finding("onsite-work", "contradiction", match)
    return None


def commute(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that applicants have to live near a place."""
    for match in heard(
        sentence,
        book,
        "commute",
        about=("others", "benefits"),
        unless=(
            "taken back",
            "commute unless",
        ),
    ):
        if has_clock(sentence.plain) or _is_delay(match[0]):
            continue  # "within an hour of Eastern time", "within 48 hours of receiving it"
        mentioned = places_after(sentence, match.end(), book)
        return limited_to(mentioned, "commute", sentence, match, claims, around=True)
    return None


# Two hours or more are a delay or a difference in time, unless somebody travels.
_HOURS = re.compile(r"(?:[2-9]|\d\d+|two|three|four|five) ?-?(?:hours?|hrs?|stunden|heures|horas|uur|godzin)")
_TRAVEL = re.compile(r"driv|travel|commut|train|fahr|auto|trajet|route|coche|carro|rijden|reis|jazdy|drogi")


def _is_delay(said: str) -> bool:
    return bool(_HOURS.search(said)) and not _TRAVEL.search(said)


def relocation(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that moving to another place is part of the job."""
    for match in heard(
        sentence,
        book,
        "relocation",
        about=("others",),
        unless=(
            "taken back",
            "relocation unless",
        ),
    ):
        return sentence.finding("relocation-required", "contradiction", match)
    return None


def travel(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that much of the time is spent traveling."""
    limit = None
    for match in heard(
        sentence,
        book,
        "travel",
        unless=(
            "taken back",
            "travel unless",
        ),
    ):
        groups = match.groupdict()
        if match[0].endswith(_ALWAYS):  # "four days a week" leaves no remote work
            return sentence.finding("travel-heavy", "contradiction", match)
        share = groups.get("alone") or groups.get("after") or groups.get("before")
        if share is None or (_PER_CENT.search(match[0]) and MUCH_TRAVEL <= int(share) <= 100):
            if share is not None and int(share) >= MOST_TRAVEL:
                return sentence.finding("travel-heavy", "contradiction", match)
            limit = limit or sentence.finding("travel-heavy", "limit", match)
    return limit


def temporary(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds work that is only temporarily remote."""
    for match in heard(
        sentence,
        book,
        "temporary",
        about=("others",),
        unless=(
            "taken back",
            "temporary unless",
        ),
    ):
        if not match[0].startswith(("currently", "presently")) or "until" in sentence.plain:
            return sentence.finding("temporary-remote", "contradiction", match)
    return None


# Sections whose phrases can stand together in a clause, and the rule that they mean.
_TOGETHER = {
    "temporary": "temporary-remote",
    "temporary sure": "temporary-remote",
    "commute": "commute",
    "relocation": "relocation-required",
    "relocation sure": "relocation-required",
    "travel": "travel-heavy",
    "travel sure": "travel-heavy",
    "onsite": "onsite-work",
    "office-days": "office-days",
    "office-days sure": "office-days",
    "hybrid": "office-days",
}
USUAL = (temporary, commute, relocation, travel, onsite_work, office_days, hybrid_text)


def by_words_together(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds presence in words that stand together in a clause, if none of the usual phrases says it."""
    for section, rule in _TOGETHER.items():
        if not sentence.whole.near(book, section).together_bits & sentence.bit:
            continue
        about: tuple[str, ...] = ("others",)
        if rule in ("onsite-work", "office-days"):
            about = ("some", "others", "visits")
        about = () if section == "travel sure" else about  # days at customers' are days on the road
        unless = () if section.endswith(" sure") else ("taken back", f"{section} unless")
        for match in heard_together(sentence, book, section, about=about, unless=unless):
            is_known = any(find(sentence, book, claims) for find in USUAL)
            return (
                None if is_known or sentence.first(book, "not you") else sentence.finding(rule, "contradiction", match)
            )
    return None


RULES = (
    Rule(("office-days", "home-days"), office_days),
    Rule(("hybrid",), hybrid_text),
    Rule(("onsite", "onsite sure"), onsite_work),
    Rule(("commute",), commute),
    Rule(("relocation",), relocation),
    Rule(("travel",), travel),
    Rule(("temporary",), temporary),
    Rule(tuple(_TOGETHER), by_words_together),
)
