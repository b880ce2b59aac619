"""Rule on work authorization: citizenship, right to work, visas, security clearances."""

from jobs.screening.claims import Claims, Finding
from jobs.screening.gazetteer import find
from jobs.screening.phrases import phrases
from jobs.screening.reading import Rule, Sentence, heard, places_after, places_between
from jobs.screening.rules.residence import contradicts, limited_to

_RIGHT = phrases(
    r"""
    (authori[sz]ed|eligible|permitted|entitled|allowed|able) to (legally |lawfully )?(live and )?work ((legally|remotely|
        permanently|for any employer|without (visa )?sponsorship) )?(in|within|for)
    right to (live and )?work( remotely)? (in|within)
    (work|employment) (authori[sz]ation|permit|visa|permission|rights|eligibility) (in|for|within)
    """
)
_ASKED = phrases(
    r"""
    must|required?|requires|needs?|have to|has to|should|eligibility|you have|you are|you're|only|proof
    ^(legal|legally|valid|existing|right|the right|work|authori[sz]ed|authori[sz]ation|eligible|permission|have|
        unrestricted|current)
    """
)
_CITIZEN = phrases(r"(must be|only|requires?|required to be|must have|have|be)( an?)?")
_CITIZENSHIP = phrases(r"(citizens?|citizenship|nationals?|passport holders?|green card holders?|permanent residents?)")
_CLEARANCE = phrases(
    r"""
    (?P<level>ts/sci|top secret|secret|public trust|dod|nato secret|sc|dv|nv1|nv2|government|federal|security) (security |
        government |level )?clearances?
    """
)
# Which country's clearance it is if the job doesn't say.
_CLEARED_BY = {
    "ts/sci": "united-states", "top secret": "united-states", "secret": "united-states", "public trust": "united-states",
    "dod": "united-states", "federal": "united-states", "sc": "united-kingdom", "dv": "united-kingdom",
    "nv1": "australia", "nv2": "australia",
}  # fmt: skip
_CLEARANCE_ASKED = phrases(r"must|required?|requires|needs?|active|hold|obtain|eligib\w+|mandatory")
_NO_SPONSOR = phrases(
    r"""
    (no|without) (\w+ ){0,2}?(visa |work permit |immigration |employment )?sponsorship
    sponsorship .. (is|are|will be|can) ?not (\w+ )?(available|offered|provided|possible|supported)
    sponsorship (for|of) (visas?|work permits?) is not
    sponsorship isn't (available|offered|provided|possible)
    (unable to|not able to|cannot|can not|not|don't|can't|won't|aren't|doesn't) .. (sponsor|sponsoring|provide|providing|
        offer|offering|support) ([\w/-]+ ){0,5}?(visas?|sponsorships?|work permits?|h-?1b)
    """
)
_NO_PAPERS = phrases(
    r"""
    equal opportunity|regardless|without regard|protected|discriminat\w*|e-verify|if you|whether|customers?|clients?|
        we handle|form i-9|or (your|the) country|no matter|knowledge|rules|laws?|workers
    """
)
_NOTHING = phrases(r"equal opportunity|discriminat\w*|if you|customers?|clients?")


def visa(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds that only citizens, people already allowed to work in a country, or people who need no visa are hired."""
    text = sentence.text
    for match in heard(_RIGHT, _NO_PAPERS, sentence):
        # "Candidates in the UK must have the right to work in the UK" concerns only some applicants.
        is_asked = not places_between(text, 0, match.start()) and _ASKED.search(text)
        if is_asked and (finding := limited_to(places_after(text, match.end()), "visa", sentence, match, claims)):
            return finding
    for match in heard(_CITIZEN, _NO_PAPERS, sentence):
        mentioned = places_after(text, match.end())
        if mentioned and _CITIZENSHIP.match(text[mentioned[-1].end :].lstrip(" -")):
            return limited_to(mentioned, "visa", sentence, match, claims)
    for mention in find(text) if "citizenship" in sentence.lower else ():
        citizenship = _CITIZENSHIP.match(text[mention.end :].lstrip(" -"))
        if citizenship and _CLEARANCE_ASKED.search(text) and next(heard(_CITIZENSHIP, _NO_PAPERS, sentence), None):
            return limited_to([mention], "visa", sentence, citizenship, claims)
    for match in heard(_CLEARANCE, _NO_PAPERS, sentence):
        if not _CLEARANCE_ASKED.search(text):
            continue
        named = [mention.name.regions[0] for mention in find(text) if mention.name.kind in ("country", "people")]
        country = (named or [_CLEARED_BY.get(match["level"].lower(), "")])[0]
        is_denial = bool(country) and contradicts((country,), claims)
        return sentence.finding(
            "visa", "contradiction" if is_denial else "limit", match, only=(country,) if country else ()
        )
    refusal = _NO_SPONSOR.search(text)
    if refusal is None or _NOTHING.search(text) or text.endswith("?"):
        return None
    return sentence.finding("visa", "limit", refusal)


_SIGNS = (
    "visa, sponsor, authoriz, authoris, eligible, right to, citizen, clearance, permit, work rights, entitled, "
    "permanent resident, passport, able to work, national, eligibility, permission"
)
RULES = (Rule(_SIGNS, visa),)
