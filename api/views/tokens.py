"""Views of access tokens: the member's list, create, revoke."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import confirmed, in_person, member
from api.access import tokens
from api.access.scopes import words_of
from api.forms import TokenForm
from api.models import AccessToken
from toolkit import rate_limits

MOST_ENDED = 20
CREATED = "30/day"  # each one is an email


@require_safe
@in_person
def token_list(request: HttpRequest) -> HttpResponse:
    return render(request, "api/tokens/list.html", _lists(request))


@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def create(request: HttpRequest) -> HttpResponse:
    """Creates a token and shows its secret, once: it is in this response only, so a redirect can't follow."""
    user, now = member(request), timezone.now()
    form, status = TokenForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        if not rate_limits.allow(request, "create access tokens", CREATED, of=str(user.pk)):
            form.add_error(None, _("You created many tokens in a short time. Try again tomorrow."))
            status = 429
        else:
            try:
                issued = tokens.issue_token(
                    user=user,
                    name=form.cleaned_data["name"],
                    scopes=form.chosen(),
                    expires_at=form.expires_at(now),
                    request=request,
                    now=now,
                )
            except tokens.TokenRefused as refused:
                form.add_error(refused.field or None, str(refused))
            else:
                return render(request, "api/tokens/list.html", _lists(request) | {"issued": issued})
    status = 400 if form.errors and status == 200 else status
    return render(request, "api/tokens/new.html", {"form": form}, status=status)


@require_POST
@in_person
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(AccessToken.objects.of(member(request)), pk=pk)
    if tokens.revoke_token(token=token, request=request, now=timezone.now()):
        messages.success(request, _("Revoked %s. It no longer works.") % token.name)
    else:
        messages.info(request, _("%s had already ended.") % token.name)
    return redirect("tokens:list")


def _lists(request: HttpRequest) -> dict[str, object]:
    """Returns the member's tokens that work, each with what it allows, and those that ended."""
    now = timezone.now()
    own = AccessToken.objects.of(member(request))
    working = own.working(now)
    return {
        "tokens": [(token, words_of(token.scopes)) for token in working],
        "ended": own.exclude(pk__in=working.values("pk"))[:MOST_ENDED],
    }
