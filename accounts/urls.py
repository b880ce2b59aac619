"""Signing in and out. The names are those of django-allauth, so that links stay when sign-up comes with it."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
]
