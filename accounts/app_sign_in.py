"""Sign-in of apps by allauth's headless API (https://docs.allauth.org/en/latest/headless/): password, emailed code, second
factor.

An app signs up, confirms addresses and changes how somebody signs in on the pages of the site. The rules that our forms of those
pages add to allauth's hold here too: addresses in canonical form, codes of authenticator apps that work once, no code for an
address that isn't proved to be the account's.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.headless.account import inputs as account_inputs
from allauth.headless.account import views as account
from allauth.headless.constants import Client
from allauth.headless.internal.restkit.inputs import Input
from allauth.headless.mfa import views as mfa
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

from accounts import allauth_forms
from toolkit import rate_limits
from toolkit.client import client_network

RATE = "60/minute"  # requests of one network; allauth limits each way to sign in on top
# The next steps that an answer may name: those that apps have, and one that only pages have but an app must know of.
FLOWS = ("login", "login_by_code", "mfa_authenticate", "verify_email")


class PasswordInput(allauth_forms.OurWords, account_inputs.LoginInput):  # type: ignore[misc] # allauth has no type hints
    pass


class CodeRequestInput(allauth_forms.RequestLoginCode, Input):  # type: ignore[misc]
    pass


class CodeInput(allauth_forms.OurWords, account_inputs.ConfirmLoginCodeInput):  # type: ignore[misc]
    pass


class FactorInput(allauth_forms.Factor, Input):  # type: ignore[misc]
    pass


class PasswordView(account.LoginView):  # type: ignore[misc]
    input_class = PasswordInput


class CodeRequestView(account.RequestLoginCodeView):  # type: ignore[misc]
    input_class = CodeRequestInput


class CodeView(account.ConfirmLoginCodeView):  # type: ignore[misc]
    input_class = CodeInput


class FactorView(mfa.AuthenticateView):  # type: ignore[misc]
    input_class = FactorInput


def _for_apps(view_class: Any, *request_method_list: str) -> Callable[[HttpRequest], HttpResponse]:
    """Returns the view of a class of allauth. Its answers name only what apps can do next."""
    serve = view_class.as_api_view(client=Client.APP)

    @wraps(serve)
    def view(request: HttpRequest) -> HttpResponse:
        if request.method not in request_method_list:
            return JsonResponse({"status": 405}, status=405, headers={"Allow": ", ".join(request_method_list)})
        allowance = rate_limits.spend("sign-in of apps", RATE, of=client_network(request))
        if allowance.is_over:
            return JsonResponse({"status": 429}, status=429, headers={"Retry-After": str(allowance.resets_in)})
        if request.method == "POST" and not _is_object(request.body):
            errors = [{"message": gettext("Send a JSON object."), "code": "invalid"}]
            return JsonResponse({"status": 400, "errors": errors}, status=400)
        response: HttpResponse = serve(request)
        if response.get("Content-Type") == "application/json":
            told = json.loads(response.content)
            flows = (told.get("data") or {}).get("flows")
            if flows is not None:
                told["data"]["flows"] = [flow for flow in flows if flow["id"] in FLOWS]
                response.content = json.dumps(told)
        return response

    return view


def _is_object(body: bytes) -> bool:
    """Returns whether the body is a JSON object. What isn't gets an empty page from allauth, or breaks it."""
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False


session = _for_apps(account.SessionView, "GET", "DELETE")
login = _for_apps(PasswordView, "POST")
request_code = _for_apps(CodeRequestView, "POST")
confirm_code = _for_apps(CodeView, "POST")
authenticate = _for_apps(FactorView, "POST")
