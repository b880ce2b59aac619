"""Measures what an ad adds to an uncached page: processor time and queries, with fifty campaigns that all fit.

``.venv/bin/python benchmarks/ads.py`` prints medians and fails if a bar of ``BARS`` doesn't hold. The box alone is timed, and a
job's page with and without ads in turns, so other work slows down both. Its rows are rolled back.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from served import ROOT, local_mode

BARS = {"box, ms": 1.0, "queries of a box": 1, "page with ÷ without": 1.1}
CAMPAIGNS, BOXES, PAGES = 50, 400, 60
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0"}


def cost(act: Callable[[], object]) -> float:
    """Returns milliseconds of processor time."""
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1000


def measured() -> dict[str, float]:
    from django.conf import settings
    from django.db import connection, transaction
    from django.template import Context, Template
    from django.test import Client, RequestFactory
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from tests.ads.campaigns import a_campaign
    from tests.factories import a_job
    from toolkit import page_cache, read_counter

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    with transaction.atomic():
        now = timezone.now()
        for number in range(CAMPAIGNS):
            a_campaign(now=now, name=f"Lamps {number}", image_digest="1a2b", countries=["DE", "ES", "US"])
        job = a_job(now=now, regions=("europe", "north-america"), company="Benchmark")
        page_cache.forget_all()
        tag = Template('{% load ads %}{% ad "job" job %}')
        request = RequestFactory().get(job.get_absolute_url(), **BROWSER)
        request.user, request.session = None, {}
        context = Context({"request": request, "job": job})
        with CaptureQueriesContext(connection) as captured:
            assert "/go?o=" in tag.render(context)
        queries = len(captured)
        box = statistics.median(cost(lambda: tag.render(context)) for _ in range(BOXES))
        spent: dict[str, list[float]] = {"all": [], "off": []}
        client = Client(**BROWSER)
        for _ in range(PAGES):
            for ads, row in spent.items():
                settings.ADS = ads
                row.append(cost(lambda: client.get(job.get_absolute_url())))
        transaction.set_rollback(True)
    page_cache.forget_all()
    read_counter.parts.flush()
    without = statistics.median(spent["off"])
    print(f"page without ads, ms        {without:8.2f}")
    return {
        "box, ms": box,
        "queries of a box": queries,
        "page with ÷ without": statistics.median(spent["all"]) / without,
    }


def main() -> int:
    with local_mode(["manage.py", "benchmark"]):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
        for command in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        import django

        django.setup()
        found = measured()
    for name, figure in found.items():
        print(f"{name:27} {figure:8.2f}  bar {BARS[name]}")
    return int(any(figure > BARS[name] for name, figure in found.items()))


if __name__ == "__main__":
    sys.exit(main())
