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
# What an honest job can pay, in dollars: for work that takes neither skill nor time, and for work that asks for no experience.
# Two signs of the latter weigh more than one.
_PERIODS = ("hourly", "daily", "weekly", "monthly")
_MOST_FOR_NOTHING = (35, 120, 600, 2_500)
_MOST_WITHOUT_EXPERIENCE = (90, 500, 2_500, 10_000)
_MOST_WITH_TWO_SIGNS = (45, 250, 1_500, 6_000)
_UNITS_A_DOLLAR = {
    "zl": 4, "pln": 4, "r$": 5, "reais": 5, "mxn": 18, "pesos": 18, "₹": 85, "inr": 85, "₱": 56, "php": 56,
}  # fmt: skip


def examine(claims: Claims) -> tuple[Finding, ...]:
    found = [*reading.read_sentences(_RULES, claims.text, claims)]
    found += [finding for rule in (free_mail_apply, pay_outlier) if (finding := rule(claims))]
    return tuple(found)


def _asked(section: str, rule: str, sentence: Sentence, book: Phrasebook) -> Finding | None:
    """Returns a finding if the sentence asks this of the applicant."""
    match = sentence.first(book, section)
    if match is None or sentence.first(book, f"{section} unless"):
        match = next(said_together(sentence, book, section), None) or _combined(sentence, book, f"{section} signs")
    return sentence.finding(rule, "scam", match) if match and not _refuses(sentence, book) else None


def _refuses(sentence: Sentence, book: Phrasebook) -> bool:
    """Whether a sentence warns of scams, or says that the employer asks nothing of the kind."""
    return _warns(sentence.plain) or bool(sentence.first(book, "scam unless"))


def _combined(sentence: Sentence, book: Phrasebook, section: str) -> re.Match[str] | None:
    """Returns the first of the phrases of a section that meet anywhere in a sentence."""
    near = sentence.whole.near(book, section)
    if not near.together_bits & sentence.bit:
        return None
    text = sentence.plain
    for phrase, bits in near.together:
        if bits & sentence.bit and all(other.search(text) for other in phrase.others):
            match = phrase.pattern.search(text)
            if match and not any(one.search(text) for one in phrase.without):
                return match
    return None


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

_MONEY = r"(?:r\$|[$€£₹₱]|usdt?|eur|gbp|chf)"
_SIZE = r"\d{1,3}(?:[., ]\d{3})+(?!\d)|\d{1,6}"
_EARNINGS = re.compile(
    rf"(?P<unit>{_MONEY} ?)?(?<![\d.,])(?P<amount>{_SIZE})(?:[.,]\d\d)?(?P<thousand> ?k\b)?"
    rf"(?:\+? ?(?:-|to|and|bis|a|do|tot) ?{_MONEY}? ?(?:{_SIZE})(?: ?k\b)?)?\+?"
    r"(?: ?(?P<behind>usdt?|eur|euros?|gbp|chf|dol+ars?|dolares|pounds|bucks|reais|pesos|zl|pln|mxn|inr|php|[€$£])(?!\w))?"
)
_AMOUNT = re.compile(r"[$€£₹₱]|\d ?(?:k\b|[a-z]{2,7}\b)")
_SAME_AMOUNT = re.compile(r"[^\d$€£,;:.]{0,30}")


def too_good(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds guaranteed earnings, and other promises that no honest job keeps."""
    match = _promise(sentence, book) or _combined(sentence, book, "promise signs")
    return sentence.finding("too-good", "scam", match) if match and not _refuses(sentence, book) else None


def lure(sentence: Sentence, book: Phrasebook, claims: Claims) -> Finding | None:
    """Finds high pay for no skill."""
    match = _lure(sentence, book)
    return sentence.finding("too-good", "scam", match) if match and not _refuses(sentence, book) else None


def _names_an_amount(sentence: Sentence) -> bool:
    return bool(_AMOUNT.search(sentence.plain))


def _promise(sentence: Sentence, book: Phrasebook) -> re.Match[str] | None:
    if sentence.first(book, "promise unless"):
        return None
    match = sentence.first(book, "promise")
    if match is None or is_negated(sentence.plain, match.start(), book):
        match = next(said_together(sentence, book, "promise"), None)
    return match


def _lure(sentence: Sentence, book: Phrasebook) -> re.Match[str] | None:
    """Returns an amount that is too high for how little the sentence asks."""
    most = _most(sentence, book)
    for earned in _EARNINGS.finditer(sentence.plain) if most else ():
        if not (earned["unit"] or earned["behind"] or earned["thousand"]):
            continue
        behind = _SAME_AMOUNT.match(sentence.plain, earned.end())
        size = int(re.sub(r"\D", "", earned["amount"])) * (1_000 if earned["thousand"] else 1)
        size //= _UNITS_A_DOLLAR.get((earned["unit"] or earned["behind"] or "").strip(), 1)
        if behind and any(
            size >= limit and book.pattern(period).search(sentence.plain, *behind.span())
            for period, limit in zip(_PERIODS, most, strict=True)
        ):
            return earned
    return None


def _most(sentence: Sentence, book: Phrasebook) -> tuple[int, ...]:
    """Returns the most that an honest job pays an hour, a day, a week and a month for what the sentence asks; empty if it
    doesn't say that this is little."""
    if sentence.first(book, "lure unless"):
        return ()
    if sentence.first(book, "effortless") and not sentence.first(book, "effortless unless"):
        return _MOST_FOR_NOTHING
    signs = {match[0] for match in sentence.matches(book, "easy")}
    if not signs:
        return ()
    return _MOST_WITH_TWO_SIGNS if len(signs) > 1 else _MOST_WITHOUT_EXPERIENCE


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
    Rule(("payment", "payment signs"), payment_request),
    Rule(("chat", "chat signs"), off_platform_chat),
    Rule(("documents", "documents signs"), identity_documents),
    Rule(("promise", "promise signs"), too_good),
    Rule(("effortless", "easy"), lure, _names_an_amount),
    Rule(("to apply",), free_mail_in_text),
)
