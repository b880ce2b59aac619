"""Rules on where applicants can live."""

import re
from bisect import bisect_right
from functools import lru_cache

from jobs.screening.claims import Claims, Finding
from jobs.screening.gazetteer import Mention, find
from jobs.screening.phrases import listed, phrases
from jobs.screening.reading import Rule, Sentence, heard, is_negated, places_after, places_before
from jobs.vocabulary.regions import ANYWHERE, country_codes, regions, smallest

# Too small to matter: "US or Canada" doesn't contradict the label "North America".
_SMALL = frozenset(listed(
    "AX, GG, IM, JE, GI, FO, SJ, SM, MC, LI, VA, AD, BM, GL, PM, EH, SH, RE, YT, MO, FK, GF, CK, NU, TK, NF, WF"
))  # fmt: skip


def contradicts(allowed: tuple[str, ...], claims: Claims) -> bool:
    """Returns whether ``allowed`` is less than the label promises: a country that it names is missing, or more than
    half of a region that it names."""
    may = _countries(allowed)
    for slug in claims.regions:
        promised = country_codes(slug)
        if not regions()[slug].is_country:
            promised -= _SMALL
        if len(promised & may) < len(promised) / (1 if regions()[slug].is_country else 2):
            return True
    return False


def _countries(slugs: tuple[str, ...]) -> frozenset[str]:
    return frozenset[str]().union(*(country_codes(slug) for slug in slugs))


def limited_to(
    mentioned: list[Mention],
    rule: str,
    sentence: Sentence,
    match: re.Match[str],
    claims: Claims,
    *,
    around: bool = False,
) -> Finding | None:
    """Returns the finding that only people in the places ``mentioned`` can apply; with ``around``, only people near one
    spot, named or not. None if that is no limit."""
    if any(ANYWHERE in mention.name.regions for mention in mentioned) or not (mentioned or around):
        return None
    only = smallest([slug for mention in mentioned for slug in mention.name.regions])
    whole = {slug for mention in mentioned if not mention.name.is_part for slug in mention.name.regions}
    partly = only if around else tuple(slug for slug in only if slug not in whole)
    is_denial = contradicts(only, claims) if only else around and claims.regions != ()
    return sentence.finding(rule, "contradiction" if is_denial else "limit", match, only=only, partly=partly)


# --- "Must be based in" ---------------------------------------------------------------------------------------------

_MUST_BE = phrases(
    r"""
    @must ((be|currently|already|physically|also|legally|permanently|both|either|and|able to|primarily|
        continue to) ){0,4}@living( of| permanently| full-time| remotely| and working)? (in|within|at|from|inside|of)
    @must be in
    ^((requirements?|location|mandatory|must) ?[:-]? )?(based|located|residing|resident|living) (in|within)
    @must be (a )?residents? (in|of)
    @must .. (have|hold|keep|maintain) .. (residence|residency|home|address) (in|within)
    (your|their) (home|residence|address|main residence) (must|has to|should|needs to) be (in|within)
    (you are|you're)( already| currently)? (based|located|residing|living|resident) (in|within)
    you (already |currently )?(live|reside) (in|within)
    """
)
_GOES_ON = re.compile(r".*\b(?:we|our|us|is|has|are|serves|builds|makes)\b", re.IGNORECASE)
_RESIDENCE = phrases(r"(residence|residency|residing|living|being based|being located) (in|within)")
_IS_ASKED = phrases(
    r"(is|are) .. (required|requirement|mandatory|condition|must|necessary|compulsory|needed)|required|mandatory"
)
_OPEN_TO = phrases(
    r"""
    (only|exclusively|solely) (able to |allowed to |set up to )?(accept|consider|hir|employ|look|recruit|interview|
        work with)\w* (\w+ ){0,2}?(@people )?((who )?(are |is )?(currently )?@living )?(in|from|within)
    (only|exclusively) (open|available) (to|in|for) (@people (from |in |(who )?(are )?@living (in |within )))?
    (open|available|limited|restricted|offered) (only |exclusively )?(to|for) (\w+ )?@people (who )?(are |
        can )?(currently )?(@living )?(in|from|within|of)
    (limited|restricted) (only )?to
    (open|available) only (in|to|within)( @people)?( from| in)?
    (accepting|considering|looking for|hiring|seeking|search for) (\w+ )?(@people|someone|somebody|a person) (who )?(is |
        are )?@living (only |exclusively )?(in|within)
    only (\w+ )?@people (who )?(are )?@living (in|within)
    currently (able to )?hir(e|ing) (only )?(remotely )?(in|from|within)
    eligible (locations|countries)
    (location|residency|residence|country|geographic) requirements? ?:
    """
)
_REMOTE_IN = phrases(
    r"""
    remote(ly)?,? ((role|position|job|work|opportunity|contract|but|and|full-time|based|anywhere|from|
        working) ){0,3}?(with)?in
    work (remotely |from home )?(from )?anywhere (with)?in
    location ?: (fully |100% )?remote
    (work(ing)? )?from home (with)?in
    located anywhere (with)?in
    """
)
_BASED = phrases(r"-?\s?based (\w+ )?(only|candidates?|applicants?|individuals?|contractors?)")

_PERSON = phrases(
    r"""
    (you|@people|employee|consultant|hires?|roles?|positions?|job|who|opportunity|requirements?|location|and|also|but|note|
        therefore|everyone|someone|somebody|this)\W*(\w+\W+){0,2}$
    """
)
_OF_SOME = phrases(
    r"""
    (if|when|wherever|where) you|if you're|unless|in case|depending on|for example|e\.g\.?|whether|regardless|matter|market|
        ideally
    for (candidates|applicants|those|employees|people|roles?|hires|team members)
    (?<!only )(candidates|applicants|employees|those|people|residents|team members) (who )?(are )?(in|based in|located in|from|of|
        living in|residing in) (?!the following).. (must|need|have to|should|may|will|get|receive)
    customers?|clients?|users?|founders?|headquarter\w*|investors|servers?|data|documents?|our (team|company|offices?|
        entity|founders)|benefits?|insurance|historically|used to
    or .. (time ?zones?|hours|overlap|elsewhere|abroad|similar|willing|able to|comfortable|worldwide|globally)
    or (any|other|anywhere)
    (not|isn't) (limited|restricted)
    """
)
_OF_TEAM = phrases(
    r"""
    teams?|offices?|hq|colleagues|company|companies|startup|hubs?|entit\w+|experience|nature|across|spread|presence|members
    """
)


@lru_cache(maxsize=4)
def _clause_starts(text: str) -> list[int]:
    return [0, *(separator.end() for separator in re.finditer(r"[.;:(]\s|\s-\s", text))]


def _clause_before(text: str, at: int) -> str:
    """Returns the text before ``at`` in its clause."""
    starts = _clause_starts(text)
    return text[starts[bisect_right(starts, at) - 1] : at].strip()


def _last_words(words: str) -> str:
    """Returns the last words of ``words``, at most 200 characters."""
    return words if len(words) <= 200 else words[-200:].partition(" ")[2]


def must_be_based(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds that applicants have to live in certain places."""
    text = sentence.text
    for match in heard(_MUST_BE, _OF_SOME, sentence):
        before = _clause_before(text, match.start())
        mentioned = places_after(text, match.end())
        if not before and _GOES_ON.match(text, mentioned[-1].end if mentioned else match.end()):
            continue  # "Based in Berlin, we build boats"
        is_person = not before or _PERSON.search(_last_words(before))
        if is_person and (finding := limited_to(mentioned, "must-be-based", sentence, match, claims)):
            return finding
    for match in heard(_RESIDENCE, _OF_SOME, sentence):
        mentioned = places_after(text, match.end())
        if mentioned and _IS_ASKED.search(text, mentioned[-1].end):
            return limited_to(mentioned, "must-be-based", sentence, match, claims)
    for match in heard(_OPEN_TO, _OF_SOME, sentence):
        if finding := limited_to(places_after(text, match.end()), "must-be-based", sentence, match, claims):
            return finding
    if not _OF_TEAM.search(text):
        for match in heard(_REMOTE_IN, _OF_SOME, sentence):
            if finding := limited_to(places_after(text, match.end()), "must-be-based", sentence, match, claims):
                return finding
    for match in heard(_BASED, _OF_SOME, sentence):
        if finding := limited_to(places_before(text, match.start()), "must-be-based", sentence, match, claims):
            return finding
    return None


# --- "US only" ------------------------------------------------------------------------------------------------------

_ONLY = phrases(
    r"""
    -?((based|and|or|citizens?|residents?|candidates?|applicants?|nationals?|persons?|applications?|remote|located|people|
        contractors?) ){0,3}only(?! (market|customers?|companies|products?|users|data|hours|phone|version|shipping|store|
        focus|one|the|an?|when|if|in|for))
    """
)
_ONLY_FOR = phrases(r"(only|exclusively)( for| to| open to| accepting| considering)?(?= [A-Z])")
_THEIR_PEOPLE = re.compile(
    r"[ -]*(?:based )?(?:citizen|resident|candidate|applicant|national|person|application)s?\b", re.IGNORECASE
)
_HAVE_ONLY = phrases(
    r"""
    not only|say|says|said|never|unlike|accounts? for
    benefits?|insurance|markets?|customers?|clients?|users?|ship(ping|s)?|sells?|available for employees|version|data
    """
)


def country_only(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds a limit to the people of one place: "US only", "only EU residents"."""
    text = sentence.text
    for match in heard(_ONLY, _HAVE_ONLY, sentence):
        mentioned = places_before(text, match.start())
        if mentioned and not is_negated(text, mentioned[0].start):
            return limited_to(mentioned, "country-only", sentence, match, claims)
    for match in heard(_ONLY_FOR, _HAVE_ONLY, sentence):
        mentioned = places_after(text, match.end())
        if mentioned and _THEIR_PEOPLE.match(text, mentioned[-1].end):
            return limited_to(mentioned, "country-only", sentence, match, claims)
    return None


# --- "Not open to" --------------------------------------------------------------------------------------------------

_CANNOT = phrases(
    r"""
    (cannot|can not|unable to|not able to|not|no longer|\w+n't) ((currently|presently|yet|be able to|able to|legally|
        at this time|be) ){0,3}(hire|hiring|employ|employing|consider|considering|considered|accept|accepting|engage|
        onboard|recruit|work with) [\w' ]{0,50}?(from outside( of)?|outside( of)?|in|from|within)
    not (currently |yet )?(be )?(available|open|eligible|offered) (for hire )?(to|in|for|
        outside( of)?)( @people( who)?( are)?( @living)? (in|from|of|outside( of)?))?
    """
)
_REFUSED_FIRST = phrases(r"@people (who (are|live|reside) )?(@living )?(from outside( of)?|outside( of)?|in|from|of)")
_REFUSED = phrases(
    r"""
    (will|can|are|is|do) not (be )?(considered|accepted|eligible|reviewed|processed|hired|qualify)
    (will|can) (only )?be (ignored|rejected|declined|disregarded|discarded)
    cannot be (considered|accepted|hired)|are ineligible|won't be (considered|accepted|reviewed)|aren't (eligible|considered)
    """
)
_EXCEPT = phrases(
    r"""
    (except|excepting|except for|excluding|with the exception of|excl\.?|other than|but not)( in| from| residents of|
        candidates (in|from)| people in| for)?
    """
)
_WIDE = phrases(
    r"""
    anywhere|worldwide|globally|global|everywhere|any country|all countries|every country|remote|remotely|hire|hiring
    us|usa|united states|eu|europe|canada
    """
)
_OF_OTHERS = phrases(
    r"""
    if you|customers?|clients?|users|discriminat\w*|our (product|service|app|platform)|resumes by|recruiters|agencies|exceptions?
    """
)


def not_open_to(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds that people in certain places, or outside certain places, are not hired."""
    text = sentence.text
    if text.endswith("?") or _OF_OTHERS.search(text):
        return None
    for match in _CANNOT.finditer(text):
        if mentioned := places_after(text, match.end()):
            return _refusal(mentioned, sentence, match, claims)
    for match in _REFUSED_FIRST.finditer(text):
        mentioned = places_after(text, match.end())
        if mentioned and _REFUSED.search(text, match.end()):
            return _refusal(mentioned, sentence, match, claims)
    but = _EXCEPT.search(text)
    return _exception(sentence, but, claims) if but and _WIDE.search(text[: but.start()]) else None


def place_except(claims: Claims) -> Finding | None:
    """Finds a label that excludes places: ``Worldwide (except China)``."""
    label = Sentence.of(claims.place)
    match = _EXCEPT.search(label.text)
    return _exception(label, match, claims) if match else None


def _exception(sentence: Sentence, match: re.Match[str], claims: Claims) -> Finding | None:
    mentioned = places_after(sentence.text, match.end())
    return _refusal(mentioned, sentence, match, claims) if mentioned else None


def _refusal(mentioned: list[Mention], sentence: Sentence, match: re.Match[str], claims: Claims) -> Finding | None:
    if "outside" in match[0].lower():
        return limited_to(mentioned, "not-open-to", sentence, match, claims)
    whole = smallest([slug for mention in mentioned if not mention.name.is_part for slug in mention.name.regions])
    partly = smallest([slug for mention in mentioned if mention.name.is_part for slug in mention.name.regions])
    if ANYWHERE in whole:
        return None
    is_denial = any(country_codes(slug) <= _countries(whole) for slug in claims.regions)
    return sentence.finding("not-open-to", "contradiction" if is_denial else "limit", match, never=whole, partly=partly)


# --- The title ------------------------------------------------------------------------------------------------------

_TITLE_REMOTE = phrases(r"remote[ ,:/-]*( in| within| from)? ?\(?(?=[ A-Z(])|based in( the)?")
_TITLE_BASED = re.compile(r"(?: \(?remote| ?-? ?based|-remote)\b", re.I)
_TITLE_OTHER = re.compile(
    r"[ -]*(?:\w+ ){0,2}(?:market|clients?|customers?|team|english|tax|law|payroll|accounts?|compliance|territory|sales)\b",
    re.IGNORECASE,
)


def title_place(claims: Claims) -> Finding | None:
    """Finds a title that names where applicants live and differs from the label: ``(EU only)``, ``Remote, US``,
    ``UK-based``."""
    title = Sentence.of(claims.title)
    if found := country_only(title, claims):
        return found
    candidates = [(match, places_after(title.text, match.end())) for match in _TITLE_REMOTE.finditer(title.text)]
    for mention in find(title.text):
        if based := _TITLE_BASED.match(title.text, mention.end):
            candidates.append((based, places_before(title.text, based.start())))
    for match, mentioned in candidates:
        if mentioned and not _TITLE_OTHER.match(title.text, mentioned[-1].end):
            found = limited_to(mentioned, "must-be-based", title, match, claims)
            if found and found.kind == "contradiction":
                return found
    return None


_ABODE = (
    "based, locat, countr, resid, living, live, domiciled, from, remote, open, only, limited, restricted, eligible, "
    "anywhere, present, hiring, home, address, must be in"
)
RULES = (
    Rule(_ABODE, must_be_based),
    Rule("only, exclusively", country_only),
    Rule("not, n't, no longer, unable, ineligible, except, excl, outside, other than", not_open_to),
)
