"""Settings of the web server itself, which its main process reads without Django."""

from dataclasses import dataclass

from toolkit.environment import Environment


@dataclass(frozen=True)
class WebSettings:
    """Where the server listens, with how many ``workers`` (processes) of how many ``threads``. Each thread holds a database
    connection. ``drain``: seconds between a SIGTERM and the end of listening."""

    host: str
    port: int
    workers: int
    threads: int
    drain: int


def web_settings(env: Environment) -> WebSettings:
    """Reads the settings. Raises ``SettingError``."""
    return WebSettings(
        host=env.text("WEB_HOST", "127.0.0.1", at_most=255),
        port=env.number("WEB_PORT", 8000, at_least=1, at_most=65_535),
        workers=env.number("WEB_WORKERS", 2, at_least=1, at_most=256),
        threads=env.number("WEB_THREADS", 16, at_least=1, at_most=1_000),
        drain=env.number("DRAIN_SECONDS", 5, at_least=0, at_most=600),
    )
