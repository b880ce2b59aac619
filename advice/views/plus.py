"""Gate of advice: members with Plus get the page, others a page that says what it is, with an example."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.decorators import member, members_only
from advice.fit.example import example
from billing import entitlements, plans
from billing.plan_status import plan_status_of

View = Callable[..., HttpResponse]


def plus_only(view: View) -> View:
    """Requires a signed-in member with Plus. A member without it sees what the page is, an example, and how to get Plus."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if entitlements.for_user(member(request), timezone.now()).is_plus:
            return view(request, *args, **kwargs)
        return offer(request)

    return members_only(guarded)


def offer(request: HttpRequest) -> HttpResponse:
    """Shows what advice is, with an example, to a member without Plus."""
    context = {
        "example": example(),
        "plan_status": plan_status_of(request.user, timezone.now()),
        "plus": plans.PLUS,
        "prices": plans.offered(),
    }
    return render(request, "advice/offer.html", context)
