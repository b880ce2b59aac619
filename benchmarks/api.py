"""Measures answers of the JSON API beside the queries of the pages that show the same.

Bar: 95 of 100 answers take at most twice the time that 95 of 100 pages need for their queries alone. Both are asked in turn in
this process, so the ratio holds on a busy machine as well.
"""

import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from local.command import local_mode  # noqa: E402 - the checkout must be on the path first

TIMES = 200  # of each kind
WARM_UP = 20
MOST = 2.0
WORDS = (
    "engineer",
    "design",
    "sales",
    "data",
    "remote",
    "support",
    "manager",
    "python",
    "writer",
    "nurse",
    "senior",
    "team",
)
PLACES = ("germany", "spain", "europe", "united-states", "brazil", "canada", "india", "united-kingdom")


def kinds() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yields a kind, and pairs of a page and an address of the API that tell the same."""
    from jobs.models import Company, Job
    from occupations.models import Occupation

    luck = random.Random(17)  # noqa: S311 - the same requests each time
    searches = [f"q={word}&geo={place}" for word in WORDS for place in PLACES]
    jobs = list(Job.objects.filter(status="published", lead=None)[:300].values_list("pk", "slug"))
    companies = list(Company.objects.filter(jobs__status="published").distinct()[:300].values_list("slug", flat=True))
    occupations = list(Occupation.objects.filter(is_listed=True)[:300].values_list("slug", flat=True))
    # A parameter keeps a page out of the cache.
    yield "search", [(f"/jobs/?{query}", f"/api/v1/jobs?{query}") for query in luck.choices(searches, k=TIMES)]
    yield "job", [(f"/jobs/{pk}-{slug}/", f"/api/v1/jobs/{pk}") for pk, slug in luck.choices(jobs, k=TIMES)]
    yield (
        "company",
        [(f"/companies/{slug}/", f"/api/v1/companies/{slug}") for slug in luck.choices(companies, k=TIMES)],
    )
    yield (
        "occupation",
        [
            (f"/careers/occupations/{slug}/?made=1", f"/api/v1/occupations/{slug}")
            for slug in luck.choices(occupations, k=TIMES)
        ],
    )


class Queries:
    """Adds up the time of queries."""

    def __init__(self) -> None:
        self.seconds, self.number = 0.0, 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.seconds += time.perf_counter() - began
            self.number += 1


def measure(pairs: list[tuple[str, str]]) -> tuple[list[float], list[float]]:
    """Returns the seconds of the pages' queries, and of the API's answers."""
    from django.db import connection
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    pages, answers = [], []
    for number, (page, address) in enumerate([*pairs[:WARM_UP], *pairs]):
        queries = Queries()
        with connection.execute_wrapper(queries):
            found = client.get(page)
        began = time.perf_counter()
        answer = client.get(address)
        took = time.perf_counter() - began
        if (found.status_code, answer.status_code) != (200, 200):
            raise SystemExit(f"{found.status_code} for {page}, {answer.status_code} for {address}")
        if number >= WARM_UP:
            pages.append(queries.seconds)
            answers.append(took)
    return pages, answers


def p95(times: list[float]) -> float:
    """Returns the milliseconds that 95 of 100 take at most."""
    return statistics.quantiles(times, n=20)[-1] * 1000


def main() -> int:
    os.environ["API_NETWORK_MINUTE"] = "1000000"
    with local_mode(["manage.py", "benchmark"]):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
        for command in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"], ["load_demo"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        import django

        django.setup()
        worst = 0.0
        for kind, pairs in kinds():
            pages, answers = measure(pairs)
            ratio = p95(answers) / p95(pages)
            worst = max(worst, ratio)
            print(f"{kind:10} page's queries {p95(pages):7.2f} ms  answer {p95(answers):7.2f} ms  ratio {ratio:.2f}")
    print(f"The worst ratio is {worst:.2f} (bar {MOST}).")
    return 0 if worst <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
