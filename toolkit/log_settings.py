"""Settings of what operators watch: log lines, error reports, counts and slow queries."""

import re
from typing import Any
from urllib.parse import urlsplit

from toolkit.environment import Environment, is_private_host, refuse

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
FORMATTERS = {
    "plain": {
        "()": "toolkit.redaction.RedactingFormatter",
        "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
    },
    "json": {"()": "toolkit.json_logs.JsonFormatter"},
}
# At DEBUG they would write members' questions and résumés.
WRITE_TEXTS = ("openai", "httpx2", "httpcore2", "httpx", "httpcore")
# The lines of `toolkit.task_log` say the same, without arguments and results.
OF_TASKS = ("celery.app.trace", "celery.worker.strategy")


def watching_settings(env: Environment, *, local: bool) -> dict[str, Any]:
    """Returns ``LOGGING`` and the settings that begin with the same words as their variables."""
    form = env.choice("LOG_FORMAT", tuple(FORMATTERS), "plain")
    level = env.choice("LOG_LEVEL", LEVELS, "WARNING" if local else "INFO")
    metrics_token = env.text("METRICS_TOKEN", "")
    if metrics_token and len(metrics_token) < 20 and not local:
        refuse("METRICS_TOKEN", "must be at least 20 random characters")
    return {
        "LOGGING": _logging(form, level),
        "ACCESS_LOG": env.flag("ACCESS_LOG", default=form == "json"),
        "SLOW_QUERY_MS": env.number("SLOW_QUERY_MS", 1000, at_least=0, at_most=600_000),  # 0: none is logged
        "METRICS_TOKEN": metrics_token,
        "METRICS_DIR": _folder(env, "METRICS_DIR"),
        "WORKER_METRICS": _address(env, "WORKER_METRICS", metrics_token),
        "SENTRY_DSN": _dsn(env, "SENTRY_DSN"),
        "SENTRY_ENVIRONMENT": env.text("SENTRY_ENVIRONMENT", "local" if local else "production", at_most=64),
        "SENTRY_RELEASE": env.text("SENTRY_RELEASE", "", at_most=200),
        "SENTRY_TRACES_PERCENT": env.number("SENTRY_TRACES_PERCENT", 0, at_least=0, at_most=100),
    }


def server_logging(env: Environment) -> dict[str, Any] | None:
    """Returns how granian writes its own few lines, which our formatters never see; ``None`` for plain ones."""
    if env.choice("LOG_FORMAT", tuple(FORMATTERS), "plain") == "plain":
        return None
    return {
        "formatters": {"json": FORMATTERS["json"]},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "loggers": {
            name: {"handlers": ["console"], "level": "INFO", "propagate": False}
            for name in ("_granian", "granian.access")
        },
    }


def _logging(form: str, level: str) -> dict[str, Any]:
    quiet = {name: {"level": "WARNING"} for name in (*WRITE_TEXTS, *OF_TASKS)}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": FORMATTERS[form]},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        # Django's own handlers print lines of another form, and write emails that hold requests.
        "loggers": {**quiet, "django": {"handlers": [], "level": "INFO"}},
    }


def _folder(env: Environment, name: str) -> str:
    value = env.text(name, "")
    if value and not value.startswith("/"):
        refuse(name, "must be the full path of a folder, such as /run/jobboard/metrics")
    return value


def _address(env: Environment, name: str, metrics_token: str) -> str:
    """Returns ``host:port`` that a worker listens at for Prometheus."""
    value = env.text(name, "")
    found = re.fullmatch(r"(?:[\w.-]+|\[[0-9a-fA-F:]+\]):([0-9]{1,5})", value)
    if value and not (found and 0 < int(found[1]) < 65_536):
        refuse(name, "must be a host and port such as 127.0.0.1:9101")
    if value and not metrics_token:
        refuse("METRICS_TOKEN", f"must be set too, or leave {name} empty")
    return value


def _dsn(env: Environment, name: str) -> str:
    """Returns the address that a server for error reports gave the project, such as ``https://key@errors.example.org/1``."""
    value = env.url(name, "", schemes=("http", "https"), example="https://key@errors.example.org/1")
    parts = urlsplit(value)
    if value and not (parts.username and parts.path.strip("/")):
        refuse(name, "must be a full address such as https://key@errors.example.org/1")
    if parts.scheme == "http" and not is_private_host(parts.hostname or ""):
        refuse(name, "must begin with https:// unless the server is in a private network")
    return value
