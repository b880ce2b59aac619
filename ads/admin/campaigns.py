"""Admin of advertisers and campaigns: edit, preview, start, pause, report, the advertiser's link."""

from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from ads import services
from ads.boxes import Box
from ads.forms import CampaignForm
from ads.models import Advertiser, Campaign
from ads.report import STATUSES, as_csv, report_of, status_of
from ads.running import counted_towards_limits, is_at_limit
from toolkit.forms import CleanModelForm
from toolkit.private_files import attachment

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Campaign]
    AdvertisersAdmin = admin.ModelAdmin[Advertiser]
else:
    ModelAdmin = AdvertisersAdmin = admin.ModelAdmin

LOOKS = {"running": "ok", "limit": "warn", "paused": "warn"}
STARTED = gettext_lazy("“%s” started. If its start is later, pages show it from then on.")
NOTHING = gettext_lazy("Nothing changed. Use one of the buttons.")
PAUSED = gettext_lazy("“%s” is paused. Pages no longer show it.")


@admin.register(Advertiser)
class AdvertiserAdmin(AdvertisersAdmin):
    form = CleanModelForm
    list_display = ("name", "contact")
    search_fields = ("name", "contact")
    fields = ("name", "contact", "note")


@admin.register(Campaign)
class CampaignAdmin(ModelAdmin):
    form = CampaignForm
    change_form_template = "admin/ads/campaign/change.html"
    list_display = ("name", "advertiser", "status", "placed", "weight", "starts_at", "ends_at")
    list_filter = ("state", ("advertiser", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("advertiser",)
    search_fields = ("name", "headline", "advertiser__name")
    actions = ("start", "pause")
    fieldsets = (
        (None, {"fields": ("advertiser", "name")}),
        (gettext_lazy("What readers see"), {"fields": ("headline", "text", "button", "target", "upload", "no_image")}),
        (gettext_lazy("Where"), {"fields": ("placements", "countries", "industries", "weight")}),
        (gettext_lazy("When"), {"fields": ("starts_at", "ends_at")}),
        (
            gettext_lazy("Limits"),
            {
                "fields": ("views_a_day", "views_in_all", "clicks_a_day", "clicks_in_all"),
                "description": gettext_lazy(
                    "Leave a field empty for no limit. We don't count views and clicks over a limit."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campaign]:
        return Campaign.objects.defer("image").annotate(**counted_towards_limits(timezone.now()))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/preview/", wrap(require_safe(self.preview)), name="ads_campaign_preview"),
            path("<int:pk>/report/", wrap(require_safe(self.report)), name="ads_campaign_report"),
            path("<int:pk>/report/counts.csv", wrap(require_safe(self.report_csv)), name="ads_campaign_csv"),
            path("<int:pk>/move/", wrap(require_POST(self.move)), name="ads_campaign_move"),
            path("<int:pk>/link/", wrap(require_POST(self.link)), name="ads_campaign_link"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Campaign, form: Any, change: bool) -> None:
        services.save_campaign(campaign=obj, now=timezone.now())

    # --- The list

    @admin.display(description=gettext_lazy("status"), ordering="state")
    def status(self, campaign: Campaign) -> SafeString:
        key = _status(campaign)
        return format_html('<span class="badge {}">{}</span>', LOOKS.get(key, ""), STATUSES[key])

    @admin.display(description=gettext_lazy("placements"))
    def placed(self, campaign: Campaign) -> str:
        field: Any = Campaign._meta.get_field("placements")
        labels = dict(field.base_field.choices)
        return ", ".join(str(labels.get(one, one)) for one in campaign.placements)

    @admin.action(description=gettext_lazy("Start"), permissions=["change"])
    def start(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._move_all(request, queryset, Campaign.State.ACTIVE)

    @admin.action(description=gettext_lazy("Pause"), permissions=["change"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        self._move_all(request, queryset, Campaign.State.PAUSED)

    def _move_all(self, request: HttpRequest, campaigns: QuerySet[Campaign], to: str) -> None:
        for campaign in campaigns:
            if services.move(campaign=campaign, to=to, by=_staff(request), now=timezone.now()):
                messages.success(request, (STARTED if to == Campaign.State.ACTIVE else PAUSED) % campaign.name)
            else:
                messages.warning(request, _("“%s” didn't change.") % campaign.name)

    # --- One campaign

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Shows the ad as pages do, with a link that isn't counted."""
        campaign = self._campaign(request, pk)
        box = Box(campaign.headline, campaign.text, campaign.button, campaign.target, campaign.image_url)
        return TemplateResponse(request, "ads/preview.html", {"campaign": campaign, "box": box})

    def report(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Shows what was counted, and starts, pauses and shares."""
        campaign = self._campaign(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": campaign.name,
            "campaign": campaign,
            "report": report_of(campaign),
            "status": STATUSES[_status(campaign)],
            "is_on": campaign.state == Campaign.State.ACTIVE,
            "may_change": self.has_change_permission(request, campaign),
            "link": _link(request, campaign),
        }
        return TemplateResponse(request, "admin/ads/campaign/report.html", context)

    def report_csv(self, request: HttpRequest, pk: int) -> HttpResponse:
        return attachment(as_csv(self._campaign(request, pk)), "counts.csv", "text/csv; charset=utf-8")

    def move(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Starts or pauses a campaign."""
        campaign, to = self._campaign(request, pk, changes=True), request.POST.get("to", "")
        if to and to not in services.MOVES:
            raise BadRequest("unknown state")
        if to:
            self._move_all(request, Campaign.objects.filter(pk=campaign.pk).defer("image"), to)
        else:
            messages.warning(request, NOTHING)
        return redirect("admin:ads_campaign_report", pk)

    def link(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Makes the advertiser's link to the report, or ends it."""
        campaign, now = self._campaign(request, pk, changes=True), timezone.now()
        match request.POST.get("action", ""):
            case "":
                messages.warning(request, NOTHING)
            case "make":
                services.make_report_link(campaign=campaign, by=_staff(request), now=now)
                messages.success(request, _("Send this link to the advertiser. A link made before no longer works."))
            case "revoke":
                services.revoke_report_link(campaign=campaign, by=_staff(request), now=now)
                messages.success(request, _("The link no longer works."))
            case _unknown:
                raise BadRequest("unknown action")
        return redirect("admin:ads_campaign_report", pk)

    def _campaign(self, request: HttpRequest, pk: int, *, changes: bool = False) -> Campaign:
        may = self.has_change_permission(request) if changes else self.has_view_permission(request)
        if not may:
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request).select_related("advertiser"), pk=pk)


def _status(campaign: Campaign) -> str:
    return status_of(campaign, timezone.now(), is_at_limit=is_at_limit(campaign))


def _link(request: HttpRequest, campaign: Campaign) -> str:
    token = campaign.report_token
    return request.build_absolute_uri(reverse("ads:report", args=[token])) if token else ""


def _staff(request: HttpRequest) -> User:
    return cast("User", request.user)
