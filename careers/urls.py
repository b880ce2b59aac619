"""URLs of career guides."""

from django.urls import path
from django.views.decorators.http import require_safe

from careers.machine_readers import feeds
from careers.views import guides
from toolkit.slugs import any_case

app_name = "careers"
urlpatterns = [
    path("", guides.index, name="index"),
    path("feed/", require_safe(feeds.GuideFeed()), name="feed"),
    path("compare/", guides.compare, name="compare"),
    path("field/<slug:slug>/", any_case(guides.field), name="field"),
    path("<slug:slug>.json", any_case(guides.as_json), name="guide-json"),
    path("<slug:slug>.md", any_case(guides.as_markdown), name="guide-markdown"),
    path("<slug:slug>/", any_case(guides.guide), name="guide"),
    path("<slug:slug>/history/", any_case(guides.history), name="history"),
    path("<slug:slug>/correction/", any_case(guides.correction), name="correction"),
    path("<slug:slug>/useful/", any_case(guides.useful), name="useful"),
    path("<slug:slug>/og.png", any_case(guides.social_image), name="social-image"),
]
