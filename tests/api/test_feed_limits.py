"""The feed's limits hold for each client, also behind proxies, and a client is told how long to wait."""

import pytest

pytestmark = pytest.mark.django_db
FEED = "/api/v2/remote-jobs"


@pytest.fixture(autouse=True)
def _small(settings):
    settings.API_NETWORK_MINUTE = 3


def test_whoever_asks_too_often_is_told_how_many_seconds_to_wait(client):
    left = [client.get(path)["RateLimit-Remaining"] for path in (FEED, f"{FEED}?page=2", f"{FEED}/status?ids=1")]
    assert left == ["2", "1", "0"]
    for path in (FEED, f"{FEED}.php", f"{FEED}/status?ids=1"):
        refused = client.get(path)
        assert refused.status_code == 429
        assert 1 <= int(refused["Retry-After"]) <= 60
        assert refused.json()["success"] is False
        assert refused["Access-Control-Allow-Origin"] == "*"
        assert refused["Cache-Control"] == "no-store"


def test_clients_behind_our_proxy_are_told_apart_and_cant_pretend_to_be_others(client, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        answer = client.get(FEED, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}, 203.0.113.7")
        assert answer.status_code == (200 if number < 3 else 429)
    assert client.get(FEED, HTTP_X_FORWARDED_FOR="203.0.113.8").status_code == 200
    addresses = [f"2001:db8:1:2::{number}" for number in range(4)]  # one household
    assert [client.get(FEED, HTTP_X_FORWARDED_FOR=one).status_code for one in addresses] == [200, 200, 200, 429]


def test_a_header_counts_for_nothing_where_no_proxy_is_trusted(client):
    answers = [client.get(FEED, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}").status_code for number in range(4)]
    assert answers == [200, 200, 200, 429]
