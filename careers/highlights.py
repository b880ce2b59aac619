"""Selects guides for the home page, each with the published wages of its occupation drawn on one scale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F

from careers.models import Edition
from careers.models.edition import EditionQuerySet
from careers.occupations.beside_guides import whose_figure
from occupations.facts import Pay
from occupations.wages import published_wages

SHOWN = 4
WIDTH = 300  # units of the drawing


@dataclass(frozen=True)
class Highlight:
    """A guide and its occupation's wages. ``whole`` (10th to 90th percentile) and ``middle`` (25th to 75th) are start and
    width in the drawing, ``median`` is a position; an end that wasn't published reaches the edge. ``whose`` says which occupation
    the wages are for."""

    edition: Edition
    wage: Pay
    whole: tuple[int, int]
    middle: tuple[int, int]
    median: int
    whose: str


def with_occupation(editions: EditionQuerySet) -> EditionQuerySet:
    """Adds the occupation's code, and how well it fits, to each edition, as `highlights` needs it."""
    return editions.annotate(code=F("document_data__occupation__code"), match=F("document_data__occupation__match"))


def highlights(editions: Sequence[Edition], preferred: Sequence[Edition]) -> list[Highlight]:
    """Returns the first guides (`with_occupation`) whose occupation has a published median, ``preferred`` ones before the
    others. One query."""
    rank = {edition.pk: at for at, edition in enumerate(preferred)}
    ordered = sorted(editions, key=lambda edition: rank.get(edition.pk, len(rank)))
    coded = [(edition, edition.code) for edition in ordered]  # type: ignore[attr-defined]  # with_occupation()
    codes = [code for _edition, code in coded if code]
    wages = {code: wage for code, wage in published_wages(codes).items() if wage.median is not None}
    found = [(edition, wages[code]) for edition, code in coded if code in wages][:SHOWN]
    top = max(_figures(wage for _edition, wage in found), default=0)
    return [_drawn(edition, wage, top) for edition, wage in found]


def _figures(wages: Iterable[Pay]) -> Iterable[int]:
    for wage in wages:
        yield from (amount for amount in (wage.median, wage.p75, wage.p90) if amount)


def _drawn(edition: Edition, wage: Pay, top: int) -> Highlight:
    def at(amount: int | None, otherwise: int) -> int:
        return otherwise if amount is None else round(WIDTH * amount / top)

    first, last = at(wage.p10, 0), at(wage.p90, WIDTH)
    start, end = at(wage.p25, first), at(wage.p75, last)
    whose = whose_figure(wage.title, edition.match, wider=wage.wider)  # type: ignore[attr-defined]  # with_occupation()
    return Highlight(edition, wage, (first, last - first), (start, end - start), at(wage.median, 0), whose)
