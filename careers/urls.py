from django.urls import path
from django.views.decorators.http import require_safe

from careers import views
from careers.machine_readers import feeds

app_name = "careers"
urlpatterns = [
    path("", views.index, name="index"),
    path("feed/", require_safe(feeds.GuideFeed()), name="feed"),
    path("compare/", views.compare, name="compare"),
    path("field/<slug:slug>/", views.field, name="field"),
    path("<slug:slug>.json", views.as_json, name="guide-json"),
    path("<slug:slug>.md", views.as_markdown, name="guide-markdown"),
    path("<slug:slug>/", views.guide, name="guide"),
    path("<slug:slug>/history/", views.history, name="history"),
    path("<slug:slug>/correction/", views.correction, name="correction"),
    path("<slug:slug>/useful/", views.useful, name="useful"),
    path("<slug:slug>/og.png", views.social_image, name="social-image"),
]
