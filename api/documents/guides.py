"""A career guide as programs read it: key figures with their sources, and its sections as Markdown."""

import datetime as dt

from pydantic import BaseModel, Field

from api.documents.figures import EstimatedPay, PublishedPay, describe_pay_band, describe_published_pay
from api.documents.jobs import Named, absolute
from careers.document import GuideDocument, Passport, Source
from careers.importing.guidefile import section_text
from careers.models import Edition
from careers.pages import GuidePage
from careers.sections import SECTIONS


class GuideSummary(BaseModel):
    """A guide in a list. ``lead`` is its summary as plain text."""

    slug: str
    url: str
    title: str
    field: Named | None
    lead: str
    published_at: dt.datetime = Field(description="When this edition was published.")


class GuideSection(BaseModel):
    """A section of a guide; ``text`` is Markdown."""

    key: str
    heading: str
    text: str


class GuideGrowth(BaseModel):
    """Expected change in employment, in percent over ``period``."""

    rate: float
    period: str
    source: Passport


class GuideText(GuideSummary):
    """A guide with its figures and sections. ``demand`` is our editors' estimate, 1 (low) to 5 (very high). ``occupation`` is
    a SOC code, and ``match`` says how well it fits: exact, broad or related; ``published_pay`` is that of the occupation."""

    edition: int
    also_called: list[str]
    remote: str
    demand: int | None
    growth: GuideGrowth | None
    pay: list[EstimatedPay]
    occupation: str | None
    match: str | None
    published_pay: PublishedPay | None
    stress: str
    balance: str
    reviewed: dt.date | None
    sections: list[GuideSection]
    sources: list[Source]


def summarize_guide(edition: Edition) -> GuideSummary:
    """Describes an edition read with ``for_cards()``."""
    return GuideSummary(
        slug=edition.guide.slug,
        url=absolute(edition.get_absolute_url()),
        title=edition.title,
        field=Named(slug=edition.field.slug, name=edition.field.name) if edition.field else None,
        lead=edition.lead,
        published_at=edition.published_at,
    )


def describe_guide(page: GuidePage, edition: Edition) -> GuideText:
    """Describes the page of an edition."""
    document = page.document
    linked = document.occupation
    return GuideText(
        **summarize_guide(edition).model_dump(),
        edition=edition.number,
        also_called=list(document.also_called),
        remote=document.remote,
        demand=document.demand,
        growth=_growth(document),
        pay=[describe_pay_band(band) for band in document.pay],
        occupation=linked.code if linked else None,
        match=linked.match if linked else None,
        published_pay=describe_published_pay(page.wage) if page.wage else None,
        stress=document.stress,
        balance=document.balance,
        reviewed=document.reviewed,
        sections=[
            GuideSection(key=section.key, heading=section.heading, text=section_text(document, section))
            for section in SECTIONS
            if getattr(document, section.key)
        ],
        sources=list(document.sources),
    )


def _growth(document: GuideDocument) -> GuideGrowth | None:
    growth = document.growth
    if growth is None:
        return None
    passport = Passport(**{name: getattr(growth, name) for name in Passport.model_fields})
    return GuideGrowth(rate=float(growth.rate), period=growth.period, source=passport)
