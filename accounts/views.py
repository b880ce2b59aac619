"""Signing in and out, with Django's own views in our design."""

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy

from accounts.forms import SignInForm
from jobboard.lib import throttle

_ask_who_it_is = LoginView.as_view(
    template_name="accounts/sign_in.html",
    form_class=SignInForm,
    extra_context={"site_name": settings.SITE_NAME},  # which Django's view would replace by the host
)

sign_out = LogoutView.as_view(next_page=reverse_lazy("home"))


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Passwords can be tried twenty times an hour from one address."""
    if request.method == "POST" and not throttle.allow(request, "sign-in", "20/hour"):
        return render(request, "429.html", status=429)
    return _ask_who_it_is(request)
