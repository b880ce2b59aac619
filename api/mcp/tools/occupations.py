"""Tools that tell published statistics of occupations, and what people earn."""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, Field

from api.documents.figures import (
    AdvertisedPay,
    EstimatedPay,
    PublishedPay,
    describe_advertised_pay,
    describe_pay_band,
    describe_published_pay,
)
from api.documents.occupations import OccupationDocument, OccupationName, describe_occupation, name_occupation
from api.mcp.tool import Input, Named, Refused, tool
from api.mcp.tools.lookups import find_occupation, require_occupation
from api.mcp.tools.roles import find_guide_of
from jobs.market_stats import FEWEST, Market, market_of_occupation, market_of_role
from occupations.facts import OccupationFacts

Country = Literal["US", "GB", "CA"]


class AskedOccupation(Input):
    occupation: Named = Field(description="A slug, an O*NET-SOC or SOC code such as 15-1252, or a job title.")


@tool("Read an occupation")
def get_occupation(asked: AskedOccupation, *, now: dt.datetime) -> OccupationDocument:
    """Reads what statistical offices publish about an occupation: pay in the US, the UK and Canada, projected growth, tasks,
    skills, tools, education. Each figure has its source; show the credits with what you use."""
    return describe_occupation(require_occupation(asked.occupation))


class AskedSalary(Input):
    role: Named = Field(description="A job title, or the slug of an occupation or guide.")
    country: Country | None = Field(
        None, description="Only pay published in this country; all three if it isn't given."
    )


class Salary(BaseModel):
    """What a role pays, by whom the figures are from. ``published``: statistical offices, of the named occupation;
    ``advertised``: our open remote jobs that state pay; ``guide``: our guide's bands, where ``source.basis`` says whether our
    editors estimate them. ``note`` says what we don't know."""

    role: str
    occupation: OccupationName | None
    published: list[PublishedPay]
    advertised: AdvertisedPay | None
    guide: list[EstimatedPay]
    note: str


@tool("Look up pay")
def salary(asked: AskedSalary, *, now: dt.datetime) -> Salary:
    """Looks up what a role pays: percentiles that statistical offices publish, with their release; what our open remote jobs
    state, with the number of jobs; and our guide's bands. Never mix them: say whose figure you quote. Where nothing is known the
    note says so; don't fill it in."""
    occupation, edition = find_occupation(asked.role), find_guide_of(asked.role, now=now)
    if occupation is None and edition is None:
        raise Refused(f"“{asked.role}” names no guide and no single occupation. get_role says what it could be.")
    facts = occupation.document if occupation else None
    bands = edition.document.pay if edition else ()
    market: Market | None = None
    if occupation:
        market = market_of_occupation(occupation, now=now)
    elif edition:
        market = market_of_role((edition.title, *edition.document.also_called), now=now)
    published = [pay for pay in (facts.pay if facts else ()) if asked.country in (None, pay.country)]
    return Salary(
        role=asked.role,
        occupation=name_occupation(occupation) if occupation else None,
        published=[describe_published_pay(pay) for pay in published],
        advertised=describe_advertised_pay(market) if market else None,
        guide=[describe_pay_band(band) for band in bands if asked.country in (None, band.country)],
        note=_note(asked, facts, has_published=bool(published), market=market),
    )


def _note(asked: AskedSalary, facts: OccupationFacts | None, *, has_published: bool, market: Market | None) -> str:
    notes = []
    if facts is None:
        notes.append("The title names no single occupation, so there are no published figures for it.")
    elif not has_published:
        where = f" in {asked.country}" if asked.country else ""
        notes.append(f"No pay is published for {facts.title}{where}.")
    if market is None or market.pay is None:
        notes.append(f"Fewer than {FEWEST} of our open jobs state their pay in one currency, so we tell none.")
    elif asked.country:
        notes.append("Advertised pay is that of remote jobs for applicants anywhere, not only of this country.")
    return " ".join(notes)


TOOLS = (get_occupation, salary)
