"""How many jobs there will be: projected growth beside wider groups, yearly openings, and the publisher's reasons."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from careers.display import about, headcount, people, percent, rounded, share
from careers.occupations import labels
from careers.occupations.bars import Bar, signed_bars, zero_of
from careers.occupations.passports import Sourced, sourced, wider_note
from occupations.facts import Factor, OccupationFacts, Outlook

ALL_OCCUPATIONS = "00-0000"
SHOWN_REASONS = 3
UNSURE = (
    105  # openings a year: three published numbers, each up to 50 off, the change of ten years only a tenth of that
)


@dataclass(frozen=True)
class OutlookSection:
    growth: tuple[Bar, ...]
    zero: float
    change: str
    reasons: tuple[Factor, ...]
    more_reasons: tuple[Factor, ...]
    openings: str
    openings_why: str
    parts: tuple[Bar, ...]
    parts_zero: float
    calculated: str
    period: str
    source: Sourced
    wider: str


@dataclass(frozen=True)
class WayIn:
    """The usual way in, as published: education, experience and training."""

    education: str
    experience: str
    training: str
    source: Sourced
    wider: str


def outlook_section(facts: OccupationFacts) -> OutlookSection | None:
    outlook = facts.outlook
    if outlook is None:
        return None
    rows = [(outlook.title, outlook.growth, True), *((group.title, group.growth, False) for group in facts.groups)]
    yearly = _yearly_change(outlook)
    parts = [
        (_("People who change to another occupation"), headcount(outlook.transfers), float(outlook.transfers), False),
        (_("People who stop working"), headcount(outlook.exits), float(outlook.exits), False),
        (_("New jobs") if outlook.growth >= 0 else _("Jobs that go away"), about(yearly), float(yearly), False),
    ]
    *published, calculated = signed_bars(parts)
    return OutlookSection(
        growth=signed_bars([(_named(title), percent(rate), float(rate), own) for title, rate, own in rows]),
        zero=zero_of(float(rate) for _title, rate, _own in rows),
        change=change_sentence(outlook),
        reasons=outlook.factors[:SHOWN_REASONS],
        more_reasons=outlook.factors[SHOWN_REASONS:],
        openings=_("Openings a year: %(number)s") % {"number": people(outlook.openings)},
        openings_why=_why(outlook),
        parts=(*published, replace(calculated, note=_("our calculation"))),
        parts_zero=zero_of(value for _label, _figure, value, _own in parts),
        calculated=_calculation(outlook),
        period=period(outlook),
        source=source(outlook),
        wider=wider_note(outlook),
    )


def way_in(facts: OccupationFacts) -> WayIn | None:
    outlook = facts.outlook
    if outlook is None or not outlook.education:
        return None
    return WayIn(
        education=education_label(outlook.education),
        experience=str(labels.EXPERIENCE.get(outlook.experience, outlook.experience)),
        training=str(labels.TRAINING.get(outlook.training, outlook.training)),
        source=source(outlook),
        wider=wider_note(outlook),
    )


def education_label(published: str) -> str:
    return str(labels.EDUCATION.get(published, published))


def period(outlook: Outlook) -> str:
    return f"{outlook.first_year}–{outlook.last_year % 100:02d}"


def source(outlook: Outlook) -> Sourced:
    measure = _("projected employment and openings, and the typical education, experience and training")
    return sourced("outlook", outlook, measure)


def growth_sentence(facts: OccupationFacts) -> str:
    """Says how fast the number of jobs changes, beside all occupations."""
    outlook = facts.outlook
    if outlook is None:
        return ""
    said = {"rate": share(abs(outlook.growth)), "year": outlook.last_year}
    everything = next((group for group in facts.groups if group.code == ALL_OCCUPATIONS), None)
    if outlook.growth < 0:
        return _("The number of jobs is projected to fall %(rate)s by %(year)d.") % said
    if not outlook.growth:
        return _("The number of jobs is projected to stay the same until %(year)d.") % said
    if everything is None:
        return _("The number of jobs is projected to grow %(rate)s by %(year)d.") % said
    said["all"] = share(everything.growth)
    return (
        _("The number of jobs is projected to grow %(rate)s by %(year)d, compared with %(all)s for all occupations.")
        % said
    )


def change_sentence(outlook: Outlook) -> str:
    said = {
        "first": outlook.first_year,
        "last": outlook.last_year,
        "before": people(outlook.employment),
        "after": people(outlook.projected),
        "change": people(abs(outlook.change)),
    }
    if outlook.change > 0:
        return _("From %(before)s jobs in %(first)d to %(after)s in %(last)d: %(change)s more.") % said
    if outlook.change < 0:
        return _("From %(before)s jobs in %(first)d to %(after)s in %(last)d: %(change)s fewer.") % said
    said["rate"] = share(abs(outlook.growth))
    if outlook.growth > 0:
        return _("The number of jobs grows %(rate)s from %(first)d to %(last)d. That’s fewer than 50 jobs.") % said
    if outlook.growth < 0:
        return _("The number of jobs falls %(rate)s from %(first)d to %(last)d. That’s fewer than 50 jobs.") % said
    return _("The number of jobs stays at %(before)s from %(first)d to %(last)d.") % said


def _yearly_change(outlook: Outlook) -> int:
    """The change of an average year in hundreds, as exact as the published change of all years."""
    years = outlook.last_year - outlook.first_year
    return int(rounded(Decimal(outlook.change) / years / 100)) * 100


def _calculation(outlook: Outlook) -> str:
    said = {"first": outlook.first_year, "last": outlook.last_year, "years": outlook.last_year - outlook.first_year}
    if outlook.growth < 0:
        return (
            _("Jobs that go away: the published change from %(first)d to %(last)d, divided by %(years)d and rounded.")
            % said
        )
    return _("New jobs: the published change from %(first)d to %(last)d, divided by %(years)d and rounded.") % said


def _why(outlook: Outlook) -> str:
    """Says what most openings are, where that is sure in spite of rounding."""
    leaving, added = outlook.exits + outlook.transfers, outlook.change / (outlook.last_year - outlook.first_year)
    if outlook.growth < 0 and outlook.openings and leaving:
        return _("The number of jobs falls, but people who leave the occupation still make room for others. Each year:")
    if outlook.growth >= 0 and leaving - added > UNSURE:
        return _("Most openings come up because people leave the occupation. Each year:")
    if added - leaving > UNSURE:
        return _("Most openings are new jobs. Each year:")
    return _("Each year:")


def _named(title: str) -> str:
    return _("All occupations") if title == "Total, all occupations" else title
