"""Actions on a member's alerts, from buttons: pause, resume, stop, restart, confirm, make daily."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.decorators import member, members_only
from alerts import services
from alerts.models import Alert
from alerts.services import AlertRefused
from alerts.views.manage import get_alert_for
from toolkit.request_text import BadInput

State = Alert.State
# An alert's state, for a user who pressed a button that no longer applied to it.
STATE_WORDS: dict[str, Promise] = {
    State.ACTIVE: _lazy("“%s” is on."),
    State.PAUSED: _lazy("“%s” is paused."),
    State.ENDED: _lazy("“%s” is stopped."),
    State.UNCONFIRMED: _lazy("“%s” isn't confirmed yet."),
}


def _acts(act: Callable[..., Alert], goal: Alert.State, said: Promise) -> Callable[[HttpRequest, int], HttpResponse]:
    """Returns a view that changes one alert and redirects to the list."""

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        alert = get_alert_for(member(request), pk)
        return _done(request, lambda: act(alert=alert, now=timezone.now()), goal, said)

    return require_POST(members_only(view))


def _done(request: HttpRequest, act: Callable[[], Alert], goal: Alert.State, said: Promise) -> HttpResponse:
    """Performs the action, then reports the resulting state."""
    try:
        alert = act()
    except AlertRefused as error:
        messages.error(request, str(error))
    else:
        if alert.state == goal:
            messages.success(request, str(said) % alert.name)
        else:
            messages.warning(request, str(STATE_WORDS[alert.state]) % alert.name)
    return redirect("alerts:list")


@require_POST
@members_only
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """``days``: how many to pause for; without it, until the alert is resumed."""
    alert = get_alert_for(member(request), pk)
    days = request.POST.get("days", "")
    if days and days not in services.PAUSES:
        raise BadInput(_("We can't pause an alert for that long. Go back and choose from the list."))
    return _done(
        request,
        lambda: services.pause_for(alert=alert, days=days, now=timezone.now()),
        State.PAUSED,
        _lazy("“%s” is paused."),
    )


@require_POST
@members_only
def descriptions(request: HttpRequest, pk: int) -> HttpResponse:
    """Answers whether an alert finds jobs that mention its keywords only in their descriptions: ``wanted``, 1 or 0."""
    alert = get_alert_for(member(request), pk)
    wanted = request.POST.get("wanted")
    if wanted not in ("0", "1"):
        raise BadInput(_("Choose one of the two buttons."))
    services.search_descriptions(alert=alert, wanted=wanted == "1", now=timezone.now())
    messages.success(request, _("Alert saved."))
    return redirect("alerts:edit", alert.pk)


@require_POST
@members_only
def make_daily(request: HttpRequest) -> HttpResponse:
    """Makes all weekly alerts of a member with Plus daily from now on. Idempotent."""
    try:
        count = services.make_all_daily(user=member(request), now=timezone.now())
    except AlertRefused as error:
        messages.error(request, str(error))
    else:
        said = ngettext("%d alert is now daily.", "%d alerts are now daily.", count) % count
        messages.success(request, said if count else _("You have no weekly alerts. Nothing has changed."))
    return redirect("alerts:list")


resume = _acts(services.resume, State.ACTIVE, _lazy("“%s” is on again."))
stop = _acts(services.end, State.ENDED, _lazy("“%s” is stopped. You can restart it below."))
begin_again = _acts(services.begin_again, State.ACTIVE, _lazy("“%s” is on again."))
confirm = _acts(services.confirm, State.ACTIVE, _lazy("“%s” is on."))
