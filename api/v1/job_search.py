"""The job search for programs: the parameters of the search page, and its results as a page with a cursor."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from api.documents.jobs import summary_values
from api.documents.pages import FacetChoice, Facets, FoundJob, FoundJobs, Total
from api.problems import ProblemError, field_error
from api.v1.cursors import LONGEST, read_cursor, write_cursor
from api.v1.paging import MOST, PAGE
from jobs.models import Job
from jobs.search import results
from jobs.search.counts import Count
from jobs.search.criteria import ALTERNATIVES, POSTED, Criteria, parse
from jobs.search.parameters import LONGEST as LONGEST_WORDS
from jobs.search.parameters import MOST_PAY
from jobs.search.results import Choice, NoSuchPage, Results
from jobs.search.sql import Key
from jobs.vocabulary.industries import INDUSTRIES
from jobs.vocabulary.kinds import Level, PayPeriod, WorkType

SORTS = ["best", "newest", "pay"]  # without the order by fit, which compares with a member


def _text(description: str, *, examples: tuple[str, ...] = (), hidden: bool = False, **schema: Any) -> Any:
    """A parameter that the search itself reads. ``schema``: what a client may send; other values are refused with a reason."""
    extra = {**schema, **({"examples": list(examples)} if examples else {})}
    if hidden:
        extra["include_in_schema"] = False
    return Field("", description=description, json_schema_extra=extra)


def _several(description: str, values: Iterable[str]) -> Any:
    items: dict[str, Any] = {"items": {"type": "string", "enum": list(values)}}
    return Field(
        default_factory=list, description=f"{description} Repeat it for alternatives.", json_schema_extra=items
    )


def _flag(description: str, *, hidden: bool = False) -> Any:
    return Field(False, description=description, json_schema_extra={"include_in_schema": False} if hidden else None)


class JobSearch(Schema):
    """The parameters of a search. All of them narrow it."""

    q: str = _text(
        "Keywords, looked for in titles, skills, companies and industries. Quotes keep words together; `-word` leaves jobs with "
        "it out; `or` between words.",
        examples=("python developer",),
        maxLength=LONGEST_WORDS,
    )
    geo: str = _text(
        "Jobs open to people there: a region's slug, its name, or a country's ISO 3166-1 code.",
        examples=("germany", "DE", "europe"),
    )
    people: str = _text(
        "Leaves out jobs that are known to be closed to people who live there: a country's slug, or a part of one.",
        examples=("spain", "united-states/texas"),
    )
    industry: list[str] = _several("Industries.", INDUSTRIES)
    type: list[str] = _several("Types of job.", WorkType.values)
    level: list[str] = _several("Levels.", Level.values)
    pay: str = _text(
        "The least that the job must be able to pay, in main units.", type="integer", minimum=0, maximum=MOST_PAY
    )
    currency: str = _text("The currency of `pay`, as in ISO 4217. USD if you leave it out.", examples=("USD", "EUR"))
    period: str = _text("The period of `pay`. A year if you leave it out.", enum=PayPeriod.values)
    no_pay: bool = _flag("With `pay`: also jobs that don't state pay.")
    posted: str = _text("Published within so many days.", type="integer", enum=list(POSTED))
    company: str = _text("A company's slug.", pattern=r"^[-\w]{1,80}$", examples=("northwind",))
    occupation: str = _text("An occupation's slug.", pattern=r"^[-\w]{1,150}$", examples=("software-developers",))
    tz: str = _text("Working hours that suit this IANA time zone.", examples=("Europe/Madrid",))
    exclude: str = _text("Words that a job must not have.", maxLength=LONGEST_WORDS)
    text: bool = _flag("Looks for the keywords in descriptions too.")
    as_typed: bool = _flag("Doesn't correct typing errors.")
    sort: str = _text("The order. By best match if there are keywords, else newest first.", enum=SORTS)
    limit: int = Field(PAGE, ge=1, le=MOST, description="How many to return at most.")
    cursor: str = Field(
        "", max_length=LONGEST, description="`next_cursor` of the page before. Leave it out for the first page."
    )
    # The search page's other parameters, so that its addresses can be used here: what they do is of members, or has another name.
    tag: str = _text("The same as `q`.", hidden=True)
    salary_min: str = _text("The same as `pay`.", hidden=True)
    all: bool = _flag("Nothing is left out here for where somebody lives.", hidden=True)
    unviewed: bool = _flag("Nothing is viewed here.", hidden=True)


# The parameters of a search anywhere, each with whether it takes several values.
SEARCH_PARAMETERS = {name: name in ALTERNATIVES for name in JobSearch.model_fields if name not in ("limit", "cursor")}


def criteria_of(request: HttpRequest) -> Criteria:
    """Returns the search of the request's parameters. Raises ``ProblemError`` (400) that names each that isn't understood."""
    asked = parse(request.GET)
    problems = dict(asked.problems)
    if asked.criteria.sort not in SORTS:
        problems["sort"] = f"The orders are {', '.join(SORTS)}."
    if problems:
        errors = [field_error("query", name, message) for name, message in problems.items()]
        raise ProblemError(400, "invalid-parameter", errors=errors)
    return asked.criteria


def find_jobs(criteria: Criteria, *, limit: int, cursor: str, now: dt.datetime) -> FoundJobs:
    """Returns a page of a search. New jobs don't move those of later pages: the cursor holds where the first page started."""
    asked = f"jobs?{criteria.querystring}&limit={limit}"
    position = read_cursor(cursor, asked=asked)
    start, number = (Key(*position[:2]), position[2]) if position else (None, 1)
    try:
        found = results.search(criteria, page=number, start=start, size=limit, now=now)
    except NoSuchPage:  # jobs of the last page have closed
        found = Results(criteria)
    following = _following(found)
    return FoundJobs(
        items=[*_described([*found.jobs, *found.rest], "job", now), *_described(found.mentions, "description", now)],
        total=_total(found.count),
        mentioned=_total(found.mentioned),
        corrected=found.criteria.q if found.typed else None,
        facets=Facets(**{name: _choices(found.facets.get(name, [])) for name in Facets.model_fields}),
        next_cursor=write_cursor(following, asked=asked) if following else None,
    )


def _following(found: Results) -> list[int] | None:
    """Returns tier, position and number of the next page."""
    if found.start and found.page < found.pages:
        return [*found.start, found.page + 1]
    return [*found.older, 1] if found.older else None


def _described(jobs: Iterable[Job], found_in: Literal["job", "description"], now: dt.datetime) -> Iterable[FoundJob]:
    for job in jobs:
        yield FoundJob(**summary_values(job, now=now), found_in=found_in)


def _choices(choices: Iterable[Choice]) -> list[FacetChoice]:
    return [FacetChoice(slug=one.value, name=one.label, jobs=_total(one.count)) for one in choices]


def _total(count: Count) -> Total:
    return Total(number=count.rounded, is_exact=count.is_exact)
