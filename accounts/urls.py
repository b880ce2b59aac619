"""The account area, beside allauth's own pages at ``/accounts/``."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
