"""Builds the page of moves from an occupation: the picture of steps, the closest moves, and all related ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advice.moves.drawing import Drawing, column_name, draw_steps
from advice.moves.overlap import SHOWN, Overlap, overlap_of
from advice.moves.roles import Role, openings_of, roles_of
from advice.moves.steps import Step, steps_from
from careers.display import money, percent, share
from careers.occupations import labels
from careers.occupations.passports import Sourced
from careers.occupations.related import source_of_rows, sources_of
from occupations.models import Occupation
from occupations.sources import Key

CLOSEST = 3  # moves that are shown as cards
FEWEST = 3  # moves with figures that make a page for search engines


@dataclass(frozen=True)
class Move:
    """A move to a related occupation. Differences are empty where the figures can't be compared."""

    role: Role
    tier: str
    pay: str
    pay_difference: str
    growth: str
    growth_difference: str
    openings: int
    overlap: Overlap | None

    @property
    def carries(self) -> tuple[str, ...]:
        return self.overlap.carries[:SHOWN] if self.overlap else ()

    @property
    def learns(self) -> tuple[str, ...]:
        return self.overlap.learns[:SHOWN] if self.overlap else ()

    @property
    def tools_carry(self) -> tuple[str, ...]:
        return self.overlap.tools_carry[:SHOWN] if self.overlap else ()

    @property
    def tools_learn(self) -> tuple[str, ...]:
        return self.overlap.tools_learn[:SHOWN] if self.overlap else ()

    @property
    def shared(self) -> str:
        """How many of the skills and kinds of knowledge that are important there are important here, too."""
        if not self.overlap or not self.overlap.asked:
            return ""
        return _("%(carried)d of %(asked)d") % {"carried": len(self.overlap.carries), "asked": self.overlap.asked}


@dataclass(frozen=True)
class Path:
    """An occupation ahead with those that follow it, for the text below the picture."""

    role: Role
    name: str
    figure: str
    next: tuple["Path", ...]


@dataclass(frozen=True)
class MovesPage:
    occupation: Occupation
    start: Role
    moves: tuple[Move, ...]
    picture: Drawing | None
    paths: tuple[Path, ...]
    sources: tuple[Sourced, ...]

    @property
    def title(self) -> str:
        return self.occupation.title

    @property
    def closest(self) -> tuple[Move, ...]:
        return self.moves[:CLOSEST]

    @property
    def has_openings(self) -> bool:
        """Whether any of the moves has open jobs here: a column of zeros says nothing."""
        return any(move.openings for move in self.moves)

    @property
    def is_thin(self) -> bool:
        """Whether there is too little to send anybody here from a search engine."""
        return sum(bool(move.pay or move.growth) for move in self.moves) < FEWEST

    @cached_property
    def lead(self) -> str:
        """Says how many moves there are, and how many of them pay more."""
        count = len(self.moves)
        said = ngettext(
            "%(count)d occupation is close to this one.", "%(count)d occupations are close to this one.", count
        ) % {"count": count}
        if not self.start.is_exact:
            return said
        more = sum(move.role.is_exact and (move.role.pay or 0) > (self.start.pay or 0) for move in self.moves)
        paying = ngettext(
            "%(count)d has a higher median pay in the United States.",
            "%(count)d have a higher median pay in the United States.",
            more,
        )
        return f"{said} {paying % {'count': more}}" if more else said

    @property
    def description(self) -> str:
        said = _("Career moves from %(title)s: what carries over, what to learn, pay and openings.") % {
            "title": self.title
        }
        return f"{said} {self.lead}"[:300]

    @property
    def own_pay(self) -> str:
        return pay_words(self.start)

    @property
    def unrated(self) -> str:
        """Says why nothing can be said of skills and knowledge."""
        if self.start.work and self.start.work.rated:
            return ""
        return _("O*NET hasn't rated skills or knowledge for this occupation, so we only compare software.")


def page_of(occupation: Occupation) -> MovesPage | None:
    """Returns the page of an occupation; None if O*NET relates it to none that we list. Four queries at most."""
    codes = {one.code for one in occupation.document.onet.related}
    known = roles_of({occupation.code, *codes}, with_work=True)
    start = known.pop(occupation.code, None)
    if start is None or not known:
        return None
    steps = steps_from(start, known) if start.is_exact else ()
    openings = openings_of(known.values())
    near = [(one, known[one.code]) for one in start.leads_to if one.code in known]
    return MovesPage(
        occupation=occupation,
        start=start,
        moves=tuple(_move(start, role, one.tier, openings) for one, role in near),
        picture=draw_steps(start.title, start.code, start.pay, steps),
        paths=_paths(start, start.code, steps),
        sources=_sources(occupation, start, known.values(), steps),
    )


def _move(start: Role, role: Role, tier: int, openings: dict[str, int]) -> Move:
    can_overlap = start.work is not None and role.work is not None
    return Move(
        role=role,
        tier=str(labels.TIERS[tier]),
        pay=pay_words(role),
        pay_difference=_pay_difference(start, role),
        growth=percent(role.growth) if role.growth is not None else "",
        growth_difference=_growth_difference(start, role),
        openings=openings.get(role.code, 0),
        overlap=overlap_of(start.work, role.work) if can_overlap else None,  # type: ignore[arg-type]
    )


def pay_words(role: Role) -> str:
    if not role.pay:
        return ""
    amount = {"amount": money(role.pay, "USD")}
    return _("at least %(amount)s") % amount if role.pay_is_at_least else amount["amount"]


def _pay_difference(start: Role, role: Role) -> str:
    """Says how the medians differ; only medians of an own code, of the same time, can be compared."""
    if not (start.is_exact and role.is_exact and start.pay and role.pay):
        return ""
    difference = role.pay - start.pay
    words = _("%(amount)s more") if difference > 0 else _("%(amount)s less")
    return words % {"amount": money(abs(difference), "USD")} if difference else _("the same")


def _growth_difference(start: Role, role: Role) -> str:
    """Says how projected growth differs, in percentage points; only growth of an own code can be compared."""
    if start.growth is None or role.growth is None or start.growth_is_wider or role.growth_is_wider:
        return ""
    difference = role.growth - start.growth
    if not difference:
        return _("the same")
    points = share(abs(difference)).removesuffix("%")
    words = _("%(points)s points more") if difference > 0 else _("%(points)s points less")
    return words % {"points": points}


def _paths(start: Role, code: str, steps: Iterable[Step]) -> tuple[Path, ...]:
    every = tuple(steps)
    return tuple(
        Path(
            step.role,
            column_name(step.number),
            ", ".join(filter(None, (pay_words(step.role), _pay_difference(start, step.role)))),
            _paths(start, step.role.code, every),
        )
        for step in every
        if step.after == code
    )


def _sources(occupation: Occupation, start: Role, roles: Iterable[Role], steps: Iterable[Step]) -> tuple[Sourced, ...]:
    """Returns passports of all figures on the page."""
    facts = occupation.document
    rows = {role.code: role.row for role in (start, *roles, *(step.role for step in steps))}
    asked = _(
        "importance of skills and knowledge on a scale from 1 (not important) to 5 (extremely important); software that many job "
        "ads ask for"
    )
    releases = sorted({row.growth_release for row in rows.values() if row.education_named})
    ways = (
        source_of_rows(
            f"education-{at}", Key.PROJECTIONS, release, _("typical education at the start"), about=_("education")
        )
        for at, release in enumerate(releases, start=1)
    )
    onet = facts.onet
    compared = source_of_rows("asked", onet.source, onet.release, asked, about=_("skills and software"))
    return (*sources_of(facts, list(rows.values())), compared, *ways)
