"""Every answer says on purpose how long it may be kept, and whoever asks for the head alone is told what the whole would say."""

import logging

import pytest
from django.urls import reverse

from tests.site.test_access import ROUTES, a_world
from toolkit.middleware import PERSONAL

pytestmark = pytest.mark.django_db
SHARED, ASKED_AGAIN, NOWHERE = "public", "private, no-cache", "no-store"


def directives(answer):
    return {part.strip() for part in answer.headers.get("Cache-Control", "").split(",")}


def kept(answer):
    """How an answer may be kept; empty for one that leaves it open."""
    said = directives(answer)
    if NOWHERE in said and SHARED not in said:
        return NOWHERE
    if SHARED in said and said & {"no-cache", "immutable", *(part for part in said if part.startswith("max-age="))}:
        return SHARED
    return ASKED_AGAIN if {"private", "no-cache"} <= said else ""


@pytest.mark.parametrize("role", ["anonymous", "free", "admin"])
def test_every_answer_says_how_long_it_may_be_kept_and_the_head_says_the_same(role, settings, stand_in, caplog):
    caplog.set_level(logging.CRITICAL, "django.request")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    world = a_world()
    client = world.clients[role]
    signed_in = client.cookies.output(header="")
    wrong = []
    for route in ROUTES:
        path = world.path(route)
        whole = client.get(path)
        client.cookies.load(signed_in)
        head = client.head(path)
        client.cookies.load(signed_in)
        how = kept(whole)
        if (
            not how
            or (path.startswith(PERSONAL) and how != NOWHERE)
            or (whole.status_code >= 400 and how == SHARED)
            or (role != "anonymous" and how == SHARED and b"Sign out" in whole.getvalue())
        ):
            wrong.append((path, whole.status_code, whole.headers.get("Cache-Control")))
        if whole.status_code < 400 and (head.status_code, kept(head), head.content) != (whole.status_code, how, b""):
            wrong.append(("HEAD", path, whole.status_code, head.status_code, head.headers.get("Cache-Control")))
    assert wrong == []


@pytest.mark.parametrize("method", ["post", "put", "delete", "options", "trace"])
@pytest.mark.parametrize(
    "path", ["/", "/jobs/", "/careers/lighthouse-keeper/", "/mail/events/", "/metrics", "/nowhere/"]
)
def test_other_methods_are_answered_by_something_that_is_not_shared(client, method, path):
    assert kept(getattr(client, method)(path)) in (NOWHERE, ASKED_AGAIN)


def test_a_webhook_that_is_looked_for_by_its_head_is_there(client, settings):
    settings.EMAIL_PROVIDER, settings.EMAIL_WEBHOOK_SECRETS = "postmark", ["provider:a-long-enough-secret"]
    assert client.head(reverse("mail:events")).status_code == 200
