"""Views of exclusions: companies and email domains whose people never see the member's résumé."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import in_person, member
from jobs.models import Company
from resumes.models import Exclusion
from resumes.publishing import exclusions
from resumes.sharing_forms import ExclusionForm
from toolkit.text import one_line


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def excluded(request: HttpRequest) -> HttpResponse:
    """Lists what the member excluded, finds companies by name, and excludes one or a domain."""
    user, form = member(request), ExclusionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        slug = form.cleaned_data["company"]
        company = get_object_or_404(Company.objects.only("name"), slug=slug) if slug else None
        try:
            made = exclusions.exclude(
                user=user, domain=form.cleaned_data["domain"], company=company, now=timezone.now()
            )
        except exclusions.ExclusionRefused as refused:
            form.add_error("domain", str(refused))
        else:
            messages.success(request, _("Excluded %s.") % made.domain)
            return redirect("resumes:excluded")
    query = one_line(request.GET.get("q", ""))[:100]
    context: dict[str, Any] = {
        "form": form,
        "query": query,
        "found": exclusions.companies_named(query) if query else [],
        "suggested": exclusions.suggested(user=user, today=timezone.localdate()),
        "exclusions": Exclusion.objects.of(user).select_related("company").defer("company__logo"),
    }
    return render(request, "resumes/excluded.html", context, status=400 if form.errors else 200)


@require_POST
@in_person
def include(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes an exclusion."""
    exclusion = get_object_or_404(Exclusion.objects.of(member(request)), pk=pk)
    exclusions.remove_exclusion(exclusion=exclusion)
    messages.success(request, _("Removed %s from the list.") % exclusion.domain)
    return redirect("resumes:excluded")
