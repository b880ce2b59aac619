"""Views that résumés and cover letters share: list, rename, duplicate, delete, restore. ``model`` says which."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import member, members_only
from resumes import lifecycle
from resumes.forms import NameForm
from resumes.letters import duplicate_letter
from resumes.models import Letter, Resume
from resumes.services import duplicate_resume
from resumes.views.access import get_deleted_document_for, get_document_for

Model = type[Resume] | type[Letter]


@require_safe
@members_only
def documents(request: HttpRequest, model: Model) -> HttpResponse:
    """Lists the member's résumés or letters, and those deleted within the last month."""
    user, now = member(request), timezone.now()
    own = list(model.objects.of(user).only("name", "language", "updated_at", "deleted_at"))
    kept = [document for document in own if document.deleted_at is None]
    most, with_plus = lifecycle.most_for(user, model, now=now), lifecycle.most_with_plus(model)
    context = {
        "documents": kept,
        "deleted": [document for document in own if document.deleted_at],
        "most": most,
        "is_full": len(kept) >= most,
        "plus_most": with_plus if most < with_plus else 0,
        "kept_days": lifecycle.KEPT_DELETED.days,
    }
    return render(request, f"{model.namespace}/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def rename(request: HttpRequest, pk: int, model: Model) -> HttpResponse:
    """Changes a document's name and language."""
    document = get_document_for(member(request), model, pk)
    form = NameForm(request.POST or None, initial={"name": document.name, "language": document.language})
    if request.method == "POST" and form.is_valid():
        lifecycle.rename(document=document, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Changes saved."))
        return redirect(document)
    context = {"form": form, "document": document, "list_url": f"{model.namespace}:list"}
    return render(request, "resumes/rename.html", context, status=400 if form.errors else 200)


@require_POST
@members_only
def duplicate(request: HttpRequest, pk: int, model: Model) -> HttpResponse:
    document: Resume | Letter = get_document_for(member(request), model, pk)
    now = timezone.now()
    copy: Resume | Letter
    try:
        if isinstance(document, Letter):
            copy = duplicate_letter(letter=document, now=now)
        else:
            copy = duplicate_resume(resume=document, now=now)
    except lifecycle.TooMany as refused:
        messages.error(request, str(refused))
        return redirect(f"{model.namespace}:list")
    messages.success(request, _("Created “%s”.") % copy.name)
    return redirect(copy)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def delete(request: HttpRequest, pk: int, model: Model) -> HttpResponse:
    """Asks for confirmation, then deletes the document. It can be restored for a month."""
    document = get_document_for(member(request), model, pk)
    if request.method == "POST":
        lifecycle.delete(document=document, now=timezone.now())
        messages.success(request, _("Deleted “%s”. You can still restore it.") % document.name)
        return redirect(f"{model.namespace}:list")
    context = {"document": document, "kept_days": lifecycle.KEPT_DELETED.days}
    return render(request, f"{model.namespace}/delete.html", context)


@require_POST
@members_only
def restore(request: HttpRequest, pk: int, model: Model) -> HttpResponse:
    document = get_deleted_document_for(member(request), model, pk)
    try:
        lifecycle.restore(document=document, now=timezone.now())
    except lifecycle.TooMany as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Restored “%s”.") % document.name)
    return redirect(f"{model.namespace}:list")
