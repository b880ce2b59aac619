"""Settings of the databases: the primary, its replica, and what a pooler in front of them doesn't allow."""

from typing import Any

from toolkit.environment import Environment, refuse

# Each would be a state of the server's session, which a pooler gives to somebody else after every transaction.
OF_SESSIONS = ("options", "assume_role")


def databases(env: Environment) -> dict[str, dict[str, Any]]:
    """Returns ``DATABASES``. With ``DATABASE_POOLER=transaction``, connections keep nothing from one transaction to the next, as
    PgBouncer's transaction mode demands: no cursors of the server outside transactions, and no prepared statements."""
    is_pooled = env.choice("DATABASE_POOLER", ("transaction", "none"), "none") == "transaction"
    found = {"default": _database(env, "DATABASE_URL", is_pooled=is_pooled, connect_timeout=5)}
    if env.text("DATABASE_REPLICA_URL", ""):  # nobody waits long for it, as the primary can answer
        replica = _database(env, "DATABASE_REPLICA_URL", is_pooled=is_pooled, connect_timeout=2)
        found["replica"] = {**replica, "TEST": {"MIRROR": "default"}}
    return found


def routers(databases: dict[str, dict[str, Any]]) -> list[str]:
    """Returns ``DATABASE_ROUTERS``."""
    return ["toolkit.database.replica.Router"] if "replica" in databases else []


def _database(env: Environment, name: str, *, is_pooled: bool, connect_timeout: int) -> dict[str, Any]:
    found = env.database(name)
    options = found.get("OPTIONS", {})
    if is_pooled:
        if refused := next((option for option in OF_SESSIONS if option in options), None):
            refuse(name, f"must not have the option {refused} with DATABASE_POOLER. Use ALTER ROLE … SET for defaults")
        options = {**options, "prepare_threshold": None}
    return {
        **found,
        "ENGINE": "toolkit.database",
        "CONN_MAX_AGE": env.number("CONN_MAX_AGE", 300, at_least=0, at_most=86_400),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": is_pooled,
        "ATOMIC_REQUESTS": False,
        # Seconds, seconds, seconds and milliseconds: a server whose network is gone is noticed by a query, too.
        "OPTIONS": {
            "connect_timeout": connect_timeout,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "tcp_user_timeout": 15_000,
            **options,
        },
    }
