"""Related occupations in tiers, with their pay and growth."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from careers.display import money, percent
from careers.document import Passport
from careers.occupations import labels
from careers.occupations.moves import Move, Moves, draw_moves
from careers.occupations.passports import Sourced, older_pay
from occupations.facts import OccupationFacts
from occupations.models import Occupation
from occupations.sources import SOURCES, Key


@dataclass(frozen=True)
class RelatedOccupation:
    """``figures`` are its pay and growth in words; ``note`` says which of them are of a wider group."""

    title: str
    url: str
    figures: str
    note: str


@dataclass(frozen=True)
class Tier:
    name: str
    occupations: tuple[RelatedOccupation, ...]


@dataclass(frozen=True)
class RelatedSection:
    tiers: tuple[Tier, ...]
    picture: Moves | None
    undrawn: str
    sources: tuple[Sourced, ...]


def related_section(facts: OccupationFacts) -> RelatedSection | None:
    """Returns the listed occupations that O*NET relates to this one. One query."""
    tiers = {related.code: related.tier for related in facts.onet.related}
    ranks = {related.code: related.rank for related in facts.onet.related}
    found: list[Any] = sorted(with_figures(tiers), key=lambda occupation: ranks[occupation.code])
    if not found:
        return None
    moves = [
        Move(one.title, one.get_absolute_url(), tiers[one.code], one.median_pay) for one in found if has_exact_pay(one)
    ]
    own = facts.pay_in("US")
    is_comparable = own and not (own.wider or "median" in own.top_coded or older_pay(own.source, own.release))
    own_pay = own.median if own and is_comparable else None
    picture = draw_moves(facts.title, own_pay, moves)
    return RelatedSection(
        tiers=tuple(
            Tier(str(name), tuple(_related(one) for one in found if tiers[one.code] == tier))
            for tier, name in labels.TIERS.items()
            if any(tiers[one.code] == tier for one in found)
        ),
        picture=picture,
        undrawn=_undrawn(len(found) - len(moves)) if picture else "",
        sources=sources_of(facts, found),
    )


def with_figures(codes: Collection[str]) -> QuerySet[Any]:
    """Returns the listed occupations of these codes with what says how far their pay and growth can be compared."""
    return (
        Occupation.objects.listed()
        .filter(code__in=codes)
        .annotate(
            pay_is_wider=F("facts__pay__0__wider"),
            pay_source=F("facts__pay__0__source"),
            pay_release=F("facts__pay__0__release"),
            growth_is_wider=F("facts__outlook__wider"),
            growth_release=F("facts__outlook__release"),
        )
    )


def has_exact_pay(occupation: Any) -> bool:
    """Whether an occupation of `with_figures` has a median of its own code, of the same time as the others."""
    return bool(occupation.median_pay) and not (
        occupation.pay_is_at_least or occupation.pay_is_wider or _is_older(occupation)
    )


def figures_note(occupation: Any) -> str:
    """Says which of the figures of an occupation are of a wider group, and that its pay is of another time."""
    older = older_pay(occupation.pay_source, occupation.pay_release) if occupation.median_pay else ""
    return ", ".join(part for part in (_wider(occupation), older) if part)


def _related(occupation: Any) -> RelatedOccupation:
    pay, growth = occupation.median_pay, occupation.growth
    figures = []
    if pay:
        said = _("at least %(amount)s a year") if occupation.pay_is_at_least else _("%(amount)s a year")
        figures.append(said % {"amount": money(pay, "USD")})
    if growth is not None:
        figures.append(_("jobs %(rate)s") % {"rate": percent(growth)})
    figured = " · ".join(figures)
    return RelatedOccupation(occupation.title, occupation.get_absolute_url(), figured, figures_note(occupation))


def _is_older(occupation: Any) -> bool:
    return bool(older_pay(occupation.pay_source, occupation.pay_release))


def _wider(occupation: Any) -> str:
    pay = bool(occupation.median_pay and occupation.pay_is_wider)
    growth = bool(occupation.growth is not None and occupation.growth_is_wider)
    if pay and growth:
        return _("for a wider group")
    if pay:
        return _("pay for a wider group")
    return _("growth for a wider group") if growth else ""


def _undrawn(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)d occupation without an exact median of its own and of the same time isn’t drawn.",
        "%(count)d occupations without an exact median of their own and of the same time aren’t drawn.",
        count,
    ) % {"count": count}


def sources_of(facts: OccupationFacts, found: Sequence[Any]) -> tuple[Sourced, ...]:
    """Returns passports of the figures of all of them: each figure is of the occupation's own code."""
    pay = {(Key(one.pay_source), one.pay_release): _("median of annual wages") for one in found if one.median_pay}
    growth = {(Key.PROJECTIONS, one.growth_release): _("projected growth") for one in found if one.growth is not None}
    relation = {(facts.onet.source, facts.onet.release): _("occupations by what people do, know and are called")}
    return tuple(
        source_of_rows(f"related-{at}", key, release, measure)
        for at, ((key, release), measure) in enumerate([*pay.items(), *growth.items(), *relation.items()], start=1)
    )


def source_of_rows(kind: str, key: Key, release: str, measure: str, *, about: str = "") -> Sourced:
    """Returns the passport of figures that each have a row of their own in a release, with the anchor ``source-kind``."""
    name = f"{SOURCES[key].title}, {release}"
    return Sourced(f"source-{kind}", f"{name} ({about})" if about else name, _passport(key, release, measure))


def _passport(key: Key, release: str, measure: str) -> Passport:
    """Returns the passport of figures that are each from a row of their own."""
    source = SOURCES[key]
    return Passport(
        basis="published",
        publisher=f"{source.publisher}, {source.title}",
        release=release,
        occupation_code=_("the code of each occupation"),
        area=source.area,
        measure=measure,
        url=source.url,
    )
