"""Answers say on purpose how long they may be kept. `test_access.py` asks every address for it; here are other methods."""

import pytest
from django.urls import reverse

from tests.site.caching import ASKED_AGAIN, NOWHERE, kept

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["post", "put", "delete", "options", "trace"])
@pytest.mark.parametrize(
    "path", ["/", "/jobs/", "/careers/lighthouse-keeper/", "/mail/events/", "/metrics", "/nowhere/"]
)
def test_other_methods_are_answered_by_something_that_is_not_shared(client, method, path):
    assert kept(getattr(client, method)(path)) in (NOWHERE, ASKED_AGAIN)


def test_a_webhook_that_is_looked_for_by_its_head_is_there(client, settings):
    settings.EMAIL_PROVIDER, settings.EMAIL_WEBHOOK_SECRETS = "postmark", ["provider:a-long-enough-secret"]
    assert client.head(reverse("mail:events")).status_code == 200
