"""Tools that find, read and compare career guides."""

import datetime as dt
import html
from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import strip_tags
from pydantic import BaseModel, Field

from api.documents.guides import GuideSummary, GuideText, describe_guide, summarize_guide
from api.documents.jobs import absolute
from api.mcp.tool import Input, Named, Refused, Words, tool
from careers.comparison import Cell, Column, compare, find_columns
from careers.document import Passport
from careers.models import Edition, Guide
from careers.pages import page_of_edition
from careers.roles import guide_for
from careers.sections import BY_KEY
from toolkit import markdown

MOST = 20


def find_edition(named: str, *, now: dt.datetime) -> Edition:
    """Returns the live edition of a guide by its slug, an earlier slug or a title of the role. Four queries at most."""
    live = Edition.objects.live(now).with_first_published()
    edition = live.filter(guide__slug=named.lower()).first()
    if edition is None:
        moved = Guide.objects.visible(now).filter(former_slugs__contains=[named.lower()]).values("slug").first()
        role = guide_for(named, now=now)
        slug = moved["slug"] if moved else role.slug if role else ""
        edition = live.filter(guide__slug=slug).first() if slug else None
    if edition is None:
        near = ", ".join(one.guide.slug for one in Edition.objects.live(now).for_cards().matching(named)[:5])
        raise Refused(f"There's no guide “{named}”. {f'Similar ones: {near}.' if near else 'Try search_guides.'}")
    return edition


class SearchGuides(Input):
    q: Words = Field("", description="A title or words; empty for all guides, A to Z.")
    field: Words = Field("", description="Slug of a career field, as guides name it.")
    page: int = Field(1, ge=1, le=100)


class FoundGuides(BaseModel):
    """A page of guides, best match first. ``is_similar``: no guide has these words, and those shown are only called like it."""

    count: int
    page: int
    pages: int
    is_similar: bool
    guides: list[GuideSummary]


@tool("Search career guides")
def search_guides(asked: SearchGuides, *, now: dt.datetime) -> FoundGuides:
    """Finds guides to careers: what people do, what they earn, how to get in. Tolerates typing errors."""
    found = Edition.objects.live(now).for_cards()
    if asked.field:
        found = found.filter(field__slug=asked.field.lower())
    editions = list(found.matching(asked.q) if asked.q else found.order_by("title"))
    first = (asked.page - 1) * MOST
    return FoundGuides(
        count=len(editions),
        page=asked.page,
        pages=-(-len(editions) // MOST),
        is_similar=bool(asked.q and editions) and not any(one.exact for one in editions),  # type: ignore[attr-defined]
        guides=[summarize_guide(edition) for edition in editions[first : first + MOST]],
    )


class AskedGuide(Input):
    guide: Named = Field(description="The slug of a guide, or a job title.")
    sections: list[Named] = Field(
        [], max_length=40, description="Keys of the sections to read, such as path or pros; empty for all."
    )


@tool("Read a career guide")
def get_guide(asked: AskedGuide, *, now: dt.datetime) -> GuideText:
    """Reads a guide: key figures with their sources, and its sections as Markdown. Guides are long; name the sections that you
    need, such as core_functions, path, education_level, tiers, day, pros, cons, questions."""
    unknown = [key for key in asked.sections if key not in BY_KEY]
    if unknown:
        raise Refused(f"sections: There's no section “{unknown[0]}”. The sections are {', '.join(BY_KEY)}.")
    edition = find_edition(asked.guide, now=now)
    told = describe_guide(page_of_edition(edition, now), edition)
    if asked.sections:
        told.sections = [section for section in told.sections if section.key in asked.sections]
    return told


# --- Comparing ----------------------------------------------------------------------------------------------------------


class AskedComparison(Input):
    guides: list[Named] = Field([], max_length=4, description="Slugs of guides.")
    occupations: list[Named] = Field([], max_length=4, description="Slugs of occupations.")


class ComparedCell(BaseModel):
    """What one career has on a topic. ``figure`` is in words, with its ``source``."""

    figure: str
    text: str
    note: str
    points: list[str]
    source: Passport | None


class ComparedTopic(BaseModel):
    """A topic with a cell for each career, in their order; null where nothing is said."""

    topic: str
    cells: list[ComparedCell | None]


class ComparedCareer(BaseModel):
    title: str
    url: str


class ComparedCareers(BaseModel):
    careers: list[ComparedCareer]
    topics: list[ComparedTopic]
    url: str = Field(description="This comparison on the site.")


@tool("Compare careers")
def compare_guides(asked: AskedComparison, *, now: dt.datetime) -> ComparedCareers:
    """Compares two to four careers side by side: pay, growth, education, skills, pros and cons. Takes guides, occupations, or
    both."""
    wanted = [("guides", slug.lower()) for slug in asked.guides]
    wanted += [("occupations", slug.lower()) for slug in asked.occupations]
    wanted = list(dict.fromkeys(wanted))
    if not 2 <= len(wanted) <= 4:
        raise Refused("guides, occupations: Name two to four careers together.")
    found = find_columns(wanted, now=now)
    unknown = [f"{kind}: {slug}" for kind, slug in wanted if (kind, slug) not in found]
    if unknown:
        raise Refused(f"We don't know {', '.join(unknown)}. search_guides and get_role find slugs.")
    columns: Sequence[Column] = list(found.values())
    return ComparedCareers(
        careers=[ComparedCareer(title=column.title, url=absolute(column.url)) for column in columns],
        topics=[
            ComparedTopic(topic=str(topic), cells=[_cell(cell) if cell else None for cell in cells])
            for topic, cells in compare(columns)
        ],
        url=absolute(f"{reverse('careers:compare')}?{urlencode(wanted)}"),
    )


def _cell(cell: Cell) -> ComparedCell:
    steps = [f"{title} ({years})" if years else title for title, years in cell.steps]
    return ComparedCell(
        figure=cell.figure,
        text=markdown.plain(cell.html) if cell.html else _words(cell.text),
        note=_words(cell.note),
        points=[*cell.points, *steps],
        source=cell.passport,
    )


def _words(marked: str) -> str:
    """Returns a line of a comparison without the tags that only style it."""
    return html.unescape(strip_tags(marked))


TOOLS = (search_guides, get_guide, compare_guides)
