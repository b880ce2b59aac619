"""Names that résumés have: languages and their levels, countries, places, positions, employers, schools and degrees."""

import re
from functools import cache, lru_cache

from babel import Locale

from jobs.screening import gazetteer
from resumes.importing.vocabulary import listed, plain

_LOCALES = ("en", "de", "fr", "es", "pt", "nl", "pl")


@cache
def _languages() -> frozenset[str]:
    named = {plain(name) for locale in _LOCALES for name in Locale(locale).languages.values()}
    return frozenset(
        named
        | {"mandarin", "cantonese", "farsi", "castellano", "gaelic", "sign language", "flemish", "vlaams", "valenciano"}
    )


def is_language(text: str) -> bool:
    """Returns whether ``text`` is the name of a language, in one of the seven languages: "Englisch", "Brazilian Portuguese"."""
    words = plain(text).strip(" .:*_")
    return words in _languages() or (" " in words and words.split()[-1] in _languages() and len(words.split()) <= 3)


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for locale in _LOCALES:
        for code, name in Locale(locale).territories.items():
            if re.fullmatch("[A-Z]{2}", code):
                found.setdefault(plain(name), code)
    more = {"usa": "US", "u.s.a.": "US", "us": "US", "uk": "GB", "u.k.": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
            "the netherlands": "NL", "holland": "NL", "czech republic": "CZ", "uae": "AE", "turkey": "TR",
            "brd": "DE"}  # fmt: skip
    return found | more


_STATES = listed(
    """AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR
    PA RI SC SD TN
    TX UT VT VA WA WV WI WY DC AB BC MB NB NL NS ON PE QC SK NSW QLD VIC"""
)
_ANYWHERE = re.compile(
    r"(fully |100 ?% )?(remote|hybrid|on-?site|home ?office|teletrabajo|teletravail|remoto|remota|zdalnie)( work)?\b.*"
)


def country_code(text: str) -> str:
    """Returns the code of the country that ``text`` names in one of the seven languages; empty if it names none."""
    return _countries().get(plain(text).strip(" .()"), "")


@lru_cache(maxsize=4096)
def is_place(text: str) -> bool:
    """Returns whether ``text`` is a place alone: "Berlin", "Porto, Portugal", "Austin, TX", "Remote"."""
    words = text.strip(" .()")
    if not words or len(words) > 70 or re.search(r"[@:]|\d{6,}", words):
        return False
    if _ANYWHERE.fullmatch(plain(words)) and len(words) < 30:
        return True
    parts = [part.strip() for part in re.split(r",|\s[/|·•–-]\s|\(|\)", words) if part.strip()]
    if not parts or len(parts) > 4 or any(_is_legal_form(part) for part in parts):
        return False
    last = parts[-1]
    if len(parts) > 1 and (country_code(last) or last in _STATES or _ANYWHERE.fullmatch(plain(last))):
        return all(len(part.split()) <= 4 for part in parts)
    return all(_is_known_place(part) for part in parts)


def _is_legal_form(part: str) -> bool:
    return part not in _STATES and bool(_EMPLOYER.fullmatch(plain(part).strip(".")))


def _is_known_place(part: str) -> bool:
    if country_code(part) or part in _STATES:
        return True
    bare = re.sub(r"^(?:[A-Z]{1,2}-)?\d{4,5}(?:-\d{3})?\s+|\s+[A-Z]{2}\s+\d{5}$", "", part)
    found = gazetteer.find(bare)
    return (
        len(found) == 1
        and found[0].start == 0
        and found[0].end == len(bare)
        and found[0].name.kind not in ("people", "region")
    )


def is_state(text: str) -> bool:
    """Returns whether ``text`` is the abbreviation of a state: "TX"."""
    return text.strip(" .()") in _STATES


def begins_with_city(text: str) -> bool:
    """Returns whether ``text`` begins with a city that we know: "Recife, remote"."""
    first = re.split(r",|\s[/|·•–-]\s", text)[0].strip()
    return _is_known_place(first) and not country_code(first) and not is_state(first)


def splits_place(text: str) -> tuple[str, str]:
    """Returns ``text`` without the place at its end, and the place: ``("Acme GmbH", "Berlin, Germany")``."""
    commas = [match.start() for match in re.finditer(",", text)]
    for at in commas[-3:]:
        rest = text[at + 1 :].strip()
        if is_place(rest) and text[:at].strip():
            return text[:at].strip(), rest
    if (bracket := re.fullmatch(r"(.+?)\s*\(([^()]+)\)", text)) and is_place(bracket[2]):
        return bracket[1], bracket[2]
    return text, ""


_POSITION = re.compile(
    r"engineer|developer|manager|designer|analyst|architect|consultant|director|officer|specialist|lead\b|head of|"
    r"intern\b|trainee|assistant|"
    r"administrator|coordinator|researcher|scientist|teacher|lecturer|professor|nurse|accountant|writer|editor|"
    r"producer|founder|"
    r"\bc[etfmop]o\b|president|associate\b|representative|technician|tutor|supervisor|programmer|strategist|"
    r"copywriter|recruiter|"
    r"support agent|agent\b|clerk|cashier|waiter|waitress|volunteer|freelance|translator|interpreter|principal\b|"
    r"owner\b|partner\b|advisor|"
    r"entwickler|leiter|berater|ingenieur|sachbearbeiter|assistent|praktik|werkstudent|techniker|kaufmann|kauffrau|"
    r"architekt|gestalter|referent|mitarbeiter|fachkraft|lehrer|redakteur|geschaftsfuhr|verkaufer|buchhalter|"
    r"administrator|ubersetzer|"
    r"developpeu|ingenieure?\b|chef\b|cheffe|responsable|charge|directeur|directrice|conseill|stagiaire|redact|"
    r"assistante|technicien|"
    r"comptable|enseignant|vendeu|graphiste|concepteur|traduct|desarrollador|ingenier|gerente|jefe|jefa|directora?\b|"
    r"analista|disenador|consultora?\b|tecnic|profesor|becari|administrativ|contable|redactor|encargad|programador|"
    r"coordinador|traductor|"
    r"desenvolvedor|engenheir|gestora?\b|coordenador|estagiari|tecnologista|projetista|assistente|professora?\b|"
    r"ontwikkelaar|"
    r"medewerker|adviseur|hoofd\b|stagiair|docent|ontwerper|projectleider|beheerder|verkoper|boekhouder|vertaler|"
    r"programista|programistka|"
    r"inzynier|kierownik|specjalist|analityk|projektant|asystent|stazyst|nauczyciel|dyrektor|ksiegow|konsultant|"
    r"tester|tlumacz|grafik|"
    r"scrum master|product owner|devops|sre\b|full[- ]?stack|redakcj|owner\b|apprentice|auszubild|werkvoorbereid|"
    r"evaluator|curator|barista|chef de"
)
_EMPLOYER = re.compile(
    r"\b(?:gmbh|ag|kg|estudios?|atelier|taller|ohg|ug|e\.? ?v\.|se|inc|llc|ltd|limited|corp|corporation|co\b|plc|"
    r"llp|company|s\.?a\.?s?|sarl|s\.? ?l\.?u?|s\.?r\.?l|s\.?p\.?a|lda|"
    r"ltda|b\.?v|n\.?v|sp\. ?z ?o\. ?o|s\.? ?a\.|oy|ab|aps|a/s|group|gruppe|groupe|grupo|holding|bank|banque|banco|"
    r"studio|studios|labs?|"
    r"university|universitat|universite|universidad|universidade|hospital|klinik|agency|agentur|agence|agencia|"
    r"systems|solutions|"
    r"technologies|software|consulting|services|institute?|institut|foundation|stiftung|fondation|fundacion|media|"
    r"verlag|ministry|"
    r"council|museum|partners|industries|ventures|logistics|logistik|energy|werke|school|academy|stichting|fundacja|"
    r"works|networks|digital|"
    r"collective|cooperative|genossenschaft|coop|kollektiv|press|insurance|versicherung|clinic|library|bakery|"
    r"bureau)(?![\w])"
)
_SCHOOL = re.compile(
    r"universi|universy|uniwersy|hochschule|fachhochschule|college|institut|school|schule|gymnasium|academy|"
    r"akademie|ecole|lycee|faculte|"
    r"escuela|facultad|colegio|escola|faculdade|liceo|hogeschool|lyceum|politechnika|szkola|akademia|liceum|"
    r"polytechni|politecnic|"
    r"\b(?:tu|fh|eth|epfl|mit|iut|insa|hec|ies|htl|hbo|tum|ucl|lse|rwth|kth)\b|bootcamp|academia|conservato|"
    r"oberschule|instituto"
)
_DEGREE = (
    r"b\.? ?sc\.?(?: \(hons\))?|m\.? ?sc\.?|b\.? ?a\.?(?: \(hons\))?|m\.? ?a\.?|b\.? ?eng\.?|m\.? ?eng\.?|"
    r"b\.? ?tech\.?|m\.? ?tech\.?|mba|m\.? ?phil\.?|ph\.? ?d\.?|dr\.? \w+\.?|ll\.? ?[bm]\.?|"
    r"bfa|mfa|bba|b\.? ?ed\.?|m\.? ?ed\.?|b\.? ?com\.?|"
    r"bachelor(?:'s|’s|s)?(?: degree)?(?: of [a-z]+(?: \(hons\))?| universitaire)?(?: honours)?|master(?:'s|’s|"
    r"s)?(?: degree)?(?: of (?:business administration|fine arts|public health|public administration|[a-z]+)|"
    r" universitario| 2| 1)?|"
    r"doctor(?:ate)?(?: of [a-z]+)?|doctorat|doctorado|doutorado|doktor(?:at)?|promotion|associate(?:'s|"
    r"’s)?(?: degree)?(?: of [a-z]+)?|"
    r"diplom(?:a|e)?(?: \(fh\))?|diplome d['’]ingenieur|diploma of higher education|postgraduate (?:certificate|"
    r"diploma)|certificate|high school diploma|foundation degree|"
    r"staatsexamen|magister|abitur|fachabitur|matura|ausbildung|licence(?: professionnelle)?|dut|bts|but|"
    r"baccalaureat|bac|maitrise|dea|dess|"
    r"grado|licenciatura|licenciad[oa]|diplomatura|ingenieria|bachillerato|tecnico superior|cfgs|"
    r"mestrado(?: integrado)?|bacharelado|bacharel|tecnologo|"
    r"doctoraal|hbo|wo|mbo|vwo|havo|propedeuse|licencjat|inzynier|magisterium|studia magisterskie|"
    r"studia inzynierskie|studia licencjackie|a-levels?|gcses?|staatlich gepruft\w+"
)
_DEGREE_AT_START = re.compile(rf"(?:{_DEGREE})(?![\w])\.?")
_DEGREE_ANYWHERE = re.compile(rf"(?<![\w])(?:{_DEGREE})(?![\w])")


@lru_cache(maxsize=4096)
def position_score(text: str) -> int:
    """Returns how much ``text`` looks like a position: above 0, or like an employer: below 0."""
    folded = plain(text)
    return 2 * bool(_POSITION.search(folded)) - 2 * bool(_EMPLOYER.search(folded)) - bool(_SCHOOL.search(folded))


@lru_cache(maxsize=4096)
def degree_score(text: str) -> int:
    """Returns how much ``text`` looks like a degree: above 0, or like a school: below 0."""
    folded = plain(text)
    starts = bool(_DEGREE_AT_START.match(folded))
    return 3 * starts + bool(_DEGREE_ANYWHERE.search(folded)) - 3 * bool(_SCHOOL.search(folded))


def splits_degree(text: str) -> tuple[str, str]:
    """Returns the kind of a degree and its subject: ``("MSc", "Physics")``. A text without a known kind is all kind."""
    folded = plain(text)
    match = _DEGREE_AT_START.match(folded)
    if match:
        kind, rest = text[: match.end()], text[match.end() :]
        rest = re.sub(
            r"^\s*(?:[,:|·–—-]|\(|in\b|of\b|en\b|em\b|de\b|d['’]|im\b|w\b|z\b|na kierunku\b|mention\b)\s*",
            "",
            rest,
            flags=re.IGNORECASE,
        )
        rest = rest.strip()
        if rest.endswith(")") and "(" not in rest:
            rest = rest[:-1]
        return kind.strip(), rest
    ending = re.search(rf"\s*[,(–—-]\s*({_DEGREE})\)?$", folded)
    if ending:
        return text[ending.start(1) : ending.end(1)], text[: ending.start()].strip()
    return text, ""
