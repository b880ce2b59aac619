"""The settings for Valkey: where broker and cache are, and how long anybody waits for them."""

from typing import Any
from urllib.parse import urlsplit

from toolkit import valkey_address
from toolkit.environment import Environment

CACHE_SECONDS = 24 * 60 * 60
SENTINEL_PATIENCE = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}


def valkey_settings(env: Environment) -> dict[str, Any]:
    """Returns the settings of cache and broker. The broker must never evict, the cache may: two databases, or two servers."""
    url = env.redis("REDIS_URL")
    cache = env.redis("CACHE_URL", valkey_address.with_database(url, 1))
    broker = env.redis("CELERY_BROKER_URL", valkey_address.with_database(url, 0))
    return {
        "REDIS_URL": url,
        "CACHE_URL": cache,
        "CACHES": {
            "default": {
                "BACKEND": "toolkit.cache.Cache",
                "LOCATION": cache,
                "KEY_PREFIX": "jobboard",
                "TIMEOUT": CACHE_SECONDS,
            }
        },
        **_broker(broker),
    }


def _broker(url: str) -> dict[str, Any]:
    # A worker whose broker's network is gone notices after two of these checks at most.
    options: dict[str, Any] = {
        "visibility_timeout": 900,
        "socket_timeout": 10,
        "socket_connect_timeout": 2,
        "health_check_interval": 4,
    }
    if valkey_address.is_sentinel(url):
        address = valkey_address.parse(url)
        options["master_name"] = address.primary
        options["sentinel_kwargs"] = {**SENTINEL_PATIENCE, **address.of_sentinels()}
        url = address.for_kombu()
    elif url.startswith("rediss://") and "ssl_cert_reqs" not in urlsplit(url).query:
        # Kombu wouldn't check the server's certificate.
        url += ("&" if urlsplit(url).query else "?") + "ssl_cert_reqs=required"
    return {
        "CELERY_BROKER_URL": url,
        "CELERY_BROKER_TRANSPORT_OPTIONS": options,
        # Workers and beat wait for their broker for as long as it is unavailable, and outlive one that refuses for a while (a
        # full disk).
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        "CELERY_BROKER_CONNECTION_MAX_RETRIES": None,
        "CELERY_BROKER_CHANNEL_ERROR_RETRY": True,
    }
