"""Views for what was sent: one email or notification."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import member, members_only
from alerts import archive
from alerts.models import Digest


@require_safe
@members_only
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows a digest as it was sent, with the current state of its jobs."""
    digest = Digest.objects.of(member(request)).left().filter(pk=pk).first()
    if digest is None:
        raise Http404
    now = timezone.now()
    return render(request, "alerts/mail.html", {"digest": digest, "sections": archive.sections(digest, now=now)})
