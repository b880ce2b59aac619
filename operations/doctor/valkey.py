"""Checks of Valkey or Redis: the broker, whose tasks must never be evicted, and the cache, which may evict pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
from celery import current_app
from kombu.exceptions import OperationalError

from operations.doctor.results import Options, Result, ok, warning, wrong
from operations.doctor.running import described
from toolkit import valkey

OLDEST = (6, 2)
NEVER_EVICTS = "noeviction"
# Policies that evict only keys with an end; queued tasks and counts of ads and reads have none.
SPARES_LASTING = (NEVER_EVICTS, "volatile-lru", "volatile-lfu", "volatile-ttl", "volatile-random")
FULL = 0.9  # of maxmemory
LONG_QUEUE = 5_000  # messages


@contextmanager
def broker() -> Iterator[Any]:
    """Yields a client for the broker, found as the workers find it."""
    with current_app.connection_for_write() as connection:
        channel: Any = connection.default_channel
        yield channel.client


def cache() -> Any:
    return valkey.client()


def broker_reach(options: Options) -> Result:
    try:
        with broker() as client:
            return _version(client.info("server"))
    except (redis.RedisError, OperationalError, OSError) as error:
        return wrong(f"doesn't answer: {described(error)}", _start("REDIS_URL or CELERY_BROKER_URL"))


def cache_reach(options: Options) -> Result:
    try:
        return _version(cache().info("server"))
    except (redis.RedisError, OSError) as error:
        return wrong(f"doesn't answer: {described(error)}", _start("REDIS_URL or CACHE_URL"))


def _start(names: str) -> str:
    return (
        f"Start Valkey, and check host, port and password in {names}. Until then nothing is sent, and pages are slow."
    )


def _version(info: dict[str, Any]) -> Result:
    name = "Valkey" if info.get("valkey_version") else "Redis"
    version = str(info.get("valkey_version") or info.get("redis_version") or "0")
    parts = tuple(int(part) for part in version.split(".")[:2] if part.isdecimal())
    if parts < OLDEST:
        return wrong(f"{name} {version} is too old", f"Upgrade to version {OLDEST[0]}.{OLDEST[1]} or newer.")
    return ok(f"{name} {version}")


def broker_policy(options: Options) -> Result:
    with broker() as client:
        memory = client.info("memory")
    policy = memory.get("maxmemory_policy", NEVER_EVICTS)
    if policy in SPARES_LASTING:
        return _room(memory)
    advice = "Set maxmemory-policy volatile-lru if the cache is on this server too, and noeviction if it has its own (CACHE_URL)."
    if memory.get("maxmemory"):
        return wrong(f"maxmemory-policy is {policy}: queued tasks can be evicted", advice)
    return warning(f"maxmemory-policy is {policy}, harmless only as long as maxmemory is 0", advice)


def cache_policy(options: Options) -> Result:
    memory = cache().info("memory")
    policy = memory.get("maxmemory_policy", NEVER_EVICTS)
    if policy in SPARES_LASTING:
        return _room(memory)
    return warning(
        f"maxmemory-policy is {policy}: counts of reads and ads can be evicted before they are stored",
        "Set maxmemory-policy volatile-lru: pages and sessions have an end, counts have none.",
    )


def _room(memory: dict[str, Any]) -> Result:
    policy, used, limit = memory.get("maxmemory_policy"), int(memory["used_memory"]), int(memory.get("maxmemory") or 0)
    megabytes = f"{used / 1_048_576:.0f}"
    if limit and policy == NEVER_EVICTS and used > limit * FULL:
        said = f"{megabytes} of {limit / 1_048_576:.0f} MB used, and nothing is evicted"
        return wrong(
            said, "Raise maxmemory before writes are refused, and look at what fills it (valkey-cli --bigkeys)."
        )
    return ok(f"{policy}, {megabytes} MB used" + (f" of {limit / 1_048_576:.0f} MB" if limit else ", no limit"))


def databases(options: Options) -> Result:
    """Flushing the cache must not empty the queue."""
    where = [
        (client.info("server")["run_id"], client.connection_pool.connection_kwargs.get("db", 0))
        for _, client in _both()
    ]
    if where[0] == where[1]:
        advice = "Give them different numbers: …/0 for CELERY_BROKER_URL, …/1 for CACHE_URL."
        return wrong("broker and cache are the same database", advice)
    return ok("broker and cache are apart")


def writes(options: Options) -> Result:
    """A server that can't save its snapshot, or follows another one, refuses all writes."""
    is_kept = False
    for name, client in _both():
        info = client.info()
        if info.get("role") in ("slave", "replica"):
            return wrong(
                f"the {name} is a replica, which can't be written",
                "Point the setting to the primary, or to the sentinels.",
            )
        has_failed = info.get("rdb_last_bgsave_status") == "err" or info.get("aof_last_write_status") == "err"
        if has_failed:
            advice = "Look at its log and free disk space. Until a save succeeds it may refuse all writes."
            return wrong(f"the {name} couldn't write to its disk", advice)
        if name == "broker":
            is_kept = bool(info.get("aof_enabled"))
    kept = "queued tasks survive a restart" if is_kept else "after a restart, sweeps find what was queued"
    return ok(f"both take writes; {kept}")


def _both() -> Iterator[tuple[str, Any]]:
    with broker() as client:
        yield "broker", client
    yield "cache", cache()


def queue(options: Options) -> Result:
    """Counts messages that no worker has taken."""
    name = current_app.conf.task_default_queue
    with broker() as client:
        waiting = int(client.llen(name))
    if waiting > LONG_QUEUE:
        return warning(f"{waiting:,} tasks wait", "Start more workers, or see in their logs what they are doing.")
    return ok(f"{waiting:,} tasks wait")
