"""URLs of everything that programs read, and of the pages of access tokens, where members let them."""

from django.urls import include, path

from api.embeds import llms, oembed, widget
from api.feed import documentation as feed_documentation
from api.feed import feed_views
from api.feed import views as feed
from api.mcp import views as mcp
from api.v1 import documentation, openapi
from api.v1.api import patterns
from api.views import tokens

embeds_urls = [
    path("widget/", widget.builder, name="widget"),
    path("widget/jobs.json", widget.jobs, name="widget-jobs"),
    path("widget.js", widget.script, name="widget-script"),
    path("oembed", oembed.oembed, name="oembed"),
    path("llms.txt", llms.llms_txt, name="llms"),
]
mcp_urls = [
    path("mcp/", mcp.endpoint, name="endpoint"),  # as often as not, clients are configured with a slash at the end
    path("mcp", mcp.endpoint, name="endpoint"),  # the last of a name is the one that we tell
    path("api/mcp/", mcp.documentation, name="documentation"),
    path(".well-known/mcp.json", mcp.well_known, name="card"),
]
token_urls = [
    path("account/tokens/", tokens.token_list, name="list"),
    path("account/tokens/new/", tokens.create, name="new"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="revoke"),
]
v1_urls = [path("openapi.json", openapi.view, name="openapi"), *patterns()]

# Clients ask with and without a slash at the end, and some with the suffix of the script it once was.
JOBS, STATUS = "api/v2/remote-jobs", "api/v2/remote-jobs/status"
feed_urls = [
    path(JOBS, feed.remote_jobs, name="jobs"),
    path(f"{JOBS}.php", feed.remote_jobs, name="jobs-php"),
    path(f"{JOBS}/", feed.remote_jobs, name="jobs-slash"),
    path(STATUS, feed.status, name="status"),
    path(f"{STATUS}.php", feed.status, name="status-php"),
    path(f"{STATUS}/", feed.status, name="status-slash"),
    path(f"{JOBS}.php/status", feed.status, name="status-of-php"),
    path("api/openapi.json", feed.description, name="openapi"),
    path("api/feed/", feed_documentation.documentation, name="documentation"),
    path("jobs/feed/", feed_views.rss, name="rss"),
    path("jobs/feed", feed_views.rss_for_programs, name="rss-for-programs"),
    path("feed/job_feed", feed_views.rss_for_programs, name="rss-former"),
    path("feed/job_feed/", feed_views.rss_for_programs, name="rss-former-slash"),
    path("jobs/feed.atom", feed_views.atom, name="atom"),
    path("jobs/feed.json", feed_views.json, name="json"),
]

urlpatterns = [
    path("api/v1/", include((v1_urls, "api"))),
    path("", include((embeds_urls, "embeds"))),
    path("", include((mcp_urls, "mcp"))),
    path("", include((token_urls, "tokens"))),
    path("api/", documentation.documentation, name="api-documentation"),
    path("", include((feed_urls, "feed"))),
]
