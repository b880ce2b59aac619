"""Admin of advice: what answers cost by day and task, which sentences were left out, and what failed. No text of members."""

import datetime as dt
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from advice.models import DailyCount, DailyUsage, Question
from advice.models.question import Reason
from advice.questions import display
from toolkit import money
from toolkit.admin import ReadOnlyAdmin

DAYS = 30
MILLIONTHS = 1_000_000


@admin.register(DailyUsage)
class DailyUsageAdmin(ReadOnlyAdmin):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="advice_dailyusage_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Shows the last days as one page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        since = timezone.now().astimezone(dt.UTC).date() - dt.timedelta(days=DAYS - 1)
        rows = list(DailyUsage.objects.filter(day__gte=since))
        counted = _counted(since)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Advice: costs and drops"),
            "days": DAYS,
            "rows": [(row, cost_in_words(row.cost, row.currency)) for row in rows],
            "calls": sum(row.calls for row in rows),
            "costs": _totals(rows),
            "drops": display.drops_in_words(counted[DailyCount.What.DROP]),
            "shown": sum(row.shown for row in rows),
            "quoted": sum(counted[DailyCount.What.QUOTE].values()),
            "ends": [(Reason(reason).label, count) for reason, count in counted[DailyCount.What.END].items()],
            "ratings": list(Question.objects.ratings(since).items()),
        }
        return TemplateResponse(request, "admin/advice/report.html", context)


def _counted(since: dt.date) -> dict[str, dict[str, int]]:
    """Returns how often each thing happened, for each reason, the most frequent first. One query."""
    found: dict[str, dict[str, int]] = {what: {} for what in DailyCount.What.values}
    rows = DailyCount.objects.filter(day__gte=since).order_by().values_list("what", "reason").annotate(all=Sum("count"))
    for what, reason, count in sorted(rows, key=lambda row: -row[2]):
        found[what][reason] = count
    return found


def _totals(rows: list[DailyUsage]) -> list[str]:
    """Returns the cost of all rows, in words, for each currency."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.currency] = sums.get(row.currency, 0) + row.cost
    return [cost_in_words(cost, currency) for currency, cost in sorted(sums.items())]


def cost_in_words(cost: int, currency: str) -> str:
    """Writes a cost in millionths of a minor unit, rounded to the minor unit."""
    if 0 < cost < MILLIONTHS:
        return _("under %(amount)s") % {"amount": money.display(1, currency)}
    return money.display(round(cost / MILLIONTHS), currency)
