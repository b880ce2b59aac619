"""Whoever needs the servers shares them, and the last one out stops them."""

from pathlib import Path

from local.servers import Servers

from .support import PYTHON, started

STAY = """
import sys, pathlib
from local.servers import Servers
with Servers(pathlib.Path(sys.argv[1]), throwaway=True).joined(): print("joined", flush=True); sys.stdin.read()
"""


def alive(servers: Servers) -> list[bool]:
    return [server.process() is not None for server in servers.all()]


def test_the_first_to_leave_pulls_the_rug_from_nobody(home: Path):
    servers = Servers(home, throwaway=True)
    with servers.joined() as urls:
        with Servers(home, throwaway=True).joined() as again:
            assert again == urls
        assert alive(servers) == [True, True]
        assert not Servers(home).stop_if_unused()
    assert alive(servers) == [False, False]


def test_a_killed_user_counts_no_more(home: Path, environ: dict[str, str]):
    servers = Servers(home, throwaway=True)
    with started(*PYTHON, "-c", STAY, str(home), environ=environ) as other:
        assert other.stdout.readline() == "joined\n"
        with servers.joined():
            pass
        assert alive(servers) == [True, True]
        other.kill()
        other.wait()
        assert alive(servers) == [True, True]
        with servers.joined():
            pass
        assert alive(servers) == [False, False]


def test_only_what_is_needed_is_started(home: Path):
    servers = Servers(home, throwaway=True)
    with servers.joined(["REDIS_URL"]) as urls:
        assert list(urls) == ["REDIS_URL"]
        assert alive(servers) == [False, True]
