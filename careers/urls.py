"""URLs of career guides."""

from django.urls import path
from django.views.decorators.http import require_safe

from careers import views
from careers.machine_readers import feeds
from toolkit.slugs import any_case

app_name = "careers"
urlpatterns = [
    path("", views.index, name="index"),
    path("feed/", require_safe(feeds.GuideFeed()), name="feed"),
    path("compare/", views.compare, name="compare"),
    path("field/<slug:slug>/", any_case(views.field), name="field"),
    path("<slug:slug>.json", any_case(views.as_json), name="guide-json"),
    path("<slug:slug>.md", any_case(views.as_markdown), name="guide-markdown"),
    path("<slug:slug>/", any_case(views.guide), name="guide"),
    path("<slug:slug>/history/", any_case(views.history), name="history"),
    path("<slug:slug>/correction/", any_case(views.correction), name="correction"),
    path("<slug:slug>/useful/", any_case(views.useful), name="useful"),
    path("<slug:slug>/og.png", any_case(views.social_image), name="social-image"),
]
