"""Reads pay that an employer wrote in words: ``€65k - €75k``, ``ab 60.000 € brutto/Jahr``, ``CAD 170k–200k``.

A wrong figure is worse than none: whatever isn't certain raises ``Unreadable``, and the job shows the employer's own words
instead. A reading needs one amount or range with nothing else that could be an amount, one currency, and one period. Words
about other money (bonus targets, net pay, pay for a project) are never read. ``tests/feeds/importing/corpus`` has the labeled
set that these rules were measured with.
"""

import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal, InvalidOperation

from feeds.sources.base import FeedPay
from feeds.sources.values import Unreadable, currencies, quoted
from jobs.vocabulary.kinds import PayPeriod

_MOST = 200  # characters; longer words are prose
_HIGHEST_TO_LOWEST = 5  # a wider range has lost or gained a "k"
# Without a period, pay in these currencies can only be a year's from this amount on, in main units. Up to the highest one:
# beyond it, it's a budget or a valuation.
_STRONG = frozenset({"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD"})
_LEAST_YEARLY, _MOST_YEARLY = 20_000, 900_000

# --- Currencies

_SIGNS = {
    "us$": "USD", "ca$": "CAD", "c$": "CAD", "au$": "AUD", "a$": "AUD", "nz$": "NZD", "sg$": "SGD", "s$": "SGD", "hk$": "HKD",
    "mx$": "MXN", "r$": "BRL", "nt$": "TWD", "€": "EUR", "£": "GBP", "₹": "INR", "₱": "PHP", "zł": "PLN", "₪": "ILS",
    "₴": "UAH", "₩": "KRW", "₺": "TRY", "euros": "EUR", "euro": "EUR", "us dollars": "USD", "canadian dollars": "CAD",
    "australian dollars": "AUD", "pounds": "GBP", "zlotych": "PLN",
}  # fmt: skip
# Signs of several currencies, by the only places of a job that decide them.
_SHARED = {
    "$": {"united-states": "USD"},
    "kr": {"norway": "NOK", "sweden": "SEK", "denmark": "DKK", "iceland": "ISK"},
    "¥": {"japan": "JPY", "china": "CNY"},
}
# Codes that are read in small letters: no word of the seven languages is written like one of them.
_SMALL = frozenset({
    "usd", "eur", "gbp", "chf", "cad", "aud", "nzd", "sgd", "inr", "pln", "sek", "nok", "dkk", "czk", "huf", "brl", "mxn", "zar",
    "jpy", "hkd", "aed", "php", "krw", "cny",
})  # fmt: skip
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "TWD"})
_USD_ELSEWHERE = re.compile(r"\bUSD\b|\bUS\$|\bU\.?S\.? dollars?\b")

# --- Periods

_OF = r"(?:(?<![^\W\d_])(?:per|an?|pro|par|por|za|na|im|am|al|je)\s+|/\s*|(?<![^\W\d_])de l['’]\s*)"
_PERIODS = {
    PayPeriod.HOUR: rf"{_OF}(?:hours?|hr|h|std\.?|stunde|heure|hora|uur|uren|godz\.?|godzin[ęe])\b"
    r"|\b(?:hourly|hr|stundenlohn|hour rate)\b",
    PayPeriod.DAY: rf"{_OF}(?:day|d|tag|jour|día|dia|dag|dzień|dzien)\b|\b(?:daily|day rate|tagessatz|tjm|dagtarief|dziennie)\b",
    PayPeriod.WEEK: rf"{_OF}(?:week|wk|woche|semaine|semana|tydzień)\b|\b(?:weekly|wöchentlich)\b",
    PayPeriod.MONTH: rf"{_OF}(?:month|mo|monat|mois|mes|mês|maand|miesiąc|mies\.?|mth)\b"
    r"|\b(?:monthly|monatlich\w*|mensuel\w*|mensual\w*|mensal|mensais|miesięcznie|maandelijks)\b",
    PayPeriod.YEAR: rf"{_OF}(?:year|yr|annum|jahr|an|año|ano|jaar|rok|år|y)\b|\bp\.? ?[aj]\b\.?"
    r"|\b(?:yearly|annual(?:ly)?|jährlich\w*|\w*jahresgehalt|annuel\w*|anual\w*|anuais|rocznie|jaarlijks)\b",
}  # fmt: skip
_PERIOD_WORDS = {period: re.compile(words) for period, words in _PERIODS.items()}
_ANY_PERIOD = re.compile("|".join(_PERIODS.values()))
_RATE_OF_ANOTHER = re.compile(r"(?:\b(?:per|pro|par|por)\s+|/\s*)([^\W\d_]{2,})")

# --- What is beside the pay, and what makes it something else

_BESIDE = (
    r"\d[\d.,]*\s*(?:%|percent)(?:\s*(?:-|to|bis)\s*\d[\d.,]*\s*(?:%|percent))?",
    r"\b401 ?\(?k\)?",
    r"\bw-?2\b|\b1099\b|\bb2b\b|\bir ?35\b",
    r"\b\d{1,2}(?:[.,]\d)?\s*(?:h|hrs?|hours?|stunden|std|heures|horas|uur|godzin)\.?\s*(?:per|a|/|pro|par|por|die|each)\s*"
    r"(?:week|wk|woche|semaine|semana)\b",
    r"\b\d{1,2}\s*(?:days?|tage|jours|días|dias|dagen|dni)\b(?:\s*(?:of\s+)?(?:holidays?|vacation|annual leave|pto|urlaub|off"
    r"|de congés|vacaciones|férias|vakantie|urlopu))",
    r"\bpaid (?:bi-?weekly|weekly|monthly|hourly)\b",
)  # fmt: skip
_BESIDE_WORDS = re.compile(rf"(?:(?:\+|\bplus)\s*)?(?:{'|'.join(_BESIDE)})")
_OTHER_MONEY = re.compile(
    r"\b(?:ote|on[ -]target|tc|total (?:comp(?:ensation)?|rewards?|package)|net|nett|netto|neto|netos|nets|nette|l[íi]quidos?"
    r"|na rękę|pro[ -]?rata|fte|sign(?:ing)?[ -]?(?:on)?|relocation|reloc|budget|stipend|gift|voucher"
    r"|project|fixed[ -]price|one[ -]off"
    r"|inkl\.? bonus|incl(?:uding|\.)? (?:bonus|commission)|x ?1[234]|1[234](?:[ -](?:mal|pagas|times|salaries|months))"
    r"|bi-?weekly|fortnight\w*|semi-?monthly|every (?:two|other)|quincena\w*|tier|grade|level|zone"
    r"|raised|series|revenue|arr|funding|minijob|o\.?b\.?v|usdt|usdc|btc|eth|tokens?)\b"
    r"|[~≈?]|\b(?:circa|ca\.|c\.|about|around|approx\w*|roughly|environ|unos|cerca de|około|ok\.|not (?:less|more))"
)
# In the same clause as the amount, these say that it's something beside the pay.
_SUPPLEMENT = re.compile(
    r"\b(?:bonus\w*|commissions?|equity|shares?|stock|options|equipment|wellness|learning|training|education|allowance|expenses"
    r"|reimburse\w*|provision\w*|prämie|prime|zuschuss|subs[íi]dio|premia|premie|tickets?|coworking|internet)\b"
)
_CLAUSE = re.compile(r"[;,+&()]|\b(?:plus|and|with|zzgl|mit|más|mais|com|con|avec|oraz)\b")
_OR_MORE = re.compile(
    r"\s*(?:upwards?|and (?:up|above)|or more|min(?:imum)?\b|oder mehr|aufwärts|y más|o más|ou plus|ou mais)"
)
_LOW_ONLY = re.compile(
    r"(?:\b(?:from|ab|starting (?:at|from)|starts at|at least|min(?:imum|\.)?|mindestens|à partir de|a partir de|desde|dès|vanaf"
    r"|minstens|od|upwards of)\s*:?\s*)$"
)
_HIGH_ONLY = re.compile(
    r"(?:\b(?:up to|upto|max(?:imum|imal|\.)?|bis(?: zu)?|jusqu['’ ]?(?:à|a)|hasta|até|tot|do)\s*:?\s*)$"
)
_BETWEEN = re.compile(r"(?:-|to|bis|à|a|al|até|hasta|jusqu['’]à|tot|do|up to|and|und|et|y|e|en|i)")
_ONLY_BETWEEN = re.compile(r"(?:and|und|et|y|e|en|i)")
_BETWEEN_BEFORE = re.compile(r"\b(?:between|zwischen|entre|tussen|między|pomiędzy)\s*$")

# --- Amounts

_FIGURE = r"\d{1,3}(?:[.,'’ ]\d{2,3})*(?:[.,'’ ]\d{3})(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_SIGN = "|".join(re.escape(sign) for sign in sorted({*_SIGNS, "$", "kr", "¥"}, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?P<figure>{_FIGURE})(?:[,.]-)?\s?(?P<times>k(?![^\W\d_])|tys\.?(?!\w)|mil\b|lpa\b)?(?P<plus>\s*\+(?!\s*\+))?"
)
_MONEY_SIGN = re.compile(rf"(?<![^\W\d_])(?:{_SIGN})(?![^\W_])|(?<![^\W\d_])(?:{_SIGN})(?=\d)|(?<=\d)\s?(?:€|£|zł)")
_CODE = re.compile(r"(?<![^\W\d_])(?:[A-Z]{3}|[a-z]{3})(?![^\W\d_])")


def read_pay(words: str, *, regions: Collection[str] = (), elsewhere: str = "") -> FeedPay:
    """The pay that ``words`` state. ``regions`` are the places where applicants can live, ``elsewhere`` is the job's other
    text: both can decide what a bare ``$`` means. Raises ``Unreadable``."""
    if len(words) > _MOST:
        raise Unreadable(f"is too long to be a range: {quoted(words)}")
    written = (
        " ".join(unicodedata.normalize("NFKC", words).split()).replace("–", "-").replace("—", "-").replace("−", "-")
    )
    unit, rest = _currency(written, regions, elsewhere)
    rest = _BESIDE_WORDS.sub(" ; ", rest)
    if found := _OTHER_MONEY.search(rest):
        raise Unreadable(f"isn't plain pay (“{found[0].strip()}”): {quoted(words)}")
    low, high, per, plain = _range(rest, words)
    per = per or _period(plain, words)
    if per is None:
        amounts = [end for end in (low, high) if end is not None]
        if unit not in _STRONG or not all(_LEAST_YEARLY <= end <= _MOST_YEARLY for end in amounts):
            raise Unreadable(f"has no period: {quoted(words)}")
        per = PayPeriod.YEAR
    return FeedPay(low, high, unit, str(per.value))


def _currency(written: str, regions: Collection[str], elsewhere: str) -> tuple[str, str]:
    """The only currency of the words, and the words in small letters without it. Raises ``Unreadable``."""
    found: set[str] = set()
    bare: set[str] = set()

    def take_code(match: re.Match[str]) -> str:
        code = match[0].upper()
        if code not in currencies() or (match[0].islower() and match[0] not in _SMALL):
            return match[0]
        found.add(code)
        return " "

    def take_sign(match: re.Match[str]) -> str:
        sign = match[0].strip()
        (bare if sign in _SHARED else found).add(_SIGNS.get(sign, sign))
        return " "

    written = re.sub(r"(\d)\s?(?:T(?=\s?(?:€|EUR\b))|[kK](?=\s?[€$£]))", r"\1k ", written)
    rest = _CODE.sub(take_code, written).casefold()
    rest = _MONEY_SIGN.sub(take_sign, rest)
    if re.search(r"\blpa\b", rest):
        found.add("INR")
    if bare == {"$"} and not found and _names_usd_only(elsewhere):
        return "USD", rest
    if len(bare) > 1 or len(found) > 1 or (found and bare and not (bare == {"$"} and found <= _DOLLARS)):
        raise Unreadable(f"has more than one currency: {quoted(written)}")
    if bare and not found:
        places = set(regions)
        found = {_SHARED[next(iter(bare))].get(next(iter(places)), "")} - {""} if len(places) == 1 else set()
    if len(found) != 1:
        raise Unreadable(f"doesn't have a single currency: {quoted(written)}")
    return found.pop(), rest


def _names_usd_only(text: str) -> bool:
    named = {code for code in _CODE.findall(text) if code in _DOLLARS}
    return bool(_USD_ELSEWHERE.search(text)) and named <= {"USD"}


def _range(rest: str, words: str) -> tuple[Decimal | None, Decimal | None, PayPeriod | None, str]:
    """The ends of the only range, its period if its unit says it, and the words without the amounts."""
    amounts = list(_AMOUNT.finditer(rest))
    if not 1 <= len(amounts) <= 2:
        raise Unreadable(f"isn't a single range: {quoted(words)}")
    first, last = amounts[0], amounts[-1]
    around = rest[: first.start()], rest[last.end() :]
    plain = " ; ".join((around[0], rest[first.end() : last.start()] if len(amounts) == 2 else "", around[1]))
    if re.search(r"\d", plain) or re.match(r"\s?(?:m|mm|mn|mio|million\w*|bn|b|lakh\w*|l|cr)\b", around[1]):
        raise Unreadable(f"isn't a single range: {quoted(words)}")
    # "120k+" is open; in "120k + equity", the plus belongs to what follows; "120k+ equity" can be either.
    is_open = bool(last["plus"]) and not re.match(r"\s*[^\W\d_]", _ANY_PERIOD.sub(";", around[1]))
    is_either = bool(last["plus"]) and not is_open and not rest[last.end() - 2].isspace()
    after = f"+{around[1]}" if last["plus"] else around[1]
    clause = f"{_CLAUSE.split(around[0])[-1]} {_CLAUSE.split(after)[0]}"
    if is_either or _SUPPLEMENT.search(clause):
        raise Unreadable(f"isn't plain pay: {quoted(words)}")
    per = PayPeriod.YEAR if "lpa" in (first["times"], last["times"]) else None
    times = [amount["times"] or "" for amount in amounts]
    figures = [_figure(amount["figure"], words) for amount in amounts]
    if len(amounts) == 2:
        _check_between(rest[first.end() : last.start()], rest[: first.start()], words)
        if times[1] and not times[0] and figures[0] < 1000:
            times[0] = times[1]
        if first["plus"] or is_open:
            raise Unreadable(f"isn't a single range: {quoted(words)}")
    ends = [_times(figure, by) for figure, by in zip(figures, times, strict=True)]
    if any(not end for end in ends):
        raise Unreadable(f"isn't an amount of money: {quoted(words)}")
    if len(ends) == 2:
        _check_width(ends[0], ends[1], words)
        return ends[0], ends[1], per, plain
    before = around[0].rstrip() + " "
    is_least = is_open or bool(_LOW_ONLY.search(before)) or bool(_OR_MORE.match(around[1]))
    is_most = bool(_HIGH_ONLY.search(before)) or bool(re.match(r"\s*max\b", around[1]))
    if is_least and is_most:
        raise Unreadable(f"isn't a single range: {quoted(words)}")
    return None if is_most else ends[0], None if is_least else ends[0], per, plain


def _check_width(low: Decimal, high: Decimal, words: str) -> None:
    if low > high:
        raise Unreadable(f"has its maximum below its minimum: {quoted(words)}")
    if high > _HIGHEST_TO_LOWEST * low:
        raise Unreadable(f"has a range that's too wide to be true: {quoted(words)}")


def _check_between(between: str, before: str, words: str) -> None:
    said = _ANY_PERIOD.sub(" ", between).strip(" ;")
    said = re.sub(r"\b(?:brutto|bruto|brut|brutos|gross)\b", "", said).strip()
    if not _BETWEEN.fullmatch(said) or (_ONLY_BETWEEN.fullmatch(said) and not _BETWEEN_BEFORE.search(before)):
        raise Unreadable(f"isn't a single range: {quoted(words)}")


def _figure(digits: str, words: str) -> Decimal:
    """A figure with any marks for thousands and decimals."""
    plain = re.sub(r"[ '’]", "", digits)
    point = max(plain.rfind("."), plain.rfind(","))
    # A mark before three digits separates thousands, and so does one that occurs twice: pay has no three decimals.
    has_fraction = point >= 0 and len(plain) - point != 4 and plain.count(plain[point]) == 1
    whole, fraction = (plain[:point], plain[point + 1 :]) if has_fraction else (plain, "")
    try:
        return Decimal(f"{re.sub('[.,]', '', whole)}.{fraction or 0}").normalize()
    except InvalidOperation as error:
        raise Unreadable(f"isn't an amount of money: {quoted(words)}") from error


def _times(figure: Decimal, by: str) -> Decimal:
    found = figure * (100_000 if by == "lpa" else 1000 if by else 1)
    return Decimal(int(found)) if found == int(found) else found


def _period(plain: str, words: str) -> PayPeriod | None:
    """The only period that the words name. Raises ``Unreadable`` for two, and for a rate of anything else."""
    said = {period for period, pattern in _PERIOD_WORDS.items() if pattern.search(plain)}
    if len(said) > 1:
        raise Unreadable(f"has more than one period: {quoted(words)}")
    if found := _RATE_OF_ANOTHER.search(_ANY_PERIOD.sub(" ", plain)):
        raise Unreadable(f"is paid per {found[1]}: {quoted(words)}")
    return said.pop() if said else None
