"""URLs of career guides and occupations."""

from django.urls import path
from django.views.decorators.http import require_safe

from careers.machine_readers import feeds
from careers.views import explorer, finder, guides, market, occupations
from toolkit.slugs import any_case

app_name = "careers"
urlpatterns = [
    path("", guides.index, name="index"),
    path("feed/", require_safe(feeds.GuideFeed()), name="feed"),
    path("compare/", guides.compare, name="compare"),
    path("explore/", explorer.explore, name="explore"),
    path("explore/careers.csv", explorer.as_csv, name="explore-csv"),
    path("explore/<str:code>/", explorer.by_code, name="explore-code"),
    path("find/", finder.find, name="find"),
    path("find/save/", finder.save, name="save-answers"),
    path("find/delete/", finder.delete, name="delete-answers"),
    path("data/", occupations.data_releases, name="data-releases"),
    path("data/feed/", require_safe(feeds.DataReleaseFeed()), name="data-feed"),
    path("field/<slug:slug>/", any_case(guides.field), name="field"),
    path("occupations/", occupations.index, name="occupations"),
    path("occupations/<slug:slug>.json", any_case(occupations.as_json), name="occupation-json"),
    path("occupations/<slug:slug>.md", any_case(occupations.as_markdown), name="occupation-markdown"),
    path("occupations/<slug:slug>/", any_case(occupations.occupation), name="occupation"),
    path("occupations/<slug:slug>/og.png", any_case(occupations.social_image), name="occupation-image"),
    path("occupations/<slug:slug>/market/", any_case(market.market), name="market"),
    path("occupations/<slug:slug>/market/<slug:place>/", any_case(market.market), name="market-place"),
    path("<slug:slug>.json", any_case(guides.as_json), name="guide-json"),
    path("<slug:slug>.md", any_case(guides.as_markdown), name="guide-markdown"),
    path("<slug:slug>/", any_case(guides.guide), name="guide"),
    path("<slug:slug>/history/", any_case(guides.history), name="history"),
    path("<slug:slug>/correction/", any_case(guides.correction), name="correction"),
    path("<slug:slug>/useful/", any_case(guides.useful), name="useful"),
    path("<slug:slug>/og.png", any_case(guides.social_image), name="social-image"),
]
