"""Occupation facts: everything published about an occupation as one typed value.

Loading makes an ``OccupationFacts`` from the current releases, ``Occupation`` stores it, pages, files and search read it.
A figure is as its publisher gave it: nothing is converted, filled in or mixed between releases. ``None`` means not published,
never 0.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from occupations.sources import SOURCES, Key

Percent = Annotated[Decimal, Field(max_digits=8, decimal_places=2)]
Amount = Annotated[int, Field(ge=0)]
Code = Annotated[str, Field(pattern=r"^\d{2}-\d{4}$")]
OnetCode = Annotated[str, Field(pattern=r"^\d{2}-\d{4}\.\d{2}$")]


# Typical entry education as the Bureau of Labor Statistics names it, lowest first; ``Occupation.education`` is the place, from 1.
EDUCATION = (
    "No formal educational credential",
    "High school diploma or equivalent",
    "Some college, no degree",
    "Postsecondary nondegree award",
    "Associate's degree",
    "Bachelor's degree",
    "Master's degree",
    "Doctoral or professional degree",
)


class Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cited(Value):
    """Figures of one row of one release. ``code`` and ``title`` are the row's own; ``wider``: whether the row covers more than
    this occupation, which must then be said wherever a figure is shown."""

    source: Key
    release: str
    code: str
    title: str
    wider: bool = False

    @property
    def area(self) -> str:
        return SOURCES[self.source].area


class Pay(Cited):
    """Pay in one country, in minor units of ``currency`` per ``period``; before tax.

    ``low`` and ``high`` are what the publisher calls the ends of its range (Canada); elsewhere percentiles are given. A figure
    named in ``top_coded`` is at least this high or, where it's None, above what the publisher gives. ``employment`` is the number
    of people, ``error`` the publisher's standard error of the median in percent.
    """

    country: Literal["US", "GB", "CA"]
    currency: Literal["USD", "GBP", "CAD"]
    period: Literal["year", "hour"] = "year"
    p10: Amount | None = None
    p25: Amount | None = None
    median: Amount | None = None
    p75: Amount | None = None
    p90: Amount | None = None
    mean: Amount | None = None
    low: Amount | None = None
    high: Amount | None = None
    top_coded: tuple[str, ...] = ()
    employment: int | None = None
    error: Percent | None = None


class Factor(Value):
    """A reason that the Bureau of Labor Statistics gives for a change, and the industry it's for (empty: all of them)."""

    text: str
    industry: str = ""


class Outlook(Cited):
    """Projected employment. Numbers are people; ``openings`` a year are ``exits`` and ``transfers`` (people who leave the labor
    force or the occupation) and the yearly ``change``. ``growth`` is percent over the period."""

    first_year: int
    last_year: int
    employment: int
    projected: int
    change: int
    growth: Percent
    openings: int
    exits: int
    transfers: int
    self_employed: Percent | None = None
    education: str = ""
    experience: str = ""
    training: str = ""
    factors: tuple[Factor, ...] = ()


class Group(Value):
    """The growth of a wider group, to compare with: the major group, or all occupations."""

    code: Code
    title: str
    growth: Percent


class Description(Cited):
    """Paragraphs of a publisher as it wrote them, with the address they're from. ``how_to_become`` and others can be empty;
    ``profile`` is the title of a profile in the Handbook, which can be about several codes."""

    url: str
    profile: str = ""
    text: str
    work_environment: str = ""
    how_to_become: str = ""
    updated: str = ""


class Task(Value):
    """``core``: whether O*NET calls the task core; None if workers haven't rated it yet."""

    text: str
    core: bool | None


class Rated(Value):
    """A skill, a kind of knowledge or a work style with its ``importance`` (1 to 5) and, where relevant, ``level`` (0 to 7)."""

    id: str
    name: str
    importance: Percent
    level: Percent | None = None


class Tool(Value):
    """``hot``: asked for in many job ads; ``in_demand``: asked for in many ads for this occupation (both by O*NET)."""

    name: str
    kind: str
    hot: bool = False
    in_demand: bool = False


class Share(Value):
    """A category and the percentage of workers in it."""

    name: str
    percent: Percent


class Shares(Cited):
    """How answers divide among categories; ``asked`` are people in the occupation or experts on it, ``sample`` is how many of
    them, ``collected`` the month (``08/2023``)."""

    shares: tuple[Share, ...]
    asked: Literal["incumbents", "experts"] = "incumbents"
    sample: int | None = None
    collected: str = ""


class Interest(Value):
    """``letter``: R, I, A, S, E or C; ``score`` 1 to 7."""

    letter: Literal["R", "I", "A", "S", "E", "C"]
    score: Percent


class Related(Value):
    """Another occupation by ``code``. ``tier``: 1 closest, 2 close, 3 further away; ``rank`` within all of them."""

    code: OnetCode
    tier: Literal[1, 2, 3]
    rank: int


class OnetFacts(Cited):
    """What O*NET says about an occupation. ``high_points`` are the letters of the strongest interests, strongest first;
    ``interests_are_estimated`` by machine learning, not rated by people."""

    tasks: tuple[Task, ...] = ()
    skills: tuple[Rated, ...] = ()
    knowledge: tuple[Rated, ...] = ()
    work_styles: tuple[Rated, ...] = ()
    tools: tuple[Tool, ...] = ()
    interests: tuple[Interest, ...] = ()
    high_points: str = ""
    interests_are_estimated: bool = False
    job_zone: Annotated[int, Field(ge=1, le=5)] | None = None
    titles: tuple[str, ...] = ()
    reported_titles: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    collected: str = ""


class SetRight(Value):
    """A figure or text that our editors corrected. ``path`` names it (``outlook.growth``), ``published`` is the publisher's, as
    text. Where it's shown, the page says so with the ``reason``."""

    path: str
    reason: str
    published: str = ""


class OccupationFacts(Value):
    """All facts of an occupation; a part that nobody publishes is None or empty."""

    code: OnetCode
    title: str
    definition: Description
    handbook: Description | None = None
    pay: tuple[Pay, ...] = ()
    outlook: Outlook | None = None
    groups: tuple[Group, ...] = ()
    onet: OnetFacts
    education: Shares | None = None
    set_right: tuple[SetRight, ...] = ()

    def pay_in(self, country: str) -> Pay | None:
        return next((pay for pay in self.pay if pay.country == country), None)

    def set_right_in(self, part: str) -> tuple[SetRight, ...]:
        """What our editors corrected in a part: ``outlook`` or ``pay.US``."""
        return tuple(one for one in self.set_right if one.path == part or one.path.startswith(f"{part}."))
