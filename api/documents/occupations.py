"""An occupation as programs read it: published facts, each with the release it's from."""

from pydantic import BaseModel

from api.documents.figures import (
    PublishedOutlook,
    PublishedPay,
    describe_outlook,
    describe_published_pay,
    main_units,
)
from api.documents.jobs import absolute
from careers.occupations.passports import cited_in, credits_of
from occupations.facts import OccupationFacts, Rated
from occupations.models import Occupation

STRONGEST = 10


class OccupationName(BaseModel):
    """An occupation by its page and its O*NET-SOC code."""

    slug: str
    code: str
    title: str
    url: str


class OccupationSummary(OccupationName):
    """An occupation in a list. ``median_pay`` is US dollars a year, at least as much if ``pay_is_at_least``; ``growth`` is
    percent over the projected years. Null: not published."""

    summary: str
    median_pay: float | int | None
    pay_is_at_least: bool
    growth: float | None
    openings: int | None


class RatedSkill(BaseModel):
    """``importance`` is 1 to 5, as O*NET rates it."""

    name: str
    importance: float


class Credit(BaseModel):
    """The sentence that a publisher's license asks for wherever its figures are shown."""

    text: str
    release: str
    license: str


class OccupationDocument(OccupationName):
    """An occupation with what is published about it. ``summary`` and ``how_to_become`` are the publisher's words; show the
    ``credits`` with what you use."""

    summary: str
    how_to_become: str
    pay: list[PublishedPay]
    outlook: PublishedOutlook | None
    tasks: list[str]
    skills: list[RatedSkill]
    knowledge: list[RatedSkill]
    tools: list[str]
    job_zone: int | None
    interests: str
    other_titles: list[str]
    credits: list[Credit]


def name_occupation(occupation: Occupation) -> OccupationName:
    """Names an occupation."""
    return OccupationName(
        slug=occupation.slug, code=occupation.code, title=occupation.title, url=absolute(occupation.get_absolute_url())
    )


def summarize_occupation(occupation: Occupation) -> OccupationSummary:
    """Describes a listed occupation; its facts needn't be loaded."""
    return OccupationSummary(
        **name_occupation(occupation).model_dump(),
        summary=occupation.summary,
        median_pay=main_units(occupation.median_pay, "USD"),
        pay_is_at_least=occupation.pay_is_at_least,
        growth=None if occupation.growth is None else float(occupation.growth),
        openings=occupation.openings,
    )


def describe_occupation(occupation: Occupation) -> OccupationDocument:
    """Describes an occupation with its facts."""
    facts = occupation.document
    return OccupationDocument(
        **name_occupation(occupation).model_dump(),
        summary=facts.handbook.text if facts.handbook else facts.definition.text,
        how_to_become=facts.handbook.how_to_become if facts.handbook else "",
        pay=[describe_published_pay(pay) for pay in facts.pay],
        outlook=describe_outlook(facts.outlook) if facts.outlook else None,
        tasks=[task.text for task in facts.onet.tasks],
        skills=_strongest(facts.onet.skills),
        knowledge=_strongest(facts.onet.knowledge),
        tools=_tools(facts),
        job_zone=facts.onet.job_zone,
        interests=facts.onet.high_points,
        other_titles=list(facts.onet.reported_titles),
        credits=[
            Credit(text=credit.text, release=f"{credit.source.title}, {credit.release}", license=credit.source.license)
            for credit in credits_of(cited_in(facts))
        ],
    )


def _strongest(rated: tuple[Rated, ...]) -> list[RatedSkill]:
    strongest = sorted(rated, key=lambda one: (-one.importance, one.id))[:STRONGEST]
    return [RatedSkill(name=one.name, importance=float(one.importance)) for one in strongest]


def _tools(facts: OccupationFacts) -> list[str]:
    """Returns the tools that many job ads ask for, those of this occupation first."""
    asked = sorted(
        (tool for tool in facts.onet.tools if tool.hot or tool.in_demand), key=lambda tool: not tool.in_demand
    )
    return list(dict.fromkeys(tool.name for tool in asked))
