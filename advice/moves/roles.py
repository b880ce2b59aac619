"""Occupations as steps of a career: figures, what they ask for, and which occupations they lead to."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F
from django.urls import reverse

from advice.moves.overlap import Work
from careers.occupations import labels
from careers.occupations.related import figures_note, has_exact_pay, with_figures
from jobs.models import Job
from occupations.facts import Related


@dataclass(frozen=True)
class Role:
    """An occupation on the way. ``pay``: the median in cents a year, only ``is_exact`` if it can be compared with others;
    ``note`` says what its figures cover; ``leads_to``: related occupations by code, the closest first."""

    code: str
    pk: int
    title: str
    slug: str
    url: str
    pay: int | None
    pay_is_at_least: bool
    is_exact: bool
    growth: Decimal | None
    growth_is_wider: bool
    note: str
    education: str
    leads_to: tuple[Related, ...]
    work: Work | None
    row: Any

    @property
    def moves_url(self) -> str:
        return reverse("advice:moves", args=[self.slug])


def roles_of(codes: Collection[str], *, with_work: bool = False) -> dict[str, Role]:
    """Returns the listed occupations of these codes. One query."""
    rows = with_figures(codes).annotate(
        leads_to=F("facts__onet__related"), education_named=F("facts__outlook__education")
    )
    if with_work:
        rows = rows.annotate(
            onet_skills=F("facts__onet__skills"),
            onet_knowledge=F("facts__onet__knowledge"),
            onet_tools=F("facts__onet__tools"),
        )
    return {row.code: _role(row, with_work) for row in rows} if codes else {}


def _role(row: Any, with_work: bool) -> Role:
    related = sorted((Related.model_validate(one) for one in row.leads_to or ()), key=lambda one: one.rank)
    education = row.education_named or ""
    return Role(
        code=row.code,
        pk=row.pk,
        title=row.title,
        slug=row.slug,
        url=row.get_absolute_url(),
        pay=row.median_pay,
        pay_is_at_least=row.pay_is_at_least,
        is_exact=has_exact_pay(row),
        growth=row.growth,
        growth_is_wider=bool(row.growth_is_wider),
        note=figures_note(row),
        education=str(labels.EDUCATION.get(education, education)),
        leads_to=tuple(related),
        work=Work.of(row.onet_skills or (), row.onet_knowledge or (), row.onet_tools or ()) if with_work else None,
        row=row,
    )


def openings_of(roles: Collection[Role]) -> dict[str, int]:
    """Returns how many open jobs on the site are surely of each occupation, by code. One query."""
    codes = {role.pk: role.code for role in roles}
    counted = Job.objects.leading().with_sure_occupation().filter(occupation__in=codes).order_by()
    rows = counted.values("occupation_id").annotate(number=Count("pk"))
    return {codes[row["occupation_id"]]: row["number"] for row in rows}
