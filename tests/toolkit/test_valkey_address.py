"""Addresses of sentinels."""

import pytest
import redis
from kombu import Connection

from toolkit import valkey_address
from toolkit.celery_redis import install
from toolkit.environment import Environment
from toolkit.valkey import SentinelPool
from toolkit.valkey_settings import valkey_settings

THREE = "sentinel://:p%40ss%2C@one:26379,two,[::1]:26381/3?primary=jobboard&sentinel_password=s%26cret"


def test_an_address_says_whom_to_ask_for_what():
    address = valkey_address.parse(THREE)
    assert address.sentinels == (("one", 26379), ("two", 26379), ("::1", 26381))
    assert (address.primary, address.database) == ("jobboard", 3)
    assert address.of_servers() == {"db": 3, "password": "p@ss,"}
    assert address.of_sentinels() == {"password": "s&cret"}


def test_cache_and_broker_have_a_database_each():
    made = valkey_settings(Environment({"REDIS_URL": THREE}))
    assert valkey_address.parse(made["CACHE_URL"]).database == 1
    assert made["CELERY_BROKER_URL"].count("/0") == 3
    options = made["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert options["master_name"] == "jobboard"
    assert options["sentinel_kwargs"]["password"] == "s&cret"


def test_kombu_reads_what_it_is_given():
    install()
    made = valkey_settings(
        Environment({"REDIS_URL": THREE.replace("sentinel:", "sentinels:") + "&ssl_ca_certs=/ca.crt"})
    )
    connection = Connection(made["CELERY_BROKER_URL"])
    assert (connection.transport_cls, connection.hostname, connection.password) == ("sentinel", "one", "p@ss,")
    assert len(connection.alt) == 3
    assert connection.ssl["ssl_ca_certs"] == "/ca.crt"
    assert connection.ssl["ssl_cert_reqs"].name == "CERT_REQUIRED"


def test_the_certificate_of_a_single_broker_is_checked_too():
    install()
    made = valkey_settings(Environment({"REDIS_URL": "rediss://:secret@one:6379/0?ssl_ca_certs=/ca.crt"}))
    connection = Connection(made["CELERY_BROKER_URL"])
    assert connection.ssl["ssl_cert_reqs"].name == "CERT_REQUIRED"
    assert connection.ssl["ssl_ca_certs"] == "/ca.crt"


def test_tls_is_for_servers_and_sentinels():
    pool = SentinelPool(valkey_address.parse("sentinels://one/0?primary=jobboard&ssl_ca_certs=/ca.crt"))
    assert issubclass(pool.connection_class, redis.SSLConnection)
    assert pool.connection_kwargs["ssl_ca_certs"] == "/ca.crt"
    [sentinel] = pool.sentinels.sentinels
    assert sentinel.connection_pool.connection_class is redis.SSLConnection
    assert sentinel.connection_pool.connection_kwargs["ssl_ca_certs"] == "/ca.crt"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sentinel://:hunter2@one/0", "name the primary"),
        ("sentinel://:hunter2@one/x?primary=jobboard", "database number"),
        ("sentinel://:hunter2@/0?primary=jobboard", "list its hosts"),
        ("sentinel://:hunter2@one,,two/0?primary=jobboard", "list its hosts"),
        ("sentinel://:hunter2@one:port/0?primary=jobboard", "list its hosts"),
        ("sentinel://:hunter2@one:99999/0?primary=jobboard", "list its hosts"),
        ("sentinel://:hunter2@[one/0?primary=jobboard", "such as"),
        ("sentinel://:hunter2@one/0?primary=jobboard&timeout=3", "nothing behind its ?"),
        ("sentinel://:hunter2@one/0?primary=jobboard&ssl_ca_certs=/ca.crt", "sentinels://"),
    ],
)
def test_a_wrong_address_is_refused_without_its_password(url, why):
    with pytest.raises(ValueError, match="^must") as refused:
        valkey_address.parse(url)
    assert why in str(refused.value)
    assert "hunter2" not in str(refused.value)
