"""URLs of the app. Names and places are those that browsers and stores look for."""

from django.urls import path

from jobboard.webapp import views

urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.worker, name="worker"),
    path("offline/", views.offline, name="offline"),
    path("app/share/", views.share, name="share"),
    path(".well-known/assetlinks.json", views.asset_links, name="asset-links"),
]
