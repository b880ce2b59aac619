"""Rules on signs of a scam: requests that honest employers don't make."""

import re

from jobs.screening import reading
from jobs.screening.claims import Claims, Finding
from jobs.screening.clauses import is_negated
from jobs.screening.phrasebook import Phrasebook, listed
from jobs.screening.reading import Rule, Sentence, said_together
from toolkit import money

# Yearly pay in minor units: nobody works full-time for less than the first figure, and publicly advertised jobs hardly ever
# pay more than the second. Every honest salary in the world is in between; pay outside has a wrong period or is a lure.
PAY_BOUNDS: dict[str, tuple[int, int]] = {
    "USD": (500_00, 1_500_000_00),
    "EUR": (500_00, 1_500_000_00),
    "GBP": (500_00, 1_200_000_00),
    "CHF": (5_000_00, 1_500_000_00),
    "CAD": (2_500_00, 2_000_000_00),
    "AUD": (2_500_00, 2_000_000_00),
    "INR": (50_000_00, 100_000_000_00),
    "BRL": (8_000_00, 8_000_000_00),
    "PLN": (10_000_00, 6_000_000_00),
    "JPY": (300_000, 200_000_000),
}
# Who speaks of scams warns of them, or works on them, unless they protest that this isn't one.
_WARNING = re.compile(
    r"(?<!\w)(?P<protest>(?:not|no|never|isn't|ain't|kein|keine|nicht|pas|aucune|ninguna?|nao e|nenhum|geen|niet|nie|to nie"
    r"|legit\w*|zero)(?: \w+){0,2} )?(?:scam|phish|estafa|fraud|arnaque|escroquer|betrug(?! (?:[\d€$]|etwa|rund))|golpe|burla"
    r"|oszust|oplicht|truffa|fake (?:\w+ )?(?:job|offer|recruit|profile|ad))"
)
# More than an honest job with "no experience needed" pays in a week, in dollars, euros or pounds.
TOO_GOOD_A_WEEK = 2_500


def examine(claims: Claims) -> tuple[Finding, ...]:
    found = [*reading.read_sentences(_RULES, claims.text, claims)]
    found += [finding for rule in (free_mail_apply, pay_outlier) if (finding := rule(claims))]
    return tuple(found)


def _asked(section: str, rule: str, sentence: Sentence, book: Phrasebook) -> Finding | None:
    """Returns a finding if the sentence asks this of the applicant."""
    if _warns(sentence.plain) or sentence.first(book, "scam unless"):
        return None
    match = sentence.first(book, section)
    if match is None or sentence.first(book, f"{section} unless"):
        match = next(said_together(sentence, book, section), None)
    return sentence.finding(rule, "scam", match) if match else None


def _warns(text: str) -> bool:
    """Whether a plain text warns of scams."""
    found = _WARNING.search(text)
    return bool(found and not found["protest"])


def payment_request(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that the applicant has to pay: a fee, a deposit, equipment, a check to cash."""
    return _asked("payment", "payment-request", sentence, book)


def off_platform_chat(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that applications or interviews happen in a private chat app."""
    return _asked("chat", "off-platform-chat", sentence, book)


def identity_documents(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds that bank details or identity papers are requested before there is a contract."""
    return _asked("documents", "identity-documents", sentence, book)


# --- Too good to be true ----------------------------------------------------------------------------------------------

_EARNINGS = re.compile(
    r"[$€£] ?(?P<amount>\d{1,3}(?:,\d{3})+|\d{3,6})(?:\s?(?:-|to)\s?[$€£]? ?\d[\d,]*)?\+? ?"
    r"(?P<per>(?:a|per|every|each|/) ?(?:day|week)|daily|weekly)\b"
)


def too_good(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds high pay for no skill, or guaranteed earnings."""
    text = sentence.plain
    if sentence.first(book, "promise unless") or sentence.first(book, "scam unless") or _warns(text):
        return None
    match = sentence.first(book, "promise")
    if match is None or is_negated(text, match.start(), book):
        match = next(said_together(sentence, book, "promise"), None)
    if match:
        return sentence.finding("too-good", "scam", match)
    earned = _EARNINGS.search(text)
    if earned and sentence.first(book, "easy"):
        week = int(earned["amount"].replace(",", "")) * (5 if "da" in earned["per"] else 1)
        if week >= TOO_GOOD_A_WEEK:
            return sentence.finding("too-good", "scam", earned)
    return None


# --- Fields -----------------------------------------------------------------------------------------------------------

_FREE_MAIL = frozenset(listed(
    """
    gmail.com, googlemail.com, yahoo.com, yahoo.co.uk, ymail.com, hotmail.com, hotmail.co.uk, outlook.com, live.com, msn.com,
    aol.com, icloud.com, me.com, proton.me, protonmail.com, gmx.com, gmx.de, gmx.net, web.de, mail.com, mail.ru, yandex.com,
    yandex.ru, zoho.com, tutanota.com, qq.com, 163.com
    """
))  # fmt: skip
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4})", re.IGNORECASE)


def free_mail_apply(claims: Claims) -> Finding | None:
    """Finds that applications to a company go to a free email address, which anyone can create."""
    if not claims.company:
        return None
    if _host(claims.apply_email) in _FREE_MAIL:
        return Finding("free-mail-apply", "scam", claims.apply_email)
    if claims.apply_url.lower().startswith("mailto:") and _host(claims.apply_url.split("?")[0]) in _FREE_MAIL:
        return Finding("free-mail-apply", "scam", claims.apply_url[7:].split("?")[0])
    return None


def free_mail_in_text(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds a text that asks for applications to a free email address."""
    if "@" not in sentence.plain or not claims.company or not sentence.first(book, "to apply"):
        return None
    for match in _ADDRESS.finditer(sentence.plain):
        if match[1].rstrip(".") in _FREE_MAIL and not is_negated(sentence.plain, match.start(), book):
            return sentence.finding("free-mail-apply", "scam", match)
    return None


def _host(address: str) -> str:
    return address.rpartition("@")[2].strip().lower()


def pay_outlier(claims: Claims) -> Finding | None:
    """Finds yearly pay outside the bounds of its currency."""
    bounds = PAY_BOUNDS.get(claims.pay_currency)
    if not bounds:
        return None
    ends = [amount for amount in claims.pay_yearly if amount is not None]
    if ends and (max(ends) > bounds[1] or max(ends) < bounds[0]):
        amounts = " – ".join(money.display(amount, claims.pay_currency) for amount in dict.fromkeys(ends))
        return Finding("pay-outlier", "scam", amounts)
    return None


_RULES = (
    Rule(("payment",), payment_request),
    Rule(("chat",), off_platform_chat),
    Rule(("documents",), identity_documents),
    Rule(("promise", "easy"), too_good),
    Rule(("to apply",), free_mail_in_text),
)
