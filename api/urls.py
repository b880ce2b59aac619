"""URLs of everything that programs read, and of the pages where members let them."""

from django.urls import include, path

urlpatterns = [
    path("", include("api.token_urls")),
]
