"""Why a career fits, in words and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from careers.display import money, percent
from careers.explorer.catalog import Career
from careers.explorer.vocabulary import EDUCATION_OF_RANK, EDUCATION_RANKS, LETTERS, SKILLS, SKILLS_BY_ID
from careers.finder.answers import Answers
from careers.finder.fit import Fit

MISSING = 4  # important skills that are named as not ticked
NAMED_TOOLS = 6
# Correlations of six numbers that chance alone exceeds once in 20 times, and once in 10 times (one-sided, 4 degrees of freedom).
STRONG, GOOD = 0.73, 0.61
BAR_WIDTH, BAR_HEIGHT = 14, 40
BEST_SCORE = 7  # of O*NET's interest scores, from 1


@dataclass(frozen=True)
class Reason:
    """``figure`` is the number that the sentence explains; empty if there is none."""

    label: Promise
    figure: str
    words: str


@dataclass(frozen=True)
class InterestBar:
    """A type of interest: how high the career's bar and the member's mark are, from the top of a small picture."""

    letter: str
    x: int
    y: float
    height: float
    own: float | None


@dataclass(frozen=True)
class Match:
    """A ranked career with its reasons; ``notes`` say which figures are of a wider group or of another time;
    ``bars`` draw its six interests beside the member's."""

    number: int
    career: Career
    pay: str
    growth: str
    notes: str
    reasons: Sequence[Reason]
    bars: Sequence[InterestBar]


def match(number: int, fit: Fit, answers: Answers) -> Match:
    career = fit.career
    pay = money(career.median_pay, "USD")
    reasons = (_interests(fit, answers), _skills(fit, answers), _tools(fit, answers), _education(fit, answers))
    return Match(
        number=number,
        career=career,
        pay=_("at least %s") % pay if career.pay_is_at_least else pay,
        growth="" if career.growth is None else percent(career.growth),
        notes=career.notes,
        reasons=[reason for reason in reasons if reason],
        bars=_bars(career, answers) if fit.interests is not None else (),
    )


def signed(value: float) -> str:
    """``0.84``, ``−0.12``."""
    shown = f"{abs(value):.2f}"
    return f"−{shown}" if value < 0 and shown != "0.00" else shown


def _interests(fit: Fit, answers: Answers) -> Reason | None:
    if fit.interests is None:
        if not answers.like or fit.career.interests:
            return None
        return Reason(gettext_lazy("Interests"), "", _("The interests of this career aren’t rated."))
    if fit.interests >= STRONG:
        words = _("A strong fit: chance alone gives this much in 1 of 20 careers.")
    elif fit.interests >= GOOD:
        words = _("A good fit: chance alone gives this much in 1 of 10 careers.")
    elif fit.interests >= 0.3:
        words = _("Some fit: your interests and this career’s rise and fall partly together.")
    elif fit.interests > -0.3:
        words = _("Little fit: your interests say little about this career.")
    else:
        words = _("A poor fit: this career is strong where your interests are weak.")
    return Reason(gettext_lazy("Interests"), signed(fit.interests), words)


def _skills(fit: Fit, answers: Answers) -> Reason | None:
    if not answers.skill:
        return None
    career, label = fit.career, gettext_lazy("Skills")
    if not career.skills:
        return Reason(label, "", _("The skills of this career aren’t rated."))
    ticked = {SKILLS[key].id for key in answers.skill}
    important = sorted(career.important_skills, key=lambda id: (-(career.skills or {})[id], id))
    shared, missing = [id for id in important if id in ticked], [id for id in important if id not in ticked]
    if not shared:
        words = _("None of the skills you ticked is important for it.")
    else:
        words = _("You have %(number)d of its %(all)d important skills: %(names)s.") % {
            "number": len(shared), "all": len(important), "names": _names(shared),
        }  # fmt: skip
    if missing:
        words += " " + _("You didn’t tick: %s.") % _names(missing[:MISSING], more=len(missing) - MISSING)
    return Reason(label, "" if fit.skills is None else signed(fit.skills), words)


def _names(ids: Sequence[str], *, more: int = 0) -> str:
    names = [str(SKILLS_BY_ID[id].name) for id in ids if id in SKILLS_BY_ID]
    if more > 0:
        names.append(ngettext("%d more", "%d more", more) % more)
    return str(get_text_list(names, _("and")))


def _tools(fit: Fit, answers: Answers) -> Reason | None:
    if not answers.tool or fit.tools is None:
        return None
    used = set(fit.career.tools)
    shared = [tool for tool in answers.tool if tool in used]
    said = {"number": len(shared), "all": len(answers.tool), "names": get_text_list(shared[:NAMED_TOOLS], _("and"))}
    if not shared:
        words = _("None of your tools is among those that employers often ask for.")
    elif len(shared) > NAMED_TOOLS:
        words = _("It uses %(number)d of your %(all)d tools.")
    else:
        words = ngettext(
            "It uses your tool: %(names)s.", "It uses %(number)d of your %(all)d tools: %(names)s.", len(answers.tool)
        )
    return Reason(gettext_lazy("Tools"), "", words % said)


def _education(fit: Fit, answers: Answers) -> Reason | None:
    rank = fit.career.education
    if rank is None:
        return None
    label, said = gettext_lazy("Education"), {"usual": EDUCATION_OF_RANK[rank]}
    if fit.steps is None:
        return Reason(label, "", _("Usually: %(usual)s.") % said)
    said["own"] = EDUCATION_OF_RANK[EDUCATION_RANKS[answers.education]]
    if fit.steps == 0:
        words = _("Usually: %(usual)s, as you have.")
    elif fit.steps < 0:
        words = _("Usually: %(usual)s. You have more: %(own)s.")
    else:
        words = ngettext(
            "Usually: %(usual)s, one step above yours (%(own)s).",
            "Usually: %(usual)s, %(steps)d steps above yours (%(own)s).",
            fit.steps,
        )
        said["steps"] = fit.steps  # type: ignore[assignment]
    return Reason(label, "", words % said)


def _bars(career: Career, answers: Answers) -> list[InterestBar]:
    most = max(answers.interests) or 1
    bars = []
    for index, (letter, score, own) in enumerate(zip(LETTERS, career.interests, answers.interests, strict=True)):
        height = round((score - 1) / (BEST_SCORE - 1) * BAR_HEIGHT, 1)
        mark = round(BAR_HEIGHT - own / most * BAR_HEIGHT, 1)
        bars.append(InterestBar(letter, index * (BAR_WIDTH + 4), round(BAR_HEIGHT - height, 1), height, mark))
    return bars
