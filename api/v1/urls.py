"""URLs of the JSON API."""

from django.urls import path

from api.v1 import openapi
from api.v1.api import patterns

app_name = "api"
urlpatterns = [path("openapi.json", openapi.view, name="openapi"), *patterns()]
