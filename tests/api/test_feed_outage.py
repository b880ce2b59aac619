"""Without Valkey the feed is made each time; without the database it says so, in its own form."""

import pytest
from django.db import OperationalError
from django.utils import timezone

from jobboard.views import server_error
from tests.factories import a_job
from toolkit import circuit_breaker

FEED = "/api/v2/remote-jobs"


@pytest.mark.django_db
def test_the_feed_is_read_and_limited_while_valkey_is_away(client, settings, monkeypatch):
    monkeypatch.setattr(circuit_breaker, "REST", 0.0)
    settings.CACHE_URL = "redis://127.0.0.1:9/0"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": settings.CACHE_URL}}
    settings.API_NETWORK_MINUTE = 2
    job = a_job(now=timezone.now())
    for _time in range(2):
        assert [one["id"] for one in client.get(FEED).json()["jobs"]] == [job.pk]
    assert client.get(FEED).status_code == 429


def test_a_failure_is_told_in_the_form_of_the_feed(rf):
    for error, status in ((OperationalError("away"), 503), (ZeroDivisionError(), 500)):
        try:
            raise error
        except type(error):
            answer = server_error(rf.get(FEED))
        assert answer.status_code == status
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer.headers.get("Retry-After", "").isdigit() is (status == 503)
        assert b'"success": false' in answer.content
