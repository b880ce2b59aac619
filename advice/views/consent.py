"""Views of consent: what is sent to a language model, agree, withdraw."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import in_person, member
from advice import endpoint
from advice.models import Consent
from advice.questions import consents
from toolkit.request_text import BadInput
from toolkit.web_addresses import safe_return


@require_http_methods(["GET", "HEAD", "POST"])
@in_person
def consent(request: HttpRequest) -> HttpResponse:
    """Lists what is sent and where; gives consent or withdraws it."""
    user = member(request)
    if request.method != "POST":
        return render(request, "advice/consent.html", _context(request))
    match request.POST.get("action"):
        case "give":
            consents.give(user=user, now=timezone.now())
            return redirect(safe_return(request, fallback=reverse("advice:questions")))
        case "withdraw":
            consents.revoke(user=user, now=timezone.now())
            messages.success(request, _("Consent withdrawn. We send nothing to the model anymore."))
            return redirect("advice:consent")
    raise BadInput(_("Choose whether you agree."))


def _context(request: HttpRequest) -> dict[str, object]:
    user = member(request)
    return {
        "has_model": endpoint.is_configured(),
        "has_consent": consents.has_consent(user),
        "since": Consent.objects.of(user).given().first(),
        "sent": consents.SENT,
        "not_sent": consents.NOT_SENT,
        "recipient": consents.recipient(),
        "model": settings.ADVICE_MODEL,
        "next": safe_return(request, fallback=""),
    }
