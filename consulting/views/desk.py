"""Views of a consultant's settings, and of the team for leads."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.localization import zone_of
from consulting import figures, services
from consulting.assignment import set_away
from consulting.decorators import Desk, consultants_only
from consulting.display import is_late
from consulting.forms import DeskForm, HandOverForm
from consulting.models import ConsultantProfile, Thread
from consulting.reply_times import FEWEST
from consulting.tasks import relieve

MOST_WAITING = 100


@consultants_only
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Sets when the consultant is out of office, and whether they get emails."""
    if desk.consultant is None:
        return redirect("consulting:inbox-team")
    form = DeskForm(request.POST if request.method == "POST" else None, initial=_initial(desk.consultant))
    if form.is_valid():
        begins, ends = form.period(zone_of(desk.user))
        given = form.cleaned_data
        set_away(
            consultant=desk.consultant,
            begins=begins,
            ends=ends,
            note=given["away_note"],
            now=timezone.now(),
        )
        services.choose_emails(consultant=desk.consultant, on=given["gets_emails"])
        relieve.delay()
        messages.success(request, _("Changes saved."))
        return redirect("consulting:inbox-settings")
    status = 400 if form.errors else 200
    return render(request, "consulting/settings.html", {"form": form, "desk": desk}, status=status)


@consultants_only
@require_safe
def team(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Shows the load of each consultant and who waits longest. No messages."""
    if not desk.leads:
        raise PermissionDenied
    now = timezone.now()
    active = Thread.objects.active(now).with_people()
    waiting = [*active.filter(consultant=None).order_by("opened_at", "pk"), *active.waiting().exclude(consultant=None)]
    context = {
        "desk": desk,
        "loads": figures.loads(now),
        "reply_time": figures.reply_time(now),
        "fewest_replies": FEWEST,
        "rows": [
            {
                "thread": one,
                "name": one.member.name or _("Member"),
                "since": one.waiting_since or one.opened_at,
                "is_late": is_late(one.waiting_since or one.opened_at, now),
            }
            for one in waiting[:MOST_WAITING]
        ],
        "form": HandOverForm(now=now),
        "now": now,
    }
    return render(request, "consulting/team.html", context)


def _initial(consultant: ConsultantProfile) -> dict[str, object]:
    begins, ends = consultant.away_from, consultant.away_until
    return {
        "first_day": timezone.localdate(begins) if begins else None,
        "last_day": timezone.localdate(ends - dt.timedelta(seconds=1)) if ends else None,
        "away_note": consultant.away_note,
        "gets_emails": consultant.gets_emails,
    }
