"""What is published about an occupation as sources, each figure with the release it is from."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advice.sources.passports import passport_text
from advice.sources.source import Kind, Source, sources_of_text
from careers.display import money, people
from careers.document import Passport
from careers.occupations import outlook, pay, work
from careers.occupations.passports import sourced
from jobs.market_stats import Market
from occupations.facts import Description, OccupationFacts
from occupations.models import Occupation

_RATED = 12  # skills and kinds of knowledge that are named, the most important first


def of_occupation(occupation: Occupation, market: Market | None = None) -> tuple[Source, ...]:
    """Returns what an occupation's page says of pay, outlook, way in, tasks and skills; with its ``market``, of our own jobs
    too. No queries."""
    page = occupation.get_absolute_url()
    return (*_facts(occupation.document, page), *(_jobs(occupation.document, market, page) if market else ()))


def _facts(facts: OccupationFacts, page: str) -> Iterator[Source]:
    for number, (anchor, text) in enumerate(_texts(facts)):
        yield from _source(f"text.{number}", facts, text, f"{page}#{anchor}")
    for paid in facts.pay:
        said = " ".join(pay.percentile_sentences(paid)) or _median(paid.country, facts)
        passport = passport_text(pay.pay_source(paid).passport)
        yield from _source(f"pay.{paid.country}", facts, f"{said} {passport}" if said else "", f"{page}#pay")
    yield from _outlook(facts, page)
    yield from _work(facts, page)


def _texts(facts: OccupationFacts) -> Iterator[tuple[str, str]]:
    """Yields the publishers' paragraphs with the anchors they have."""
    if handbook := facts.handbook:
        yield "what", f"{handbook.text} {_from(handbook)}"
        for anchor, text in (("what", handbook.work_environment), ("way-in", handbook.how_to_become)):
            if text:
                yield anchor, f"{text} {_from(handbook)}"
    yield "what", f"{facts.definition.text} {_from(facts.definition)}"


def _from(description: Description) -> str:
    return passport_text(sourced("text", description, _("description"), url=description.url).passport)


def _median(country: str, facts: OccupationFacts) -> str:
    paid = facts.pay_in(country)
    amount = pay.amount(paid, "median") if paid else ""
    return _("Half earn more than %(amount)s.") % {"amount": amount} if amount else ""


def _outlook(facts: OccupationFacts, page: str) -> Iterator[Source]:
    if facts.outlook is None:
        return
    passport = passport_text(outlook.source(facts.outlook).passport)
    openings = _("Openings a year: %(number)s.") % {"number": people(facts.outlook.openings)}
    said = f"{outlook.growth_sentence(facts)} {outlook.change_sentence(facts.outlook)} {openings}"
    yield from _source("outlook", facts, f"{said} {passport}", f"{page}#outlook")
    if way_in := outlook.way_in(facts):
        parts = (
            (_("Typical education"), way_in.education),
            (_("Experience in a related occupation"), way_in.experience),
            (_("Training on the job"), way_in.training),
        )
        said = " ".join(f"{name}: {value}." for name, value in parts if value)
        yield from _source("way-in", facts, f"{said} {passport}", f"{page}#way-in")


def _work(facts: OccupationFacts, page: str) -> Iterator[Source]:
    onet = facts.onet
    for number, task in enumerate(onet.tasks):
        yield from _source(f"tasks.{number}", facts, task.text, f"{page}#tasks")
    named = (
        ("skills", _("Most important skills: %(names)s."), onet.skills),
        ("knowledge", _("Most important knowledge: %(names)s."), onet.knowledge),
    )
    for key, words, rated in named:
        first = sorted(rated, key=lambda one: -one.importance)[:_RATED]
        names = ", ".join(one.name for one in first)
        yield from _source(key, facts, words % {"names": names} if names else "", f"{page}#skills")
    if tools := work.tool_list(onet):
        names = ", ".join((*tools.in_demand, *tools.shown))
        yield from _source("tools", facts, _("Tools: %(names)s.") % {"names": names}, f"{page}#tools")
    if zone := work.zone_label(onet):
        yield from _source("zone", facts, f"{zone}.", f"{page}#way-in")


def _jobs(facts: OccupationFacts, market: Market, page: str) -> Iterator[Source]:
    counted = ngettext("%(number)d open job on our board.", "%(number)d open jobs on our board.", market.openings)
    said = counted % {"number": market.openings}
    if band := market.pay:
        amounts = {"low": money(band.low, band.currency), "high": money(band.high, band.currency)}
        pays = _("Half start at %(low)s a year or more, and half go up to %(high)s a year or more.") % amounts
        passport = Passport(basis="postings", sample_size=band.sample, as_of=market.counted_at.date())
        said = f"{said} {pays} {passport_text(passport)}"
    yield from _source("jobs", facts, said, f"{page}#jobs")


def _source(key: str, facts: OccupationFacts, text: str, url: str) -> Iterator[Source]:
    yield from sources_of_text(Kind.STATISTICS, key, facts.title, text, url)
