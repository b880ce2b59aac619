"""URLs of the account area, next to allauth's pages at ``/accounts/``, and those where apps sign in."""

from django.urls import path

from accounts import app_sign_in, views

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
# Below ``/api/v1/auth/``.
app_sign_in_urls = (
    [
        path("session", app_sign_in.session, name="session"),
        path("login", app_sign_in.login, name="login"),
        path("code/request", app_sign_in.request_code, name="request-code"),
        path("code/confirm", app_sign_in.confirm_code, name="confirm-code"),
        path("2fa/authenticate", app_sign_in.authenticate, name="authenticate"),
    ],
    "app-sign-in",
)
