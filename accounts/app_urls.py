"""URLs where apps sign in, below ``/api/v1/auth/``."""

from django.urls import path

from accounts import app_sign_in

app_name = "app-sign-in"
urlpatterns = [
    path("session", app_sign_in.session, name="session"),
    path("login", app_sign_in.login, name="login"),
    path("code/request", app_sign_in.request_code, name="request-code"),
    path("code/confirm", app_sign_in.confirm_code, name="confirm-code"),
    path("2fa/authenticate", app_sign_in.authenticate, name="authenticate"),
]
