"""Rules on signs of a scam: requests that honest employers don't make."""

import re

from jobs.screening import reading
from jobs.screening.claims import Claims, Finding
from jobs.screening.phrases import listed, phrases
from jobs.screening.reading import Rule, Sentence, is_negated
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
# More than an honest job with "no experience needed" pays in a week, in dollars, euros or pounds.
TOO_GOOD_A_WEEK = 2_500


def examine(claims: Claims) -> tuple[Finding, ...]:
    found = [*reading.read_sentences(_RULES, claims.text, claims)]
    found += [finding for rule in (free_mail_apply, pay_outlier) if (finding := rule(claims))]
    return tuple(found)


def _scam(rule: str, sentence: Sentence, match: re.Match[str]) -> Finding:
    return sentence.finding(rule, "scam", match)


# --- Money from the applicant -----------------------------------------------------------------------------------------

_FEE = (
    r"(training|registration|application|onboarding|starter kit|processing|administration|admin|enrol?lment|background check"
    r"|certification|security|refundable|visa processing)"
)
_PAYMENT = phrases(
    rf"""
    (pay|send|transfer|wire|deposit|remit|submit) .. {_FEE} .. (fee|deposit|charge|cost)s?
    (pay|send|transfer|wire) (us )?(an? )?(small |one-time |refundable |upfront |initial )*(fee|deposit|payment) .. (before|
        to (start|begin|secure|reserve|cover)|upfront|for (the |your )?(training|equipment|registration|starter))
    {_FEE} (fee|deposit|charge) (of|is|must|will be|applies)
    (fee|deposit) .. (is )?(required|due|payable) (before|prior to|to (start|begin|secure|reserve|apply))
    (you('ll| will)?|candidates|applicants|new hires) (must|need to|have to|are required to|will) (first )?(buy|purchase|
        pay for) (your own |their own |the |a |an )?(\w+ ){{0,2}}?(equipment|laptop|starter kit|training|software|materials|
        course|certificate) (from|through|via|upfront|before)
    (we|the company)( will|'ll)? (send|mail|issue) you a (cashier's |certified )?che(ck|que) .. (to )?(buy|purchase|deposit|
        pay|for)
    (deposit|cash) (the|our|this) che(ck|que)
    you (buy|purchase|pay for) .. (equipment|laptop|software|starter kit|materials) .. (in advance|upfront|up front|beforehand)
    send us (a|the) (\w+ )?(che(ck|que)|money order|deposit|fee)
    (pay|paid|payment|purchase|buy) .. (gift cards?|itunes cards?|google play cards?)
    reimburse you .. (equipment|laptop|purchase) .. (first pay ?check|first salary)
    """
)
_NO_PAYMENT = phrases(
    r"""
    (never|not|no|don't|won't|n't) .. (ask|pay|fee|fees|charge|charged|send|request|require|deposit|buy|purchase)
    we (will )?(pay|cover|fund|reimburse)|we'll (pay|cover)|customers?|clients?|users?|merchants?|beware|scams?|fraud|
        fraudulent|process(ing)? (payments|fees|deposits)|our (app|product|platform)|bank customers|reconcile|collect
    """
)


def payment_request(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds that the applicant has to pay: a fee, a deposit, equipment, a check to cash."""
    match = _PAYMENT.search(sentence.text)
    return None if not match or _NO_PAYMENT.search(sentence.text) else _scam("payment-request", sentence, match)


# --- Private chat apps ------------------------------------------------------------------------------------------------

_CHAT = phrases(
    r"""
    (apply|interview|interviews|contact|text|message|reach|write|chat|send|add|dm|ping|get in touch|respond|reply|call|
        speak|conducted|held)( \S+){0,6}? (on|via|through|over|by|using|at|to|with) (our |my |the |his |her |
        a )?(hiring manager's |hiring manager |recruiter's )?(telegram|whatsapp|signal|wechat|google hangouts?|hangouts|
        viber|line app|discord dm)
    (telegram|whatsapp|signal|wechat|hangouts) ?(:|@|at|number|handle|id|username|\+\d)
    (message|text|add|contact) (us|me|our \w+( \w+)?|the \w+ manager|him|her) on (telegram|whatsapp|signal|wechat|hangouts)
    t\.me/\w+|wa\.me/\d+
    (download|install|create) (a |an )?(the )?(telegram|whatsapp|signal|wechat|hangouts)( app| account)?
    """
)
_NO_CHAT = phrases(
    r"""
    (never|not|don't|won't|no) (\w+ ){0,3}?(ask|contact|interview|message|reach|text|use|hire|recruit|conduct|chat|via|on|
        through)|signal (processing|integrity|path|chain|quality)|beware|scams?|fraud\w*|impersonat\w*
    customers?|clients?|users?|bots?|apis?|integrations?|channels?|messengers|experience|our (product|platform|app)|
        communit(y|ies)|marketing|campaigns?|support (requests|tickets)|students|patients|leads|team uses|we use|partners|
        subscribers
    """
)


def off_platform_chat(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds that applications or interviews happen in a private chat app."""
    match = _CHAT.search(sentence.text)
    return None if not match or _NO_CHAT.search(sentence.text) else _scam("off-platform-chat", sentence, match)


# --- Identity papers --------------------------------------------------------------------------------------------------

_PRIVATE = (
    r"(social security( number)?|ssn|bank (account )?(details|number|statement|information|login)|bank account|routing number"
    r"|credit card( number| details)?|debit card|online banking"
    r"|(copy|photo|picture|scan|front and back) of (your )?(passport|id( card)?|driver'?s licen[cs]e|driving licen[cs]e))"
)
_PAPERS = phrases(
    rf"""
    (send|submit|provide|include|attach|share|email|text|e-mail|give|upload|forward)( \S+){{0,8}}? {_PRIVATE}
    {_PRIVATE}( \S+){{0,4}}? (with|in) your (application|resume|cv|first message|message)
    {_PRIVATE} (is|are) (required|needed) (to|for) (apply|application|the interview|an interview|registration)
    """
)
_NO_PAPERS = phrases(
    r"""
    (never|not|don't|won't|no) .. (ask|send|share|include|provide|request|need|submit|give)|beware|scams?|fraud\w*|
        after (hire|hiring|you accept|an offer|signing|the offer)|once (hired|you)|on your first day|upon hire|
        when you (sign|join|start)
    customers?|clients?|users?|our (app|product|platform)|tokeni[sz]e|encrypt|verify (documents|identities)|kyc|
        data such as|protect
    """
)


def identity_documents(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds that bank details or identity papers are requested before there is a contract."""
    match = _PAPERS.search(sentence.text)
    return None if not match or _NO_PAPERS.search(sentence.text) else _scam("identity-documents", sentence, match)


# --- Too good to be true ----------------------------------------------------------------------------------------------

_EASY = phrases(
    r"""
    no (prior |previous |work )?(experience|skills|qualifications?)( is| are)?( required| needed| necessary)?|
        without (any )?experience|(easy|quick|fast) (money|cash)|anyone can (do|earn)|from your phone|minimal effort
    """
)
_EARNINGS = re.compile(
    r"[$€£] ?(?P<amount>\d{1,3}(?:,\d{3})+|\d{3,6})(?:\s?(?:-|to)\s?[$€£]? ?\d[\d,]*)?\+? ?"
    r"(?P<per>(?:a|per|every|each|/) ?(?:day|week)|daily|weekly)\b",
    re.IGNORECASE,
)
_PROMISE = phrases(
    r"""
    guaranteed (income|earnings|profits?|returns?|daily income)
    (earn|make) (up to )?[$€£] ?\d[\d,]*\+? .. (daily|a day|per day|weekly|a week|per week) (from home|from your phone|
        with no|without|guaranteed)
    get rich|unlimited (income|earning potential) with no|double your money|be your own boss and earn
    """
)
_NO_PROMISE = phrases(r"customers?|clients?|users?|beware|scams?|fraud\w*|not|never|sales of|budget|ad spend|revenue")


def too_good(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds high pay for no skill, or guaranteed earnings."""
    text = sentence.text
    if _NO_PROMISE.search(text):
        return None
    match = _PROMISE.search(text)
    if match and not is_negated(text, match.start()):
        return _scam("too-good", sentence, match)
    earned = _EARNINGS.search(text)
    if earned and _EASY.search(text):
        week = int(earned["amount"].replace(",", "")) * (5 if "da" in earned["per"].lower() else 1)
        if week >= TOO_GOOD_A_WEEK:
            return _scam("too-good", sentence, earned)
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
_TO_APPLY = phrases(
    r"apply|application|applications|resumes?|cv|cvs|cover letter|interested|send|contact|write to|e-?mail"
)


def free_mail_apply(claims: Claims) -> Finding | None:
    """Finds that applications to a company go to a free email address, which anyone can create."""
    if not claims.company:
        return None
    if _host(claims.apply_email) in _FREE_MAIL:
        return Finding("free-mail-apply", "scam", claims.apply_email)
    if claims.apply_url.lower().startswith("mailto:") and _host(claims.apply_url.split("?")[0]) in _FREE_MAIL:
        return Finding("free-mail-apply", "scam", claims.apply_url[7:].split("?")[0])
    return None


def free_mail_in_text(sentence: Sentence, claims: Claims) -> Finding | None:
    """Finds a text that asks for applications to a free email address."""
    for match in _ADDRESS.finditer(sentence.text) if claims.company and _TO_APPLY.search(sentence.text) else ():
        if match[1].lower().rstrip(".") in _FREE_MAIL and not is_negated(sentence.text, match.start()):
            return _scam("free-mail-apply", sentence, match)
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
    Rule("fee, deposit, check, cheque, purchase, buy, card, reimburse, pay", payment_request),
    Rule(
        "telegram, whatsapp, signal, wechat, hangout, viber, t.me, wa.me, line app, discord",
        off_platform_chat,
    ),
    Rule(
        "social security, ssn, bank, routing, card, passport, of id, your id, licen",
        identity_documents,
    ),
    Rule("$, €, £, guaranteed, get rich, unlimited, double your, your own boss", too_good),
    Rule("@", free_mail_in_text),
)
