"""URLs of everything that programs read, and of the pages where members let them. Each part has its own file."""

from django.urls import include, path

from api.v1 import documentation

urlpatterns = [
    path("", include("api.embeds.urls")),
    path("", include("api.mcp.urls")),
    path("", include("api.token_urls")),
    path("api/", documentation.documentation, name="api-documentation"),
    path("api/v1/", include("api.v1.urls")),
    path("", include("api.feed.urls")),
]
