"""URLs of the account area, next to allauth's pages at ``/accounts/``."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("account/profile/", views.profile, name="profile"),
    path("account/security/", views.security, name="security"),
    path("account/privacy/", views.privacy, name="privacy"),
    path("account/privacy/export/", views.ask_for_export, name="export-ask"),
    path("account/privacy/export/<int:pk>/", views.export, name="export"),
    path("account/privacy/delete/", views.delete, name="delete"),
    path("account/act/end/", views.act_end, name="act-end"),
    path("account/goodbye/", views.goodbye, name="goodbye"),
]
