"""Settings of the database: how to reach it, and what a pooler in front of it doesn't allow."""

from typing import Any

from toolkit.environment import Environment, refuse

# Each would be a state of the server's session, which a pooler gives to somebody else after every transaction.
OF_SESSIONS = ("options", "assume_role")


def databases(env: Environment) -> dict[str, dict[str, Any]]:
    """Returns ``DATABASES``. With ``DATABASE_POOLER=transaction``, connections keep nothing from one transaction to the next, as
    PgBouncer's transaction mode demands: no cursors of the server outside transactions, and no prepared statements."""
    is_pooled = bool(env.choice("DATABASE_POOLER", ("transaction", "none"), "none") == "transaction")
    return {"default": _database(env, "DATABASE_URL", is_pooled=is_pooled)}


def _database(env: Environment, name: str, *, is_pooled: bool) -> dict[str, Any]:
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
            "connect_timeout": 5,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "tcp_user_timeout": 15_000,
            **options,
        },
    }
