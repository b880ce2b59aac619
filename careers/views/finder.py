"""Views of the career finder: a form whose results are a URL, and a member's saved answers. Nothing is stored unless they ask."""

from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import member, members_only
from accounts.models import User
from careers.explorer.catalog import Catalog, catalog
from careers.explorer.vocabulary import EDUCATION_NAMES, LETTERS, SKILLS
from careers.finder.answers import Answers, Asked, answers_of, delete_answers, parse, save_answers
from careers.finder.fit import Fit, Profiles, rank
from careers.finder.reasons import match
from careers.finder.statements import STATEMENTS
from careers.models import SavedAnswers
from careers.occupations import labels
from jobs.search.links import with_query
from toolkit.negotiation import compressed

SHOWN = 20
MOST_SHOWN = 60
POPULAR_TOOLS = 36
FIELDS: dict[str, Promise] = {
    "like": gettext_lazy("What you like"),
    "skill": gettext_lazy("What you’re good at"),
    "tools": gettext_lazy("Other tools"),
    "education": gettext_lazy("Education"),
}
ANCHORS = {"like": "likes", "skill": "skills"}


@lru_cache(maxsize=1)
def profiles_of(every: Catalog) -> Profiles:
    """Returns what the formula needs, computed once for a catalog."""
    return Profiles(every)


@require_safe
@compressed
def find(request: HttpRequest) -> HttpResponse:
    every = catalog()
    profiles = profiles_of(every)
    asked = parse(request.GET, profiles.tool_names)
    answers = asked.answers
    has_asked = bool(request.GET)
    fits = rank(profiles, answers)
    shown = MOST_SHOWN if request.GET.get("more") == "1" else SHOWN
    context = {
        "noindex": bool(request.META.get("QUERY_STRING")),
        "canonical": "" if request.META.get("QUERY_STRING") else reverse("careers:find"),
        "meta_description": _(
            "Tick what you like, what you’re good at and the tools you use. See which careers fit, and why."
        ),
        "problem_links": [
            (ANCHORS.get(name, name), f"{FIELDS[name]}: {text}") for name, text in asked.problems.items()
        ],
        "problems": asked.problems,
        "has_asked": has_asked,
        "notes": _notes(answers, fits) if has_asked else [],
        "matches": [match(number, fit, answers) for number, fit in enumerate(fits[:shown], start=1)],
        "more_url": _url(answers, more=True) if fits and shown < MOST_SHOWN else "",
        "answers": answers,
        "all": len(every.careers),
        "credits": every.credits,
        "share_url": _url(answers),
        "saved": _saved(request),
        **_form(asked, profiles),
    }
    return render(request, "careers/finder/find.html", context)


def _url(answers: Answers, *, more: bool = False) -> str:
    query = "&".join(filter(None, [answers.querystring, "more=1" if more else ""]))
    return with_query(reverse("careers:find"), query)


def _notes(answers: Answers, fits: list[Fit]) -> list[str]:
    """Returns which parts of the answers say nothing about careers, and why."""
    notes = []
    if answers.is_empty:
        return [_("Tick at least one statement, skill or tool, and we’ll rank careers for you.")]
    if answers.like and len(set(answers.interests)) == 1:
        notes.append(
            _(
                "You ticked equally many statements of each kind, so your interests don’t tell careers apart. We left them out."
            )
        )
    if len(answers.skill) == len(SKILLS):
        notes.append(_("You ticked every skill, so your skills don’t tell careers apart. We left them out."))
    if not fits and notes:
        notes.append(_("Untick some, so that we can rank careers."))
    return notes


def _form(asked: Asked, profiles: Profiles) -> dict[str, Any]:
    answers = asked.answers
    popular = _popular_tools(profiles)
    return {
        "kinds": [
            {
                "letter": letter,
                "name": labels.INTERESTS[letter][0],
                "meaning": labels.INTERESTS[letter][1],
                "statements": [
                    (one.key, one.text, one.key in answers.like) for one in STATEMENTS if one.letter == letter
                ],
            }
            for letter in LETTERS
        ],
        "skills": [(key, skill.name, skill.hint, key in answers.skill) for key, skill in SKILLS.items()],
        "tools": [(name, name in answers.tool) for name in popular],
        "other_tools": ", ".join([*(name for name in answers.tool if name not in popular), *asked.unknown_tools]),
        "education": [(key, name, key == answers.education) for key, name in EDUCATION_NAMES.items()],
    }


def _popular_tools(profiles: Profiles) -> list[str]:
    """Returns the tools that most careers use, without those that nearly all use and that say nothing about a career."""
    most = len(profiles.careers) / 2
    return sorted(
        [tool for tool in profiles.tool_names if profiles.uses[tool] < most][:POPULAR_TOOLS], key=str.casefold
    )


# --- Saved answers ------------------------------------------------------------------------------------------------------


def _saved(request: HttpRequest) -> dict[str, Any] | None:
    """Returns the member's saved answers, with the address of their results. One query for members."""
    if not isinstance(request.user, User):
        return None
    saved = SavedAnswers.objects.of(request.user).first()
    return {"at": saved.saved_at, "url": _url(answers_of(saved))} if saved else None


@require_POST
@members_only
def save(request: HttpRequest) -> HttpResponse:
    """Saves the answers of a results page for the member."""
    answers = parse(QueryDict(request.POST.get("answers", "")), profiles_of(catalog()).tool_names).answers
    if answers.is_empty:
        messages.error(request, _("There was nothing to save: no statement, skill or tool is ticked."))
    else:
        save_answers(user=member(request), answers=answers, now=timezone.now())
        messages.success(request, _("We saved your answers. Only you can see them."))
    return redirect(_url(answers))


@require_POST
@members_only
def delete(request: HttpRequest) -> HttpResponse:
    """Deletes the member's saved answers."""
    delete_answers(user=member(request))
    messages.success(request, _("We deleted your saved answers."))
    return redirect("careers:find")
