"""Tools that say what a job title means here, and which roles are close to it."""

import datetime as dt
from typing import Any, Literal

from django.urls import reverse
from pydantic import BaseModel, Field

from api.documents.figures import main_units
from api.documents.guides import GuideSummary, summarize_guide
from api.documents.jobs import absolute
from api.documents.occupations import OccupationSummary, summarize_occupation
from api.mcp.tool import Input, Named, Refused, tool
from api.mcp.tools.lookups import find_occupation
from careers.models import Edition
from careers.occupations import finding, labels
from careers.occupations.related import figures_note, with_figures
from careers.related_roles import related_roles
from careers.roles import guide_for
from jobs.search import results
from jobs.search.criteria import Criteria
from jobs.search.links import search_url
from occupations.models import Occupation

MOST = 5


class AskedRole(Input):
    role: Named = Field(description="A job title as people write it, or the slug of a guide or occupation.")


class RoleDocument(BaseModel):
    """What a title means here. ``occupation`` is null if the title names no single one; ``could_be`` are occupations that hold
    its words. ``open_jobs`` is what a search for the title finds; rounded if ``is_exact`` is false."""

    role: str
    guide: GuideSummary | None
    occupation: OccupationSummary | None
    could_be: list[OccupationSummary]
    open_jobs: int
    is_exact: bool
    jobs_url: str


def find_guide_of(role: str, *, now: dt.datetime) -> Edition | None:
    """Returns the live edition for a slug or a job title, None if there's none."""
    live = Edition.objects.live(now)
    edition = live.filter(guide__slug=role.lower()).first()
    if edition is None and (named := guide_for(role, now=now)):
        edition = live.filter(guide__slug=named.slug).first()
    return edition


@tool("Look up a role")
def get_role(asked: AskedRole, *, now: dt.datetime) -> RoleDocument:
    """Looks up a job title: our guide to it, the occupation of official statistics that it names, and how many jobs are open.
    Start here when somebody names a job title; then use get_guide, get_occupation, salary or search_jobs."""
    edition = find_guide_of(asked.role, now=now)
    occupation = find_occupation(asked.role)
    criteria = Criteria(q=asked.role)
    count = results.count(criteria, now=now)
    return RoleDocument(
        role=asked.role,
        guide=summarize_guide(edition) if edition else None,
        occupation=summarize_occupation(occupation) if occupation else None,
        could_be=[] if occupation else _similar(asked.role),
        open_jobs=count.rounded,
        is_exact=count.is_exact,
        jobs_url=absolute(search_url(criteria)),
    )


def _similar(role: str) -> list[OccupationSummary]:
    near = [one.pk for one in finding.matching(role)[:MOST]]
    found = Occupation.objects.listed().in_bulk(near)
    return [summarize_occupation(found[pk]) for pk in near]


# --- Related ------------------------------------------------------------------------------------------------------------


class RelatedRoleDocument(BaseModel):
    """A role close to another. ``kind`` says what its address leads to. ``closeness`` is O*NET's, for occupations. ``note``
    says if figures are of a wider group or another year. Pay is US dollars a year; null where it isn't published."""

    title: str
    url: str
    kind: Literal["guide", "occupation", "search"]
    closeness: str
    median_pay: float | int | None
    growth: float | None
    note: str


class RelatedRoles(BaseModel):
    """Roles that our guide names, then occupations that O*NET relates to the one that the title names."""

    role: str
    from_guide: list[RelatedRoleDocument]
    from_statistics: list[RelatedRoleDocument]


@tool("Find related roles")
def get_related_roles(asked: AskedRole, *, now: dt.datetime) -> RelatedRoles:
    """Finds roles close to a job title: those that our guide names, and those that people do similar work in by O*NET, with
    published pay and growth. For somebody who thinks about changing careers."""
    edition, occupation = find_guide_of(asked.role, now=now), find_occupation(asked.role)
    if edition is None and occupation is None:
        raise Refused(f"“{asked.role}” names no guide and no single occupation. get_role says what it could be.")
    return RelatedRoles(
        role=edition.title if edition else occupation.title if occupation else asked.role,
        from_guide=_of_guide(edition, now) if edition else [],
        from_statistics=_of_occupation(occupation) if occupation else [],
    )


def _of_guide(edition: Edition, now: dt.datetime) -> list[RelatedRoleDocument]:
    roles, _linked = related_roles(edition.document, now)
    return [
        RelatedRoleDocument(
            title=role.title,
            url=absolute(role.url),
            kind=_kind(role.url),
            closeness="",
            median_pay=None,
            growth=None,
            note="",
        )
        for role in roles
    ]


def _kind(url: str) -> Literal["guide", "occupation", "search"]:
    if "?" in url:
        return "search"
    return "occupation" if url.startswith(reverse("careers:occupations")) else "guide"


def _of_occupation(occupation: Occupation) -> list[RelatedRoleDocument]:
    tiers = {related.code: related.tier for related in occupation.document.onet.related}
    ranks = {related.code: related.rank for related in occupation.document.onet.related}
    found: list[Any] = sorted(with_figures(tiers), key=lambda one: ranks[one.code])
    return [
        RelatedRoleDocument(
            title=one.title,
            url=absolute(one.get_absolute_url()),
            kind="occupation",
            closeness=str(labels.TIERS[tiers[one.code]]),
            median_pay=main_units(one.median_pay, "USD"),
            growth=None if one.growth is None else float(one.growth),
            note=", ".join(filter(None, [figures_note(one), "pay is at least this" if one.pay_is_at_least else ""])),
        )
        for one in found
    ]


TOOLS = (get_role, get_related_roles)
