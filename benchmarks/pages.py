"""Measures requests per second of a guide page, as a share of those of an empty view behind the same middleware.

Bars: the kept page of a guide and of a résumé at least 75 %, a 304 at least 90 %, a guide and the list of guides for a
signed-in member at least 15 %. The list of jobs for a member is measured too.

One server process with one thread on a processor of its own and one open connection; the kinds take turns, and each ratio is
the median over the turns, with the lowest and the highest turn beside it.
"""

import os
import socket
import statistics
import sys
import time
from collections.abc import Callable

import redis
from served import give_processors, served_site

GUIDE, GUIDES, JOBS = "/careers/operations-officer/", "/careers/", "/jobs/"
TURNS = 12
SECONDS = 0.8
BARS = {"kept page": 0.75, "kept résumé": 0.75, "304": 0.90, "guide for a member": 0.15, "guides for a member": 0.15}


class Connection:
    """A minimal HTTP/1.1 client that takes far less time than the server."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> bytes:
        self.socket.sendall(request)
        answer = self.socket.recv(65536)
        while b"\r\n\r\n" not in answer:
            answer += self.socket.recv(65536)
        head, _, body = answer.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
        missing = length - len(body)
        while missing > 0:
            missing -= len(self.socket.recv(65536))
        return head


def request(path: str, **headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: br", "User-Agent: benchmark"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def rate(connection: Connection, message: bytes, status: bytes, before: Callable[[], object] | None = None) -> float:
    """Returns requests per second in one turn, without the time that ``before`` takes."""
    spent, count = 0.0, 0
    while spent < SECONDS:
        if before:
            before()
        began = time.perf_counter()
        head = connection.ask(message)
        spent += time.perf_counter() - began
        count += 1
        assert head.split(b" ", 2)[1] == status, head
    return count / spent


def _sign_in() -> str:
    """Returns the cookie of a member of the demo."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from accounts.models import User

    client = Client()
    client.force_login(User.objects.filter(is_staff=False, is_active=True).earliest("pk"))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _first_resume() -> str:
    """Returns the address of a published résumé of the demo."""
    from django.utils import timezone

    from resumes.models import Page
    from resumes.publishing.handles import current_handles

    owner = Page.objects.listed().earliest("pk").user_id
    return f"/r/{current_handles([owner], now=timezone.now())[owner]}/"


def main() -> int:
    with served_site() as port:
        pinned = give_processors(port)
        connection = Connection(port)
        connection.ask(request(GUIDE))
        head = connection.ask(request(GUIDE)).decode()
        tag = next(line[5:].strip() for line in head.split("\r\n") if line.lower().startswith("etag:"))
        cache = redis.Redis.from_url(os.environ.get("CACHE_URL") or os.environ["REDIS_URL"].rsplit("/", 1)[0] + "/1")
        cookie = _sign_in()
        kinds = {
            "empty view": (request("/health/live"), b"200", None),
            "kept page": (request(GUIDE), b"200", None),
            "kept résumé": (request(_first_resume()), b"200", None),
            "304": (request(GUIDE, If_None_Match=tag), b"304", None),
            "guide for a member": (request(GUIDE, Cookie=cookie), b"200", None),
            "guides for a member": (request(GUIDES, Cookie=cookie), b"200", None),
            "jobs for a member": (request(JOBS, Cookie=cookie), b"200", None),
            "first page after a change": (request(GUIDE), b"200", lambda: cache.incr("{pages}:generation")),
        }
        turns: dict[str, list[float]] = {name: [] for name in kinds}
        for _ in range(TURNS):
            for name, (message, status, before) in kinds.items():
                turns[name].append(rate(connection, message, status, before))
                if before:
                    connection.ask(request(GUIDE))  # fills the cache for the next turn
    print(f"{TURNS} turns of {SECONDS} s each; server {'on a processor of its own' if pinned else 'not pinned'}")
    failed = False
    for name in kinds:
        ratios = [a / b for a, b in zip(turns[name], turns["empty view"], strict=True)]
        median = statistics.median(ratios)
        bar = BARS.get(name)
        verdict = "" if bar is None else f"  bar {bar:.0%}: {'met' if median >= bar else 'MISSED'}"
        failed |= bar is not None and median < bar
        spread = f"({min(ratios):.1%} to {max(ratios):.1%})"
        print(f"{name:26} {statistics.median(turns[name]):8.0f}/s  {median:7.1%} of empty {spread}{verdict}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
