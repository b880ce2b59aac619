"""URLs of the JSON API."""

from api.v1.api import patterns

app_name = "api"
urlpatterns = [*patterns()]
