"""Views that create and write a cover letter."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import member, members_only
from jobs.tracker.models import Application
from resumes import letters
from resumes.exports.content import arrange
from resumes.forms import LetterForm, NewLetterForm
from resumes.lifecycle import MAX_NAME, TooMany
from resumes.models import Letter
from resumes.views.access import get_letter_for
from toolkit.forms import Stale, versions_seen


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def new_letter(request: HttpRequest) -> HttpResponse:
    """Creates a letter with a greeting and a closing; ``application`` is the one it is for."""
    form = NewLetterForm(request.POST or None, user=member(request), initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            letter = letters.create_letter(user=member(request), **form.cleaned_data, now=timezone.now())
        except TooMany as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(letter)
    return render(request, "letters/new.html", {"form": form}, status=400 if form.errors else 200)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """Returns what the form starts with: the application that ``application`` names, and its job as the letter's name."""
    asked = request.GET.get("application", "")
    own = Application.objects.of(member(request)).filter(pk=asked) if re.fullmatch("[0-9]{1,18}", asked) else None
    if not own or not (application := own.first()):
        return {}
    name = ", ".join(filter(None, (application.title, application.company)))
    return {"application": application.pk, "name": name[:MAX_NAME]}


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows the letter and how it reads; saves it. Saved while typing, it answers with the parts of the page that change."""
    letter = get_letter_for(member(request), pk)
    form = LetterForm(letter, data=request.POST if request.method == "POST" else None)
    conflict: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            letters.write_letter(letter=letter, **form.cleaned_data, seen=versions_seen(request), now=timezone.now())
        except Stale:
            letter = get_letter_for(member(request), pk)
            conflict = form.overwrites(LetterForm(letter))
        if "autosave" not in request.POST and not conflict:
            messages.success(request, _("Saved."))
            return redirect(letter)
    status = 409 if conflict else 400 if form.errors else 200
    version = letters.version_of_letter(letter)
    context = _shown(letter) | {"form": form, "conflict": conflict, "version": version, "overwrite": version}
    if "autosave" in request.POST:
        problems = [error for errors in form.errors.values() for error in errors]
        sent = {"conflict": conflict, "problems": problems}
        return render(request, "resumes/_autosaved.html", context | {"sent": sent}, status=status)
    context["version"] = request.POST.get("version", version)
    return render(request, "letters/edit.html", context, status=status)


def _shown(letter: Letter) -> dict[str, Any]:
    """Returns what a page shows of a letter: how it reads, and what is to fill in."""
    document = letter.to_export(timezone.localdate())
    return {
        "document": letter,
        "formats": letter.formats.values(),
        "paper": arrange(document, letter.language),
        "unfilled": [f"{{{name}}}" for name in document.unfilled],
    }
