"""Rules on presence: offices, sites, travel, and work that is only temporarily remote."""

import re

from jobs.screening.claims import Claims, Finding
from jobs.screening.phrases import phrases
from jobs.screening.reading import Rule, Sentence, heard, places_after
from jobs.screening.rules.residence import limited_to

MUCH_TRAVEL = 25  # percent of the working time from which readers are told

# --- Days in an office ----------------------------------------------------------------------------------------------

_OFFICE_DAYS = phrases(
    r"""
    @days@per?,? ((are|is|will be|spent|working|work|of work|of presence|of attendance|required|physically|together) )*@office
    @office,? ([\w(-]+ ){0,4}?\(?((at least|a minimum of|minimum|for|on|about|around|approximately) )*@days@per
    (in[ -]office|on-?site|office) (days )?((on|are|every|each) )*@weekday
    @weekday((,| and|,? and|/| through| to| ?-) ?@weekday){0,4} .. @office
    @office (on |every |each )@weekday
    @days@per? (office|in-office|onsite|on-site) (presence|attendance|days|work)
    \d (in-)?office days
    @weekday((,| and|,? and|/| through| to| ?-) ?@weekday){0,4} (are|is) (an? |our )?(in-?)?office days?
    (on-?site|in-office|office) (presence|attendance|days|work)( ?:| of| is)? (at least |minimum )?(\d ?x|@days)@per
    (presence|attendance) .. @office .. (expected|required|mandatory|compulsory)
    (about |around |at least )?\d\d ?% .. @office
    (must|required|requires?|expects?|expected|needs?|have to|has to) .. (be|work|come|go|attend|report|travel|appear|
        show up|collaborate) .. @office
    (office|on-?site|in-office|in-person) (attendance|presence) .. (required|mandatory|expected|compulsory)
    (requires?|requiring) (an? )?(regular|weekly|daily|partial|mandatory|some) (office|in-office|on-?site) (attendance|
        presence|days|work)
    """
)
# Other people's days, past days, rare visits, and days that are offered rather than required.
_NO_OFFICE_DAYS = phrases(
    r"""
    @not .. (office|on-?site|headquarters|hq)
    others?|they|locals?|unless
    (some|many|most|half|members|part) of (us|the|our)
    our (?!ideal|next|new|successful)\w+( \w+)? team (?!lead|member)\w+
    (colleagues|team ?mates|employees|people|those|folks|staff|anyone|everybody|members|teams|everyone) (who|in|near|living|
        based|close|from)
    (live|living|lives|based|are) (near|close|nearby)
    near (our|an|the|one)|nearby|if you|if you're|used to|before (we|the)|previously|were|was|asked|years? ago|no longer|
        until 20\d\d
    free to|welcome to|invited|like to|option|options|choose|choice|desks?|perks?|access to|occasional|occasionally|rare|
        rarely|sometimes
    (you|we|who|and) (can|may|could|might)
    (once|twice|\d times|times) (a|per|each) (year|quarter)|annual|annually|yearly|quarterly|quarter|retreats?|off-?sites?|
        meet-?ups?|conferences?|budget|co-?working
    experience|similar role|allowance|lunch(es)?|snacks|fruit|gym|visits?
    """
)


def office_days(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds required office days per week or month."""
    for match in heard(_OFFICE_DAYS, _NO_OFFICE_DAYS, sentence):
        return sentence.finding("office-days", "contradiction", match)
    return None


# --- Hybrid ---------------------------------------------------------------------------------------------------------

_HYBRID = phrases(
    r"""
    hybrid (remote )?(role|position|job|opportunity|work|working|schedule|model|set-?up|arrangement|policy|pattern|basis|
        environment|format|contract|workplace|mode)
    (role|position|job|schedule|work model|working model|arrangement|set-?up|workplace( type)?|work arrangement|
        location( type)?) ?(is|:|will be) (a |strictly |currently )?hybrid
    hybrid ?[,\(:-] ?(\d|one|two|three|four) days?
    work(s|ing)? hybrid
    \(hybrid\)
    hybrid (from|in|out of|at) (our|the) .. (office|hq|hub)
    """
)
_NO_HYBRID = phrases(
    r"""
    hybrid (cloud|mobile|apps?|applications?|infrastructure|search|vehicles?|cars?|engine|fund|events?|methods?|approach|
        architecture|data|it|database|agile|projects?|apis?|network|deployments?)
    (remote|home|distributed|on-?site)( \w+){0,3} ?(or|/|vs\.?|versus|,) ?(a )?hybrid
    hybrid( \w+){0,3} ?(or|/|vs\.?|versus|and) ?(fully[ -]|full[ -]|100% )?(remote|distributed|home-based)
    tools?|product|software|platform|content|companies|businesses|future of|world of|experience|advise|help|enable|manag(e|
        ing)|lead(ing)?|support(ing)?
    can|may|options?|choose|choice|if you|unless|some (teams|roles|of us)|other (teams|roles)|used to|was|were
    people (who|near)|live near|living near
    """
)


def hybrid_text(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds a description as hybrid, though the job is listed as remote."""
    for match in heard(_HYBRID, _NO_HYBRID, sentence):
        return sentence.finding("hybrid-text", "contradiction", match)
    return None


# --- On site --------------------------------------------------------------------------------------------------------

_HANDS = (
    r"(warehouse|kitchen|wards?|shop floor|factory( floor)?|production line|clinic|hospital|plant|restaurant|salon|hotel"
    r"|construction sites?|depot|laboratory)"
)
_ONSITE = phrases(
    rf"""
    (this|the) (role|position|job|opportunity|work|contract) (is|will be|has to be|must be) (\w+ )?(100% |
        fully )?(an? )?(on-?site|in[ -]person|in[ -]office|office[ -]based)
    (this|the role|the position|the job|it)( is|'s) not (a |an )?(fully )?(remote (role|position|job|opportunity)|remote)
    @people (works?|will work) (fully |always )?(on-?site|in[ -]person) (at|in)
    (cannot|can not|can't|do not|don't|unable to) (currently )?(offer|provide|support|allow) (any )?(remote|
        home[ -]office) (work|working|options?)
    (cannot|can not|can't) be (done|performed|carried out) (remotely|from home|from afar)
    you('ll| will) (be )?work(ing)? (on-?site|in[ -]person)
    this isn't a (fully )?remote (role|position|job)
    (remote work|remote working|home office|work from home|working from home) (is|are|will be) (not|never) (\w+ )?(possible|
        available|offered|permitted|allowed|an option)
    no (remote|home office) (work|working|options?)
    not (eligible|available|suitable) for remote (work|working)
    must (be )?(able to )?(work|be|present|available) (physically )?(on-?site|in[ -]person)
    (full[ -]time|100%|daily) (on-?site|in[ -]office|in[ -]person)
    (on-?site|in[ -]person) (role|position|job|only)
    (work location|work arrangement|location type|workplace( type)?) ?: (on-?site|in[ -]office|in[ -]person)
    you('ll| will)? (work|prepare|pick|pack|stock|load|unload|clean|assist|serve|care for) ([\w,]+ ){{0,6}}?(in|on|at) (our|
        the|a) ([\w,]+ ){{0,3}}?{_HANDS}
    shifts? (in|on|at) (our|the|a) (\w+ ){{0,3}}?{_HANDS}
    (operate|operating) (a |the |our )?forklifts?
    (drive|driving) (a|our|the) (delivery )?(truck|van|lorry|bus)
    bedside (patient )?care
    """
)
_NO_ONSITE = phrases(
    r"""
    experience|experienced|background|previous|previously|prior|years|software|apps?|platform|product|data|dashboards?|
        systems?|tools?|online|virtual|virtually
    drivers?|training|onboarding|interviews?|meet-?ups?|retreats?|off-?sites?|events?|conferences?
    not (only|just|necessarily)|remote or|or remote|hybrid|(other|some|most) (roles|jobs|positions|teams)|unless|if you
    write|help|support|design|designs|seo|visits?|from home|used to|was|were|they
    """
)


def onsite_work(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds that the work is done at the employer's place, or that there is no remote work."""
    for match in heard(_ONSITE, _NO_ONSITE, sentence):
        return sentence.finding("onsite-work", "contradiction", match)
    return None


# --- Living near, moving, traveling -----------------------------------------------------------------------------------

_COMMUTE = phrases(
    r"""
    within (an? )?(easy |reasonable |daily )?(commut\w+ (distance|range|reach))( of| to| from)?
    within (\d{1,3}|one|two|an|a)[ -](miles?|mi|km|kilomet(er|re)s?|minutes?|min|hours?|hrs?)('s)? (drive |travel |commute |
        radius |train ride )?(of|from|to)
    (must|need to|able to|ability to|required to|expected to|have to) .. commute (to|into)
    reliably commute (to|into)
    (living|live|lives|be) (no (more|further) than|at most|a maximum of|max\.?|less than|under) (\d{1,3}|one|two|an|
        a)[ -](miles?|km|kilomet(er|re)s?|minutes?|hours?) (drive |away |by train )?(of|from)
    commut(able|ing distance) (to|from|of)
    local (candidates|applicants) only|only local (candidates|applicants)|must be local to|must live (locally|
        close to the office|near the office)
    """
)
_NO_COMMUTE = phrases(
    r"""
    stores?|deliver\w*|respond\w*|repl(y|ies)|resolv\w*|tickets?|airport|response|incidents?|flights?|sla|commuters?|
        benefits?|listings?|apps?
    if you|those who|unless|can|may|time ?zones?|utc|gmt|cet|est|pst|et|pt
    """
)


def commute(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds that applicants have to live near a place."""
    for match in heard(_COMMUTE, _NO_COMMUTE, sentence):
        return limited_to(places_after(sentence.text, match.end()), "commute", sentence, match, claims, around=True)
    return None


_RELOCATE = phrases(
    r"""
    (must|need to|have to|has to|required to|expected to|will need to|(must|should) be (willing|able|open|prepared|
        ready) to|prepared to|ready to|willing to|willingness to|commit to|agree to) (\w+ )?(relocate|move to|relocation)
    (relocation|relocating) (?!assistance|package|support|bonus|costs|help|budget).. (is|are|will be) (required|mandatory|
        necessary|expected|compulsory)
    (after|following|within|by) .. you (will )?(move|relocate) to
    relocation required|requires relocation|will (then )?relocate to
    """
)
_NO_RELOCATION = phrases(
    r"""
    if you|should you|can|may|help you|support you|who wish|without|whether|or|our move|servers?|data|workloads?|not|\w+n't
    """
)


def relocation(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds that moving to another place is part of the job."""
    for match in heard(_RELOCATE, _NO_RELOCATION, sentence):
        return sentence.finding("relocation-required", "contradiction", match)
    return None


_TRAVEL = phrases(
    r"""
    travel ?: ?(up to )?(?P<alone>\d{2,3}) ?%?
    travel(ing|ling)?( (?!\d)[\w'-]+){0,6}? \(?((up to|about|around|approximately|at least|~) ?)?(?P<after>\d{2,3})( ?(-|
        to) ?\d{2,3})? ?(%|percent|per cent)?
    (?P<before>\d{2,3})( ?(-|to) ?\d{2,3})? ?(%|percent|per cent) (of (the|your) (working )?time )?(\w+ ){0,4}?travel(ing|
        ling)?
    (extensive|heavy|frequent|constant|significant) (\w+ ){0,2}?travel(?! (agen|industr|budget|perks|discount|experience|
        booking))
    """
)
_PER_CENT = re.compile("%|per ?cent", re.IGNORECASE)
_NO_TRAVEL = phrases(
    r"""
    discounts?|cash ?back|bookings?|travell?ers|revenue|growth|grew|industry|market|faster|savings?|less|fewer|reduc\w+|
        experience (in|with)|budget|countries|rarely|(business|all|corporate|air) (business )?travel
    """
)


def travel(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds that much of the time is spent traveling."""
    for match in heard(_TRAVEL, _NO_TRAVEL, sentence, also_of_others=True):
        share = match["alone"] or match["after"] or match["before"]
        if share is None or (_PER_CENT.search(match[0]) and MUCH_TRAVEL <= int(share) <= 100):
            return sentence.finding("travel-heavy", "limit", match)
    return None


_FOR_NOW = phrases(
    r"""
    (temporarily|initially|currently|presently) (\w+ )?remote
    temporary remote
    remote (\w+ ){0,2}?(temporarily|initially|for now|for the time being|until|at first)
    (is|are|be|work|working|remain) (\w+ )?(remote|remotely) (\w+ )?during (the )?(\S+ )?(pandemic|covid\S*)
    (remote|remotely) (\w+ ){0,2}?(for|during) (the|your) (first|initial) (\w+ ){0,2}?(weeks?|months?|period)
    (once|when|until|after) (the|our|we) .. (offices? (re-?opens?|opens?|is open|are open)|return to (the |our )?office)
    for now .. (remote|remotely|from home)
    (start|begin) (out )?(remote|remotely) and .. (join|come|move|work) .. (office|on-?site)
    (will|then|must|expected to|have to) .. (return|move|transition|go back) (back )?(to|into) (the|our|an) (\w+ ){0,2}?office
    """
)
_NO_END = phrases(
    r"""
    went|became|turned|switched|since|never|stayed|have been|has been|always|permanent|permanently|even (when|after|before)|
        not|\w+n't|before
    companies|control|vehicles?|team is|fully|100%|(currently|presently) (\w+ )?remote (team|company|workforce|employees|
        staff|people)
    """
)


def temporary(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds work that is only temporarily remote."""
    for match in heard(_FOR_NOW, _NO_END, sentence):
        if not match[0].lower().startswith(("currently", "presently")) or "until" in sentence.lower:
            return sentence.finding("temporary-remote", "contradiction", match)
    return None


_PRESENCE = (
    "office, site, person, hq, headquarter, hub, campus, studio, workplace, clinic, factory, warehouse, showroom"
)
_BY_HAND = (
    "kitchen, ward, floor, line, hospital, plant, restaurant, salon, hotel, depot, laboratory, forklift, truck, "
    "van, lorry, bus, bedside"
)
_NEAR = "commut, within, local, near the, close to the, no more than, no further than, at most, max, less than, under"
RULES = (
    Rule(_PRESENCE, office_days),
    Rule("hybrid", hybrid_text),
    Rule(f"{_PRESENCE}, {_BY_HAND}, remote, home", onsite_work),
    Rule(_NEAR, commute),
    Rule("relocat, move to", relocation),
    Rule("travel", travel),
    Rule("remote, office", temporary),
)
