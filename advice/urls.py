"""URLs of advice."""

from django.urls import include, path

app_name = "advice"
urlpatterns = [
    path("account/advice/", include("advice.question_urls")),
]
