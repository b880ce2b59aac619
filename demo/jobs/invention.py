"""Invents one job: text, source and history."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from demo.jobs import grammar
from demo.jobs.descriptions import describe
from demo.jobs.grammar import NAMES, Dice, rank
from demo.jobs.material import Employer, Fault, Place, Role, employer, material
from jobs.job_data import JobData
from jobs.lifecycle import Closed
from jobs.pay import PERIODS_A_YEAR, Pay
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, PayPeriod, Workplace, WorkType
from toolkit import money
from toolkit.rich_text import RichText

TOLD_IN_FULL = 5_000  # jobs below this number have a history, copies at other sources, and pass the rules one by one
SPAN = dt.timedelta(days=45)
FAULTY = 0.12
_LEVELS = (Level.MIDWEIGHT, Level.SENIOR, Level.ANY, Level.ENTRY)
_LEVEL_WEIGHTS = (36, 28, 24, 12)
_PREFIXES = {Level.SENIOR: ("Senior", "Lead", "Senior", "Principal"), Level.ENTRY: ("Junior", "Associate")}
_WORTH = {Level.ENTRY: 0.75, Level.SENIOR: 1.3, Level.DIRECTOR: 1.7, Level.EXECUTIVE: 2.2}


@dataclass(frozen=True)
class Draft:
    """``employer`` and ``copy_of`` are numbers: of the employer, and of the job that this one is a copy of."""

    number: int
    employer: int
    posting: JobData
    fault: str
    published_at: dt.datetime
    expires_at: dt.datetime
    closed: Closed
    closed_at: dt.datetime | None
    copy_of: int | None = None


def draft(number: int, *, seed: int, now: dt.datetime) -> Draft:
    """Job ``number`` of a seed, as it is at ``now``."""
    dice = grammar.dice(seed, number)
    if _is_copy(number):
        original = number - 1 - dice.randrange(10)
        return _copy(draft(original, seed=seed, now=now), number, dice, now)
    return _original(number, dice, now)


def _is_copy(number: int) -> bool:
    return number % 12 == 11 and number < TOLD_IN_FULL


def _copy(original: Draft, number: int, dice: Dice, now: dt.datetime) -> Draft:
    """The same opening at another source, a little later and with its own address."""
    published = min(original.published_at + dt.timedelta(hours=dice.randint(2, 40)), now - dt.timedelta(minutes=5))
    return replace(original, number=number, published_at=published, copy_of=original.number)


def _original(number: int, dice: Dice, now: dt.datetime) -> Draft:
    stock = material()
    guided = number % 5 < 2 and number < TOLD_IN_FULL
    role = stock.guided[number // 5 * 2 % 12 + number % 5] if guided else stock.roles[rank(dice, len(stock.roles), 4)]
    # The number of employers grows with the number of jobs, as on a real board.
    at = rank(dice, len(stock.employers) + max(0, number - TOLD_IN_FULL) // 25, 10)
    place = _place(dice, in_dollars=guided)
    fault = _fault(place, dice) if dice.random() < FAULTY and not guided else None
    published = now - dt.timedelta(seconds=int(SPAN.total_seconds() * dice.random() ** 1.15))
    closed, closed_at = _closing(published, now, dice)
    return Draft(
        number=number,
        employer=at,
        posting=_posting(number, role, employer(at), place, fault, guided, dice),
        fault=fault.name if fault else "",
        published_at=published,
        expires_at=published + dt.timedelta(days=dice.randint(30, 60)),
        closed=closed,
        closed_at=closed_at,
    )


def _posting(
    number: int, role: Role, company: Employer, place: Place, fault: Fault | None, guided: bool, dice: Dice
) -> JobData:
    stock, trade = material(), role.trade
    title, level, types = _title(role, guided, dice)
    pay = _pay(role, level, types, place, dice) if guided or dice.random() < 0.68 else None
    areas = dice.sample(trade.areas, 3)
    tools = dice.sample(trade.tools, min(dice.randint(3, 7), len(trade.tools)))
    words = _words(role, company, dice) | {"area": areas, "tool": tools, "pay": (str(pay),)}
    terms = [
        grammar.fill(dice.choice(sentences), words, dice)
        for sentences in (place.says, stock.sentences["stated_pay" if pay else "unstated_pay"])
    ]
    aside = grammar.fill(dice.choice(fault.says), words, dice) if fault else ""
    mail = fault.mail if fault else ""
    return JobData(
        title=title,
        company=company.name,
        company_site=company.site,
        description=RichText(describe(trade=trade, words=words, terms=terms, aside=aside, dice=dice)),
        industries=(trade.industry, trade.near) if dice.random() < 0.15 else (trade.industry,),
        place=dice.choice(place.labels),
        workplace=Workplace.REMOTE if place.labels[0] else Workplace.UNSTATED,
        tags=fault.tags if fault else (),
        regions=place.regions,
        timezone=place.zone if dice.random() < 0.35 else None,
        types=types,
        level=level,
        skills=tuple(tools),
        pay=pay,
        apply_url="" if mail else f"{company.site}/jobs/{number}",
        apply_email=mail,
        source_url=f"{company.site}/jobs/{number}",
    )


def _words(role: Role, company: Employer, dice: Dice) -> dict[str, Sequence[str]]:
    return {
        **material().words,
        "company": (company.name,),
        "trade": (company.trade,),
        "customers": (company.customers,),
        "product": (company.product,),
        "title": (role.title,),
        "department": (str(INDUSTRIES[role.trade.industry].name).lower(),),
        "project": [grammar.name(rank(dice, NAMES, 40)) for _ in range(3)],
    }


def _title(role: Role, guided: bool, dice: Dice) -> tuple[str, Level, tuple[str, ...]]:
    """Title, level and types belong together."""
    if not guided and dice.random() < 0.06:
        title = dice.choice(role.trade.leaders)
        is_chief = title.startswith(("Chief", "VP", "General"))
        return title, Level.EXECUTIVE if is_chief else Level.DIRECTOR, (WorkType.FULL_TIME,)
    level = dice.choices(_LEVELS, _LEVEL_WEIGHTS)[0]
    if level == Level.ENTRY and dice.random() < 0.3:
        return f"{role.title} Intern", level, (WorkType.INTERNSHIP,)
    prefix = f"{dice.choice(_PREFIXES[level])} " if level in _PREFIXES else ""
    area = dice.choice(role.trade.areas).removeprefix("the ")
    suffix = f", {area[:1].upper()}{area[1:]}" if dice.random() < 0.3 else ""
    types = dice.choices(
        ((WorkType.FULL_TIME,), (WorkType.CONTRACT,), (WorkType.PART_TIME,), (WorkType.FREELANCE,),
         (WorkType.FULL_TIME, WorkType.PART_TIME)),
        (70, 11, 8, 7, 4),
    )[0]  # fmt: skip
    return prefix + role.title + suffix, level, types


def _pay(role: Role, level: Level, types: Sequence[str], place: Place, dice: Dice) -> Pay:
    if WorkType.FREELANCE in types:
        period = PayPeriod.HOUR
    elif WorkType.CONTRACT in types:
        period = dice.choice((PayPeriod.HOUR, PayPeriod.DAY, PayPeriod.YEAR))
    elif WorkType.INTERNSHIP in types:
        period = dice.choice((PayPeriod.HOUR, PayPeriod.MONTH))
    else:
        period = PayPeriod(place.period or dice.choices((PayPeriod.YEAR, PayPeriod.MONTH), (92, 8))[0])
    worth = _WORTH.get(level, 1.0) * place.rate * dice.uniform(0.92, 1.1) * 1000 / PERIODS_A_YEAR[period]
    spread = 1.55 if dice.random() < 0.06 else dice.uniform(0.85, 1.0)
    low = _minor(role.low * worth, place.currency)
    high = max(low, _minor(role.high * worth * spread, place.currency))
    one_end = dice.random()
    return Pay(
        None if 0.03 < one_end < 0.06 else low, None if one_end < 0.03 else high, place.currency, period
    )  # fmt: skip


def _minor(amount: float, currency: str) -> int:
    """``amount`` rounded as people do: to two and a half digits, then zeros."""
    step = Decimal(10) ** (math.floor(math.log10(amount)) - 1) / 2
    return money.to_minor(round(Decimal(amount) / step) * step, currency)


def _place(dice: Dice, *, in_dollars: bool) -> Place:
    stock = material()
    while True:
        place: Place = dice.choices(stock.places, stock.place_weights)[0]
        if not in_dollars or (place.currency == "USD" and place.regions) or dice.random() < 0.1:
            return place


def _fault(place: Place, dice: Dice) -> Fault | None:
    """A fault that is possible at this place; none if the place has no regions, so the job isn't labeled as remote."""
    fitting = [f for f in material().faults if place.regions and (not f.places or place.regions[0] in f.places)]
    return dice.choice(fitting) if fitting else None


def _closing(published: dt.datetime, now: dt.datetime, dice: Dice) -> tuple[Closed, dt.datetime | None]:
    closed = dice.choices((Closed.OPEN, Closed.FILLED, Closed.GONE, Closed.EMPLOYER), (93, 4, 2, 1))[0]
    return closed, None if closed == Closed.OPEN else published + (now - published) * dice.uniform(0.3, 1.0)
