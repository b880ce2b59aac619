"""Who may open what: every address of the site, asked by everybody, by every method, and how long what they get may be kept.

The addresses come from the URLconf. A new one needs a line in `TABLE`, or the test that looks for unclassified ones fails; a line
without an address fails too.
"""

import logging

import pytest
from django.db import transaction
from django.template import Template
from django.test.utils import _TestState

from jobboard.views import allowed_methods
from tests.ads.campaigns import has_ad
from tests.site.access_table import ROLES, STAFF, TABLE
from tests.site.caching import what_is_kept_wrongly
from tests.site.world import ROUTES, a_world

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "DELETE")
# They ask by every method. A view whose decorators name its methods refuses others whoever asks, which these roles show; the
# others ask such a view only by its own.
ASK_EVERYTHING = ("anonymous", "free", "admin")
# Pages that are the same for everybody are asked by these, by members and by editors; not by all others who work here too.
SAME_FOR_ALL = ("public", "entrance", "signed", "token", "linked", "asking", "program", "app entrance")
ASK_THEIR_OWN = ("moderator", "consultant", "support")


def test_every_address_is_classified():
    assert [route for route in ROUTES if route.line is None] == []


def test_every_line_stands_for_an_address():
    assert set(TABLE) - {route.line for route in ROUTES} == set()


def outcome(answer):
    where = answer.headers.get("Location", "")
    if where.startswith(("/accounts/login/", "/admin/login/")):
        return "login"
    if "/reauthenticate/" in where:
        return "confirm"
    # 503: the customers of this world are unknown at the stand-in for Stripe, and the page says so.
    named = {400: "bad request", 403: "denied", 404: "absent", 405: "wrong method", 503: "answer"}
    return named.get(answer.status_code, "answer" if answer.status_code < 500 else "error")


def expected(role, rule, method):
    """The outcomes that are right."""
    known = method in rule.methods.split()
    match rule.kind:
        case "public":
            # A form without a word in it may name nothing.
            return (
                {"wrong method"}
                if not known
                else {"answer"}
                if method == "GET"
                else {"answer", "absent", "bad request"}
            )
        case "program":
            return {"unauthorized"} if known else {"wrong method"}
        case "app entrance":
            return {"unauthorized", "bad request", "answer"} if known else {"wrong method"}
        case "signed":
            return {"bad request"} if known else {"wrong method"}
        case "token":
            return {"absent"} if known else {"wrong method"}
        case "linked" | "asking":
            return {"bad request"} if known else {"wrong method"}
        case "entrance":
            return {"answer", "login"} if known else {"answer", "login", "wrong method"}
        case "allauth":
            return {"login"} if role == "anonymous" else {"answer", "absent", "confirm", "wrong method"}
        case "member" | "owner" | "choice" | "acting" if role == "anonymous":
            return {"login"} if known else {"login", "wrong method"}
        case "member":
            return {"answer", "bad request"} if known else {"wrong method"}
        case "owner":
            return {"wrong method"} if not known else {"answer"} if role == "free" else {"absent"}
        case "choice":
            return {"wrong method"} if not known else {"bad request"} if role == "free" else {"absent"}
        case "acting":
            return {"denied"} if known else {"wrong method"}
        case "staff" | "desk" if role not in STAFF:
            return {"login"}
        case "staff":
            may = rule.get if method == "GET" else rule.post if method == "POST" else rule.get | rule.post
            return {"answer", "absent", "wrong method"} if role in may else {"denied", "wrong method"}
        case "desk":
            if role in rule.get:
                return {"answer", "absent", "bad request", "wrong method"}
            return {"denied", "wrong method"}
        case "staff entrance":
            return {"login"} if role == "anonymous" else {"answer"} if role in STAFF else {"denied"}
    raise ValueError(rule)


# Pages that have an ad for whoever doesn't have Plus, and the page that shows staff what one looks like.
WITH_AD = {
    "careers:guide", "jobs:search", "jobs:region", "jobs:industry", "jobs:industry-in-region", "jobs:detail", "jobs:company",
}  # fmt: skip
PREVIEW = "admin:ads_campaign_preview"


def methods_to_ask(role, route):
    if role in ASK_THEIR_OWN and TABLE[route.line].kind in SAME_FOR_ALL and route.key not in WITH_AD:
        return []
    named = None if role in ASK_EVERYTHING else allowed_methods(route.view)
    return [method for method in METHODS if named is None or method in named]


def asked(client, method, path):
    """The answer; what the request changed is undone."""
    signed_in = client.cookies.output(header="")
    with transaction.atomic():
        answer = client.generic(method, path, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    client.cookies.clear()  # with the session that a rolled back request began
    client.cookies.load(signed_in)
    return answer


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_where_they_may_and_nowhere_else(role, settings, stand_in, caplog, monkeypatch):
    """And every answer says on purpose how long it may be kept, and whoever asks for the head alone is told the same."""
    caplog.set_level(logging.CRITICAL, "django.request")  # each refusal would be a traceback
    # Nobody asks which templates made a page, and noting it takes a tenth of the time.
    monkeypatch.setattr(Template, "_render", _TestState.saved_data.template_render)
    settings.EMAIL_PROVIDER, settings.EMAIL_WEBHOOK_SECRETS = "postmark", ["provider:secret"]
    settings.METRICS_TOKEN = "token"
    settings.API_NETWORK_MINUTE = 1_000_000
    settings.ANDROID_APP = {"package": "org.example", "fingerprints": []}
    world = a_world()
    client = world.clients[role]
    wrong, with_ad, kept_wrongly = [], set(), []
    for route in ROUTES:
        rule, path = TABLE[route.line], world.path(route)
        for method in methods_to_ask(role, route):
            answer = asked(client, method, path)
            if has_ad(answer):
                with_ad.add(route.key)
            is_for_programs = rule.kind in ("program", "app entrance")
            got = "unauthorized" if is_for_programs and answer.status_code == 401 else outcome(answer)
            if got not in expected(role, rule, method):
                wrong.append((method, path, route.key, answer.status_code, got, answer.headers.get("Location", "")))
            if method == "GET" and role in ASK_EVERYTHING:
                kept_wrongly += what_is_kept_wrongly(role, path, answer, asked(client, "HEAD", path))
    assert with_ad - {PREVIEW} == (set() if role == "plus" else WITH_AD)
    assert wrong == [], "\n".join(map(str, wrong))
    assert kept_wrongly == [], "\n".join(map(str, kept_wrongly))
