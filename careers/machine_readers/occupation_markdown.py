"""Writes an occupation as Markdown: the text of its page, without our own jobs."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from careers.document import Passport
from careers.occupations import work
from careers.occupations.bars import Bar
from careers.occupations.outlook import OutlookSection, outlook_section, way_in
from careers.occupations.passports import Sourced, cited_in, credits_of, passport
from careers.occupations.pay import PaySection, pay_section
from careers.occupations.related import related_section
from occupations.facts import OccupationFacts
from occupations.models import Occupation


def dumps(occupation: Occupation) -> str:
    facts = occupation.document
    lines = [f"# {facts.title}", "", settings.SITE_URL + occupation.get_absolute_url(), ""]
    for part in (
        _what(facts),
        _pay(pay_section(facts)),
        _outlook(outlook_section(facts)),
        _way_in(facts),
        _work(facts),
    ):
        lines += part
    lines += _related(facts)
    lines += [f"## {_('Sources')}", ""]
    lines += [
        f"- {credit.source.title}, {credit.release}. {credit.text} {credit.source.license}: {credit.source.license_url}"
        for credit in credits_of(cited_in(facts))
    ]
    return "\n".join(lines) + "\n"


def _what(facts: OccupationFacts) -> Iterator[str]:
    for text in (facts.handbook, facts.definition):
        if text:
            yield from (f"> {text.text}", "", _source(passport(text, _("description"), url=text.url)), "")


def _pay(pay: PaySection | None) -> Iterator[str]:
    if pay is None:
        return
    yield from (f"## {_('What people earn')}", "", " ".join(pay.sentences), "")
    if pay.leaves_out:
        yield from (pay.leaves_out.text, "")
    yield from (
        f"- {row.country}: {row.low} – **{row.median}** – {row.high} ({row.what})".replace(":  – ", ": ").replace(
            "–  (", "("
        )
        for row in pay.countries
    )
    yield from ("", *_sources(pay.sources))


def _outlook(outlook: OutlookSection | None) -> Iterator[str]:
    if outlook is None:
        return
    yield from (f"## {_('How many jobs there will be')}", "", *_bars(outlook.growth), "", outlook.change, "")
    yield from (outlook.openings, "", *_bars(outlook.parts), "", outlook.calculated, "")
    reasons = (*outlook.reasons, *outlook.more_reasons)
    yield from (f"- “{reason.text}” ({reason.industry or _('All industries')})" for reason in reasons)
    yield from ("", *_sources([outlook.source]))


def _way_in(facts: OccupationFacts) -> Iterator[str]:
    usual, required = way_in(facts), work.required_education(facts.education)
    yield from (f"## {_('How to get in')}", "")
    if usual:
        yield from (
            f"- {usual.education}",
            f"- {usual.experience}",
            f"- {usual.training}",
            "",
            *_sources([usual.source]),
        )
    if required:
        yield from (f"### {required.heading}", "", *_bars(required.bars), "")
        yield from (required.asked, "", *_sources([required.source]))
    if hidden := work.education_not_shown(facts):
        yield from (hidden.text, "", *_sources([hidden.source]))


def _work(facts: OccupationFacts) -> Iterator[str]:
    onet = facts.onet
    for tasks in work.task_lists(onet):
        yield from (f"## {tasks.heading}", "", *(f"- {task}" for task in (*tasks.shown, *tasks.more)), "")
    styles = work.work_styles(onet)
    for rated in (*work.rated_lists(onet), *([styles] if styles else [])):
        yield from (f"## {rated.heading}", "", *_bars((*rated.bars, *rated.others)), "", *_sources([rated.source]))
    if missing := work.not_rated(onet):
        yield from (missing.text, "", *_sources([missing.source]))
    if tools := work.tool_list(onet):
        in_demand = _("in demand")
        yield from (f"## {_('Tools')}", "", *(f"- {tool} ({in_demand})" for tool in tools.in_demand))
        yield from (*(f"- {tool}" for tool in (*tools.shown, *tools.more)), "", *_sources([tools.source]))
    if interests := work.interest_list(onet):
        yield from (f"## {_('Interests')}", "", *_bars(interests.bars), "")
        yield from (*([interests.estimated, ""] if interests.estimated else []), *_sources([interests.source]))
    if titles := work.titles_of(facts):
        yield from (f"## {_('Job titles')}", "", ", ".join((*titles.reported, *titles.shown, *titles.more)), "")


def _related(facts: OccupationFacts) -> Iterator[str]:
    related = related_section(facts)
    if related is None:
        return
    yield from (f"## {_('Similar occupations')}", "")
    for tier in related.tiers:
        yield from (f"### {tier.name}", "")
        for other in tier.occupations:
            figures = ", ".join(part for part in (other.figures, other.note) if part)
            yield f"- [{other.title}]({settings.SITE_URL}{other.url}) {figures}".rstrip()
        yield ""
    yield from _sources(related.sources)


def _bars(bars: Iterable[Bar]) -> Iterator[str]:
    yield from (f"- {bar.label}: {bar.figure}{f' ({bar.note})' if bar.note else ''}" for bar in bars)


def _sources(sources: Iterable[Sourced]) -> Iterator[str]:
    for source in sources:
        yield from (_source(source.passport), "")


def _source(found: Passport) -> str:
    """A passport as one line."""
    parts = (found.publisher, found.release, found.classified_code, found.area, found.measure)
    said = _("Source: %(passport)s.") % {"passport": "; ".join(parts)}
    return " ".join(part for part in (said, found.url, found.note) if part)
