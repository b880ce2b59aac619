"""Sends 10,000 requests of feed clients, one after the other, and measures how long each kind takes.

Bars: no answer with another status than expected; each walk gives every job once; a kept page of 100 jobs takes at most a third
of the time of one that is made, at the median.

One server process with one thread on a processor of its own and one open connection. Kinds: kept first pages, first pages that a
client has already (304), pages that are made (each with other filters), walks by cursor, statuses, and feeds as RSS.
"""

import json
import os
import random
import statistics
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from urllib.parse import quote

from pages import Connection, request
from served import give_processors, served_site

REQUESTS = 10_000
FEED = "/api/v2/remote-jobs"
KINDS = {"kept": 60, "304": 20, "made": 8, "walk": 6, "status": 5, "rss": 1}  # in a hundred
WORDS = (
    "engineer",
    "design",
    "sales",
    "data",
    "remote",
    "support",
    "manager",
    "python",
    "health",
    "write",
    "senior",
    "team",
)
PLACES = ("usa", "uk", "germany", "spain", "europe", "latam", "apac", "anywhere", "brazil", "canada")
MOST_TIME_OF_KEPT = 1 / 3


class Client(Connection):
    """Asks, and keeps what came."""

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        self.socket.sendall(request(path, **headers).replace(b"Accept-Encoding: br", b"Accept-Encoding: gzip"))
        answer = self.socket.recv(65536)
        while b"\r\n\r\n" not in answer:
            answer += self.socket.recv(65536)
        head, _, body = answer.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        told = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
        parts, missing = [body], int(told.get("content-length", 0)) - len(body)
        while missing > 0:
            parts.append(self.socket.recv(min(missing, 1 << 20)))
            missing -= len(parts[-1])
        return int(lines[0].split()[1]), told, b"".join(parts)

    def json(self, path: str) -> dict[str, object]:
        status, told, body = self.get(path)
        if status != 200:
            raise SystemExit(f"{status} for {path}")
        found: dict[str, object] = json.loads(
            zlib.decompress(body, 31) if told.get("content-encoding") == "gzip" else body
        )
        return found


def requests(client: Client) -> Iterator[tuple[str, str, dict[str, str], int]]:
    """Yields kind, path, headers and expected status."""
    luck = random.Random(17)  # noqa: S311 - the same requests each time
    tag = client.get(f"{FEED}?count=100")[1]["etag"]
    jobs = client.json(FEED)["jobs"]
    ids = [str(job["id"]) for job in jobs] or ["1"]  # type: ignore[index, attr-defined]
    cursor = ""
    for kind in luck.choices(list(KINDS), list(KINDS.values()), k=REQUESTS):
        match kind:
            case "kept":
                yield kind, f"{FEED}?count=100", {}, 200
            case "304":
                yield kind, f"{FEED}?count=100", {"If_None_Match": tag}, 304
            case "made":
                yield (
                    kind,
                    f"{FEED}?count={luck.randint(100, 200)}&tag={luck.choice(WORDS)}&geo={luck.choice(PLACES)}",
                    {},
                    200,
                )
            case "walk":
                path = f"{FEED}?count={luck.randint(5, 40)}" + (f"&cursor={quote(cursor)}" if cursor else "")
                cursor = str(client.json(path)["nextCursor"] or "")
                yield kind, path, {}, 200
            case "status":
                yield kind, f"{FEED}/status?ids={','.join(luck.sample(ids, min(len(ids), 50)))}", {}, 200
            case "rss":
                yield kind, f"/jobs/feed?tag={luck.choice(WORDS)}", {}, 200


def check_walk(client: Client, size: int) -> int:
    """Walks through the feed; returns how many jobs it has. Each comes once."""
    found: list[int] = []
    path = f"{FEED}?count={size}"
    while True:
        answer = client.json(path)
        found += [job["id"] for job in answer["jobs"]]  # type: ignore[index, attr-defined]
        if not answer["hasMore"]:
            break
        path = f"{FEED}?count={size}&cursor={quote(str(answer['nextCursor']))}"
    if len(found) != len(set(found)):
        raise SystemExit("A job came twice.")
    return len(found)


def main() -> int:
    os.environ["API_NETWORK_MINUTE"] = "1000000"
    with served_site() as port:
        client = Client(port)
        apart = give_processors(port)
        sizes = {check_walk(client, size) for size in (7, 50, 200)}
        times: dict[str, list[float]] = defaultdict(list)
        wrong: Counter[str] = Counter()
        began = time.perf_counter()
        for kind, path, headers, expected in requests(client):
            start = time.perf_counter()
            status, _told, _body = client.get(path, **headers)
            times[kind].append(time.perf_counter() - start)
            wrong[kind] += status != expected
        spent = time.perf_counter() - began
    print(f"{REQUESTS:,} requests in {spent:.1f} s; {max(sizes)} jobs in a walk; processors apart: {apart}")
    for kind, taken in times.items():
        middle, p95 = statistics.median(taken) * 1000, statistics.quantiles(taken, n=20)[-1] * 1000
        print(f"  {kind:7} {len(taken):6,}  median {middle:6.2f} ms  p95 {p95:6.2f} ms  wrong {wrong[kind]}")
    share = statistics.median(times["kept"]) / statistics.median(times["made"])
    print(f"A kept page takes {share:.0%} of the time of one that is made (bar {MOST_TIME_OF_KEPT:.0%}).")
    return 0 if not wrong.total() and len(sizes) == 1 and share <= MOST_TIME_OF_KEPT else 1


if __name__ == "__main__":
    sys.exit(main())
