"""Views of rewritten bullets and drafted letters: ask for versions, put one in the résumé, save a draft as a letter."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import in_person, member
from advice import endpoint
from advice.forms import RewriteForm
from advice.models import Question
from advice.models.question import UNFINISHED, Task
from advice.questions import drafting, rewriting
from advice.questions.refusals import CannotAsk, NothingToSend
from advice.views.access import get_question_for
from advice.views.questions import queued, render_question
from advice.views.refusals import limit, problem_of
from resumes.editing import NoSuchEntry
from resumes.lifecycle import TooMany
from resumes.models import Resume
from toolkit.forms import Stale
from toolkit.request_text import BadInput


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def rewrite(request: HttpRequest, pk: int, key: str, number: int) -> HttpResponse:
    """Shows the bullets of an entry; asks for other versions of one."""
    user, now = member(request), timezone.now()
    resume = get_object_or_404(Resume.objects.of(user).kept(), pk=pk)
    section = rewriting.section_with_bullets(key)
    if section is None:
        raise Http404
    try:
        bullets = [rewriting.plain(bullet) for bullet in rewriting.bullets_of(resume, section, number)]
    except NoSuchEntry:
        raise Http404 from None
    form = RewriteForm(request.POST or None)
    context = {
        "resume": resume,
        "section": section,
        "number": number,
        "title": section.title_of(section.entries_in(resume.data)[number]),
        "bullets": bullets,
        "form": form,
        "has_model": endpoint.is_configured(),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "advice/rewrite.html", context, status=400 if form.errors else 200)
    bullet = _number_in(request, "bullet")
    if bullet is None:
        return render(request, "advice/rewrite.html", context | {"problem": _("Choose a bullet.")}, status=422)
    words = form.cleaned_data["words"]
    try:
        limit(request)
        question = rewriting.ask_for_versions(
            user=user, resume=resume, section=section, number=number, bullet=bullet, words=words, now=now
        )
    except (NoSuchEntry, NothingToSend):
        raise BadInput(_("This bullet isn't there anymore. Go back and choose another one.")) from None
    except CannotAsk as refused:
        problem = problem_of(refused)
        context["problem"] = problem.text
        return problem.on(render(request, "advice/rewrite.html", context, status=problem.status))
    return queued(question)


@require_POST
@in_person
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Puts a version of a bullet in the résumé."""
    question = _finished(request, pk, Task.REWRITE)
    version = _number_in(request, "version")
    if version is None:
        raise BadInput(_("Choose a version."))
    try:
        rewriting.accept(question=question, version=version, now=timezone.now())
    except rewriting.NoSuchVersion:
        raise BadInput(_("Choose a version.")) from None
    except Stale:
        problem = _(
            "You changed this entry after you asked, so nothing was replaced. Ask again to get versions of the new text."
        )
        return render_question(request, question, problem=problem, status=409)
    except NoSuchEntry:
        problem = _("This entry isn't in your résumé anymore, so nothing was replaced.")
        return render_question(request, question, problem=problem, status=409)
    messages.success(request, _("Replaced in your résumé. The earlier text is in its version history."))
    return redirect(question)


@require_POST
@in_person
def save_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Saves a draft as a cover letter, to be edited; leads to the one it was saved as before."""
    question = _finished(request, pk, Task.LETTER)
    if known := drafting.letter_of(question):
        return redirect(known)
    try:
        letter = drafting.save_letter(question=question, now=timezone.now())
    except TooMany as refused:
        return render_question(request, question, problem=str(refused), status=409)
    messages.success(request, _("Saved as a cover letter. Read it and make it yours before you send it."))
    return redirect(letter)


def _finished(request: HttpRequest, pk: int, task: Task) -> Question:
    """Returns the member's question of that task with its answer. Raises a 404, or `BadInput` while it is written."""
    question = get_question_for(member(request), pk)
    if question.task != task or question.state in UNFINISHED or not question.claims:
        raise BadInput(_("There is no finished answer to take over."))
    return question


def _number_in(request: HttpRequest, name: str) -> int | None:
    """Returns a small number that a button sent; None if there is none."""
    value = request.POST.get(name, "")
    return int(value) if re.fullmatch("[0-9]{1,3}", value) else None
