"""View of the owner's answer to staff, who hid their page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import in_person, member
from resumes.models import Page
from resumes.publishing import moderation
from resumes.sharing_forms import AnswerForm


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def answer(request: HttpRequest) -> HttpResponse:
    """Shows why staff hid the page and takes the owner's answer, once."""
    page = Page.objects.of(member(request)).hidden().first()
    if page is None:
        messages.info(request, _("Your résumé page isn't hidden."))
        return redirect("resumes:page-settings")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            moderation.answer_staff(page=page, text=form.cleaned_data["text"], now=timezone.now())
        except moderation.AnswerRefused:
            messages.error(request, _("You already sent an answer."))
        else:
            messages.success(request, _("Answer sent. We'll email you what we decide."))
        return redirect("resumes:answer")
    return render(request, "resumes/answer.html", {"page": page, "form": form}, status=400 if form.errors else 200)
