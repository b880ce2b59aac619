"""What people do and know: tasks, skills, tools, interests, titles, all as O*NET publishes them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from careers.display import rating, rounded, share
from careers.occupations import labels
from careers.occupations.bars import Bar, rated_bars, scaled
from careers.occupations.passports import Sourced, sourced
from occupations.facts import OccupationFacts, OnetFacts, Rated, Shares

SHOWN_TASKS = 8
SHOWN_BARS = 8
SHOWN_TOOLS = 18
SHOWN_TITLES = 24
SMALL_SAMPLE = 30  # people; with fewer, a share moves by several points with each answer
BEST_INTEREST = 7
FEWEST_ANSWERS = 50  # percent of them that must be precise enough to show


@dataclass(frozen=True)
class TaskList:
    heading: str
    shown: tuple[str, ...]
    more: tuple[str, ...]


@dataclass(frozen=True)
class RatedList:
    """The highest rated as bars, the others as names with their figures."""

    anchor: str
    heading: str
    bars: tuple[Bar, ...]
    others: tuple[Bar, ...]
    source: Sourced


@dataclass(frozen=True)
class ToolList:
    """Tools by how often job ads ask for them: in this occupation, anywhere, less often."""

    in_demand: tuple[str, ...]
    shown: tuple[str, ...]
    more: tuple[str, ...]
    source: Sourced


@dataclass(frozen=True)
class InterestList:
    bars: tuple[Bar, ...]
    strongest: str
    estimated: str
    source: Sourced


@dataclass(frozen=True)
class RequiredEducation:
    """The education that people in the occupation, or experts on it, say a new hire needs."""

    heading: str
    bars: tuple[Bar, ...]
    asked: str
    source: Sourced


@dataclass(frozen=True)
class NotRated:
    """Says what O*NET has no ratings of, in a sentence."""

    text: str
    source: Sourced


@dataclass(frozen=True)
class Titles:
    reported: tuple[str, ...]
    shown: tuple[str, ...]
    more: tuple[str, ...]


def onet_source(onet: OnetFacts, kind: str, measure: str) -> Sourced:
    return sourced(kind, onet, measure, url=summary_url(onet))


def summary_url(onet: OnetFacts) -> str:
    return f"https://www.onetonline.org/link/summary/{onet.code}"


def task_lists(onet: OnetFacts) -> tuple[TaskList, ...]:
    """Core tasks first. O*NET's ratings of tasks aren't in its tables as we have them, so there is no order within."""
    kinds = (
        (True, _("Core tasks")),
        (False, _("Other tasks")),
        (None, _("Tasks that workers haven’t rated yet")),
    )
    found: list[TaskList] = []
    for core, heading in kinds:
        texts = tuple(task.text for task in onet.tasks if task.core is core)
        if texts:
            shown = SHOWN_TASKS if not found else 0
            found.append(TaskList(heading, texts[:shown], texts[shown:]))
    return tuple(found)


def rated_lists(onet: OnetFacts) -> tuple[RatedList, ...]:
    """Skills and knowledge, by importance."""
    kinds = (("skills", _("Skills"), onet.skills), ("knowledge", _("Knowledge"), onet.knowledge))
    return tuple(_rated_list(onet, *kind) for kind in kinds if kind[2])


def not_rated(onet: OnetFacts) -> NotRated | None:
    """Returns what to say where skills or knowledge are missing."""
    if onet.skills and onet.knowledge:
        return None
    if onet.skills:
        said = _("O*NET %(release)s has no knowledge ratings for this occupation.")
    elif onet.knowledge:
        said = _("O*NET %(release)s has no skill ratings for this occupation.")
    else:
        said = _("O*NET %(release)s has no skill or knowledge ratings for this occupation.")
    source = onet_source(onet, "not-rated", _("importance of skills and knowledge"))
    return NotRated(said % {"release": onet.release}, source)


def education_not_shown(facts: OccupationFacts) -> NotRated | None:
    """Returns what to say where `required_education` has nothing to show."""
    if required_education(facts.education):
        return None
    if facts.education:
        said = _(
            "O*NET %(release)s asked which education this occupation requires, but most answers aren’t precise enough to show."
        )
    else:
        said = _("O*NET %(release)s has no answers about the education that this occupation requires.")
    source = onet_source(facts.onet, "education", _("share of answers by required education"))
    return NotRated(said % {"release": facts.onet.release}, source)


def work_styles(onet: OnetFacts) -> RatedList | None:
    return _rated_list(onet, "work-styles", _("Work styles"), onet.work_styles) if onet.work_styles else None


def _rated_list(onet: OnetFacts, anchor: str, heading: str, rated: Sequence[Rated]) -> RatedList:
    bars = rated_bars(sorted(rated, key=lambda item: -item.importance))
    measure = _("importance on a scale from 1 (not important) to 5 (extremely important)")
    return RatedList(anchor, heading, bars[:SHOWN_BARS], bars[SHOWN_BARS:], onet_source(onet, anchor, measure))


def tool_list(onet: OnetFacts) -> ToolList | None:
    if not onet.tools:
        return None
    in_demand = _names(tool.name for tool in onet.tools if tool.in_demand)
    others = _names(tool.name for tool in sorted(onet.tools, key=lambda tool: not tool.hot) if not tool.in_demand)
    room = max(0, SHOWN_TOOLS - len(in_demand))
    measure = _("software and tools, and whether many job ads for the occupation ask for them")
    return ToolList(in_demand, others[:room], others[room:], onet_source(onet, "tools", measure))


def interest_list(onet: OnetFacts) -> InterestList | None:
    if not onet.interests:
        return None
    named = [(labels.INTERESTS[interest.letter], interest) for interest in onet.interests]
    bars = tuple(
        Bar(
            str(name),
            rating(interest.score),
            scaled(interest.score, BEST_INTEREST),
            is_own=interest.letter in onet.high_points,
            note=str(phrase),
        )
        for (name, phrase), interest in named
    )
    strongest = ", ".join(str(labels.INTERESTS[letter][0]) for letter in onet.high_points if letter in labels.INTERESTS)
    said = _("Strongest: %(names)s.") % {"names": strongest} if strongest else ""
    measure = _("how well each kind of work describes the occupation, from 1 to 7")
    estimated = _("Estimated by O*NET’s machine learning.") if onet.interests_are_estimated else ""
    return InterestList(bars, said, estimated, onet_source(onet, "interests", measure))


def required_education(shares: Shares | None) -> RequiredEducation | None:
    """Returns the shares, largest first. O*NET recommends not to show some answers: if they're most of them, the others would
    mislead, and None is returned."""
    answers = [answer for answer in shares.shares if answer.percent > 0] if shares else []
    shown = sum((answer.percent for answer in answers), Decimal(0))
    if shares is None or shown < FEWEST_ANSWERS:
        return None
    bars = tuple(
        Bar(_short(answer.name), _rounded(answer.percent), round(float(answer.percent), 1))
        for answer in sorted(answers, key=lambda answer: -answer.percent)
    )
    if shares.asked == "experts":
        heading = _("Education that experts on this occupation say you need")
        measure = _("share of experts on the occupation who say that a new hire needs this education")
    else:
        heading = _("Education that people in the job say you need")
        measure = _("share of people in the occupation who say that a new hire needs this education")
    asked = " ".join(_asked(shares, 100 - shown))
    return RequiredEducation(heading, bars, asked, sourced("education", shares, measure))


def _rounded(percent: Decimal) -> str:
    return share(rounded(percent)) if percent >= 1 else _("under 1%")


def _asked(shares: Shares, hidden: Decimal) -> Iterator[str]:
    """How many people were asked and when, as far as that is published, and how many answers aren't shown."""
    said = {"sample": shares.sample, "year": shares.collected.rpartition("/")[2]}
    if shares.sample is not None:
        if shares.asked == "experts":
            words = ngettext(
                "%(sample)d expert was asked, in %(year)s.",
                "%(sample)d experts were asked, in %(year)s.",
                shares.sample,
            )
        else:
            words = ngettext(
                "%(sample)d person was asked, in %(year)s.", "%(sample)d people were asked, in %(year)s.", shares.sample
            )
        yield words % said
        if shares.sample < SMALL_SAMPLE:
            yield _("That’s a small sample, so read it as a rough picture.")
    elif shares.collected:
        yield _("Collected in %(year)s.") % said
    if hidden >= 1:
        answers = {"share": _rounded(hidden)}
        yield _("The other answers (%(share)s) aren’t precise enough to show.") % answers


def titles_of(facts: OccupationFacts) -> Titles | None:
    """What people call the job: titles that workers report, and other titles."""
    reported = facts.onet.reported_titles
    known = {title.casefold() for title in (*reported, facts.title)}
    others = tuple(title for title in facts.onet.titles if title.casefold() not in known)
    if not reported and not others:
        return None
    return Titles(reported, others[:SHOWN_TITLES], others[SHOWN_TITLES:])


def zone_label(onet: OnetFacts) -> str:
    """``Job zone 4 of 5: considerable preparation``."""
    if onet.job_zone is None:
        return ""
    said = {"zone": onet.job_zone, "what": str(labels.JOB_ZONES[onet.job_zone]).lower()}
    return _("Job zone %(zone)d of 5: %(what)s") % said


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _short(category: str) -> str:
    """The name of an education category without its explanation."""
    return category.partition(" - ")[0].partition(" (")[0].replace("'", "’")
