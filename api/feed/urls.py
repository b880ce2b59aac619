"""URLs of the feed. Clients ask with and without a slash at the end, and some with the suffix of the script it once was."""

from django.urls import path

from api.feed import documentation, feed_views, views

JOBS, STATUS = "api/v2/remote-jobs", "api/v2/remote-jobs/status"

app_name = "feed"
urlpatterns = [
    path(JOBS, views.remote_jobs, name="jobs"),
    path(f"{JOBS}.php", views.remote_jobs, name="jobs-php"),
    path(f"{JOBS}/", views.remote_jobs, name="jobs-slash"),
    path(STATUS, views.status, name="status"),
    path(f"{STATUS}.php", views.status, name="status-php"),
    path(f"{STATUS}/", views.status, name="status-slash"),
    path(f"{JOBS}.php/status", views.status, name="status-of-php"),
    path("api/openapi.json", views.description, name="openapi"),
    path("api/feed/", documentation.documentation, name="documentation"),
    path("jobs/feed/", feed_views.rss, name="rss"),
    path("jobs/feed", feed_views.rss_for_programs, name="rss-for-programs"),
    path("feed/job_feed", feed_views.rss_for_programs, name="rss-former"),
    path("feed/job_feed/", feed_views.rss_for_programs, name="rss-former-slash"),
    path("jobs/feed.atom", feed_views.atom, name="atom"),
    path("jobs/feed.json", feed_views.json, name="json"),
]
