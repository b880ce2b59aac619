"""Views of questions to a language model: list and ask, read an answer while it is written, stop, try again, rate, delete."""

import datetime as dt
import re
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import EmptyPage, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import in_person, member
from accounts.models import User
from advice import endpoint, tasks
from advice.forms import AskForm, RatingForm
from advice.models import Question
from advice.models.question import Reason, State, Task
from advice.questions import answering, asking, budgets, consents, display, ending, retrying
from advice.questions.collecting import Subject
from advice.questions.drafting import letter_of
from advice.questions.refusals import CannotAsk
from advice.questions.rewriting import before, compare
from advice.views.access import get_question_for
from advice.views.refusals import limit, problem_of
from billing import entitlements
from toolkit import rate_limits

A_PAGE = 20
POLLS = "4000/hour"  # of a member: a page asks once a second


# --- The list, and asking ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def questions(request: HttpRequest) -> HttpResponse:
    """Lists the member's questions; asks one. ``job``, ``guide``, ``resume`` and ``task`` say what the form starts with."""
    user, now = member(request), timezone.now()
    if request.method != "POST":
        if _has_plus(user, now) and endpoint.is_configured() and not consents.has_consent(user):
            return _to_consent(request.get_full_path())
        return _list(
            request, AskForm(user=user, now=now, job=_number(request.GET.get("job")), initial=_initial(request))
        )
    form = AskForm(request.POST, user=user, now=now, job=_number(request.POST.get("job")))
    if not form.is_valid():
        return _list(request, form, status=400)
    subject = Subject(form.cleaned_data["resume"], form.cleaned_data["job"], form.edition)
    task, words = Task(form.cleaned_data["task"]), form.cleaned_data["words"]
    try:
        limit(request)
        asked = asking.ask(user=user, task=task, words=words, subject=subject, now=now)
    except CannotAsk as refused:
        problem = problem_of(refused)
        return problem.on(_list(request, form, problem=problem.text, status=problem.status))
    return queued(asked)


def _list(request: HttpRequest, form: AskForm, *, status: int = 200, problem: str = "") -> HttpResponse:
    user, now = member(request), timezone.now()
    context = {
        "page": (page := _page_of(request, Question.objects.of(user).for_list())),
        "rows": [(display.heading_of(question), question) for question in page],
        "form": form,
        "edition": form.edition,
        "problem": problem,
        "has_plus": _has_plus(user, now),
        "has_model": endpoint.is_configured(),
        "has_consent": consents.has_consent(user),
        "left": budgets.left(user=user, now=now),
        "model": settings.ADVICE_MODEL,
    }
    return render(request, "advice/questions.html", context, status=status)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """Returns what the form starts with."""
    asked = request.GET
    initial: dict[str, Any] = {"task": asked.get("task") or Task.QUESTION.value, "guide": asked.get("guide", "")[:120]}
    initial |= {name: number for name in ("job", "resume") if (number := _number(asked.get(name)))}
    return initial


def _number(value: str | None) -> int | None:
    return int(value) if value and re.fullmatch("[0-9]{1,18}", value) else None


def _page_of(request: HttpRequest, rows: Any) -> Any:
    asked = request.GET.get("page", "1")
    try:
        return Paginator(rows, A_PAGE).page(int(asked) if re.fullmatch("[0-9]{1,6}", asked) else 0)
    except EmptyPage:
        raise Http404 from None


def _has_plus(user: User, now: dt.datetime) -> bool:
    return entitlements.for_user(user, now).is_plus


def _to_consent(path: str) -> HttpResponse:
    return redirect(f"{reverse('advice:consent')}?{urlencode({'next': path})}")


def queued(question: Question) -> HttpResponse:
    """Wakes a worker when the question is committed, and leads to its page."""
    transaction.on_commit(partial(tasks.answer_question.delay, question.pk))
    return redirect(question)


# --- One question -------------------------------------------------------------------------------------------------------


@require_safe
@in_person
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a question with its answer, or with what was written of it so far."""
    return render_question(request, get_question_for(member(request), pk))


@require_safe
@in_person
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Returns the parts of the page that changed since it was shown, for its script; 204 if none did. ``seen`` is the state and
    number of sentences that the page shows."""
    user = member(request)
    if not rate_limits.allow(request, "poll an answer", POLLS, of=str(user.pk)):
        return HttpResponse(status=429)
    asked = get_question_for(user, pk)
    claims = answering.so_far(asked)
    if request.GET.get("seen") == _seen(asked, claims):
        return HttpResponse(status=204)
    return render(request, "advice/_progress.html", _answer_context(asked, claims))


def render_question(
    request: HttpRequest, asked: Question, *, rating: RatingForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    context = _answer_context(asked, answering.so_far(asked)) | {"problem": problem}
    context["rating"] = rating or RatingForm(initial=_rated(asked))
    return render(request, "advice/question.html", context, status=status)


def _answer_context(asked: Question, claims: list[dict[str, Any]]) -> dict[str, Any]:
    answer = display.answer_of(asked, claims)
    is_rewrite = asked.task == Task.REWRITE
    old = before(asked) if is_rewrite else ""
    return {
        "question": asked,
        "heading": display.heading_of(asked),
        "answer": answer,
        "letter": letter_of(asked),
        "old": old,
        "versions": [
            (number, sentence, compare(old, sentence.text)) for number, sentence in enumerate(answer.sentences)
        ]
        if is_rewrite
        else [],
        "drops": display.drops_of(asked),
        "drop_count": sum(asked.dropped.values()),
        "end": display.end_of(asked),
        "status": display.status_of(asked, len(answer.sentences) - len(answer.material)),
        "seen": _seen(asked, claims),
        "can_try_again": asked.state in (State.FAILED, State.STOPPED),
    }


def _seen(asked: Question, claims: list[dict[str, Any]]) -> str:
    return f"{asked.state}-{asked.attempts}-{len(claims)}"


def _rated(asked: Question) -> dict[str, Any]:
    if asked.was_useful is None:
        return {}
    return {"was_useful": "yes" if asked.was_useful else "no", "complaint": asked.complaint, "note": asked.rating_note}


@require_POST
@in_person
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stops an answer; what was written stays. Idempotent."""
    asked = get_question_for(member(request), pk)
    ending.stop(question=asked, reason=Reason.MEMBER, now=timezone.now())
    return redirect(asked)


@require_POST
@in_person
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks a question again that has no whole answer, with the same words, and its sources as they are now."""
    asked = get_question_for(member(request), pk)
    try:
        limit(request)
        again = retrying.try_again(question=asked, now=timezone.now())
    except CannotAsk as refused:
        problem = problem_of(refused)
        return problem.on(render_question(request, asked, problem=problem.text, status=problem.status))
    if again is None:
        return redirect(asked)
    for kind in again.lost:
        messages.warning(request, display.LOST[kind])
    return queued(asked)


@require_POST
@in_person
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Stores whether the answer was useful, and what was wrong with it."""
    asked = get_question_for(member(request), pk)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return render_question(request, asked, rating=form, status=400)
    asking.rate(question=asked, **form.cleaned_data)
    messages.success(request, _("Thank you. We read what people say about answers."))
    return redirect(asked)


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks whether to delete a question with its answer, and does it."""
    asked = get_question_for(member(request), pk)
    if request.method != "POST":
        return render(request, "advice/delete.html", {"question": asked, "heading": display.heading_of(asked)})
    asking.delete(question=asked, now=timezone.now())
    messages.success(request, _("Question deleted."))
    return redirect("advice:questions")


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def delete_all(request: HttpRequest) -> HttpResponse:
    """Asks whether to delete all questions, and does it."""
    user = member(request)
    if request.method != "POST":
        return render(request, "advice/delete_all.html", {"count": Question.objects.of(user).count()})
    asking.delete_all(user=user, now=timezone.now())
    messages.success(request, _("All questions deleted."))
    return redirect("advice:questions")
