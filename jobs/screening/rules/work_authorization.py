"""Rule on work authorization: citizenship, right to work, visas, security clearances."""

from jobs.screening.claims import Claims, Finding
from jobs.screening.clauses import clause_of
from jobs.screening.people import codes_of, shuts_most_out
from jobs.screening.phrasebook import Phrasebook
from jobs.screening.reading import (
    Rule,
    Sentence,
    behind,
    heard,
    heard_together,
    is_silent,
    places_after,
    places_before,
    places_between,
)
from jobs.screening.rules.residence import country_only, limited_to

# Which country's clearance it is if the job doesn't say.
_CLEARED_BY = {
    "ts": "united-states", "top secret": "united-states", "secret": "united-states",
    "public trust": "united-states", "dod": "united-states", "federal": "united-states", "us": "united-states",
    "u.s.": "united-states", "uk": "united-kingdom", "sc": "united-kingdom", "dv": "united-kingdom",
    "nv1": "australia", "nv2": "australia", "ts/sci": "united-states", "ts-sci": "united-states", "yankee white": "united-states",
    "reliability status": "canada", "reliability clearance": "canada",
    "developed vetting": "united-kingdom", "bpss": "united-kingdom", "sc cleared": "united-kingdom",
    "dv cleared": "united-kingdom",
    "sc-cleared": "united-kingdom", "dv-cleared": "united-kingdom",
}  # fmt: skip
_SILENT = {
    "about": ("benefits", "some"),
    "unless": (
        "taken back",
        "papers unless",
    ),
}


def visa(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that only citizens, people already allowed to work in a country, or people who need no visa are hired. A
    nationality whose name we can't read is ``unread``."""
    mentioned = places_between(sentence, 0, len(sentence.text))
    for find_limit in (
        (_right_to_work, _lacking, _permit, _citizenship, _clearance, _belonging) if mentioned else (_clearance,)
    ):
        if finding := find_limit(sentence, book, claims):
            return finding
    text = sentence.plain
    for match in heard_together(sentence, book, "nationality", **_SILENT) if not mentioned else ():
        # Under the label of one country, it's that country's.
        return sentence.finding("visa", "unread", match) if len(codes_of(claims.regions)) > 1 else None
    refusal = sentence.first(book, "no-sponsor")
    if refusal is None or text.endswith("?") or sentence.first(book, "papers unless"):
        return None
    return sentence.finding("visa", "limit", refusal)


def _right_to_work(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    for match in heard(sentence, book, "papers", **_SILENT):
        is_asked = not _is_for_some(sentence, match.start()) and book.pattern("papers asked").search(sentence.plain)
        if is_asked and (
            finding := limited_to(places_after(sentence, match.end(), book), "visa", sentence, match, claims)
        ):
            return finding
    return None


def _is_for_some(sentence: Sentence, at: int) -> bool:
    """Whether a place before ``at`` says whom papers concern: "Candidates in the UK must have the right to work there"."""
    return any(mention.name.kind != "region" for mention in places_between(sentence, 0, at))


def _lacking(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds a refusal of those who lack papers: "Applicants without a Swiss permit will be rejected"."""
    for match in sentence.matches(book, "papers lacking"):
        listed = places_after(sentence, match.end(), book)
        is_refused = any(sentence.first(book, section) for section in ("refusal", "refused"))
        if (
            listed
            and is_refused
            and not is_silent(sentence, book, 0, len(sentence.plain), about=("others",), unless=())
        ):
            return limited_to(listed, "visa", sentence, match, claims)
    return None


def _permit(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds "EU work permit required"."""
    if not sentence.may_say(book, "papers behind"):
        return None
    for mention in places_between(sentence, 0, len(sentence.text)):
        match = behind(sentence, mention.end, "papers behind", book)
        is_asked = match and sentence.first(book, "papers asked")
        if match and is_asked and next(heard(sentence, book, "papers behind", **_SILENT), None):
            return limited_to([mention], "visa", sentence, match, claims)
    return None


def _citizenship(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    for match in heard(sentence, book, "citizen", **_SILENT):
        mentioned = places_after(sentence, match.end(), book)
        if not mentioned:
            continue
        # "Only US citizens", but "citoyens de l'UE uniquement"
        is_behind = "citizenship" in book.sections
        if (
            behind(sentence, mentioned[-1].end, "citizenship", book)
            if is_behind
            else sentence.first(book, "papers asked")
        ):
            return limited_to(mentioned, "visa", sentence, match, claims)
    if not sentence.may_say(book, "citizenship") or not sentence.first(book, "clearance asked"):
        return None
    for mention in places_between(sentence, 0, len(sentence.text)):
        asked = behind(sentence, mention.end, "citizenship", book)
        if asked and any(True for _match in heard(sentence, book, "citizenship", **_SILENT)):
            return limited_to([mention], "visa", sentence, asked, claims)
    return None


def _clearance(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    for match in heard(sentence, book, "clearance", **_SILENT):
        if not sentence.first(book, "clearance asked"):
            continue
        mentioned = places_between(sentence, 0, len(sentence.text))
        named = [one.name.regions[0] for one in mentioned if one.name.kind in ("country", "people")]
        said = match.groupdict()
        level = said.get("level") or said.get("trust") or said.get("alone") or ""
        country = (named or [_CLEARED_BY.get(level.partition("/")[0], "")])[0]
        only = (country,) if country else ()
        if not only and len(codes_of(claims.regions)) > 1:
            return sentence.finding("visa", "unread", match)
        kind = "contradiction" if only and shuts_most_out(claims.regions, only=only) else "limit"
        return sentence.finding("visa", kind, match, only=only)
    return None


def _belonging(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds papers of a place that are asked for or taken for granted: "du hast einen Schweizer Pass"."""
    for match in heard(sentence, book, "paper", **_SILENT):
        listed = places_before(sentence, match.start(), book) or places_after(sentence, match.end(), book)
        if not listed or _is_for_some(sentence, min(listed[0].start, match.start())):
            continue
        if country_only(sentence, book, claims):
            return None
        span = clause_of(sentence.plain, match.start())
        if any(sentence.first(book, section, *span) for section in ("papers asked", "papers held")):
            return limited_to(listed, "visa", sentence, match, claims)
    return None


RULES = (
    Rule(
        ("paper", "papers", "papers lacking", "papers behind", "citizen", "clearance", "nationality", "no-sponsor"),
        visa,
    ),
)
