"""URLs of the project."""

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.urls import include, path, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from accounts.urls import app_sign_in_urls
from advice.sitemaps import MovesSitemap
from api.feed.views import index_now_key
from careers.machine_readers.sitemaps import FieldSitemap, GuideSitemap, MarketSitemap, OccupationSitemap
from careers.views.market import salary_index
from jobboard import views
from jobs.machine_readers.sitemaps import CompanySitemap, JobSitemap, LandingSitemap
from jobs.tracker.views import applications as tracker
from operations import health
from operations.metrics.views import metrics
from resumes.sitemaps import ResumePageSitemap
from resumes.urls import letter_urls

handler400 = "jobboard.views.bad_request"
handler404 = "jobboard.views.not_found"
handler500 = "jobboard.views.server_error"


class FixedSitemap(Sitemap):  # type: ignore[type-arg]  # generic only in the stubs
    """Sitemap of fixed pages."""

    def items(self) -> list[str]:
        return [
            "home",
            "careers:index",
            "careers:occupations",
            "careers:explore",
            "careers:find",
            "salaries",
            "careers:data-releases",
            "jobs:how-we-check",
            "resumes:directory",
            "billing:pricing",
            "advice:index",
            "api-documentation",
            "feed:documentation",
            "embeds:widget",
            "mcp:documentation",
            *FIXED_PAGES,
        ]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {
    "pages": FixedSitemap,
    "fields": FieldSitemap,
    "guides": GuideSitemap,
    "occupations": OccupationSitemap,
    "moves": MovesSitemap,
    "markets": MarketSitemap,
    "jobs": JobSitemap,
    "companies": CompanySitemap,
    "landing": LandingSitemap,
    "resumes": ResumePageSitemap,
}
kept_an_hour = cache_control(public=True, max_age=60 * 60)
FIXED_PAGES = ("about", "privacy", "terms", "accessibility", "contact", "app")

urlpatterns = [
    path("", views.home, name="home"),
    path("account/", tracker.account, name="account"),
    path("accounts/2fa/", login_required(RedirectView.as_view(pattern_name="accounts:security")), name="mfa_index"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/auth/", include(app_sign_in_urls)),
    path("", include("api.urls")),  # before jobs, whose addresses would match feeds; early, as programs ask most often
    path("", include("accounts.urls")),
    path("", include("billing.urls")),
    path("", include("alerts.urls")),
    path("", include("advice.urls")),
    path("", include("mail.urls")),
    path("", include("jobs.tracker.urls")),
    path("", include("resumes.urls")),
    path("", include(letter_urls)),
    path("", include("consulting.urls")),
    path("", include("ads.urls")),
    path("", include("jobs.urls")),
    path("careers/", include("careers.urls")),
    path("salaries/", salary_index, name="salaries"),
    *(path(f"{name}/", views.fixed_page, {"name": name}, name=name) for name in FIXED_PAGES),
    path("", include("jobboard.webapp.urls")),
    path("theme/", views.theme, name="theme"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path(".well-known/change-password", views.change_password, name="change-password"),
    path("apple-touch-icon.png", views.apple_touch_icon, name="apple-touch-icon"),
    path("apple-touch-icon-precomposed.png", views.apple_touch_icon, name="apple-touch-icon-precomposed"),
    path("favicon.ico", views.favicon, name="favicon"),
    path(
        "sitemap.xml",
        kept_an_hour(require_safe(sitemap_views.index)),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap-section"},
        name="sitemap",
    ),
    path(
        "sitemap-<section>.xml",
        kept_an_hour(require_safe(sitemap_views.sitemap)),
        {"sitemaps": SITEMAPS},
        name="sitemap-section",
    ),
    path("health/live", health.health_live, name="health-live"),
    path("health/ready", health.health_ready, name="health-ready"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("<slug:key>.txt", index_now_key, name="index-now-key"),  # last: the name can be any
]

if settings.DEBUG:
    urlpatterns.append(path("dev/components/", views.components, name="components"))
