"""Measures what pages for a signed-in member take beside an empty view, and their templates.

``.venv/bin/python benchmarks/member_pages.py --turns 25`` prints medians of processor time, of the request and its database
process, and fails if a bar doesn't hold. The kinds take turns in one process, so other work slows down all of them. It uses
the local site's board; ``manage.py demo_jobs --count 5000`` makes it larger.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from typing import Any

from search_clocks import clock
from served import ROOT, local_mode

BARS = {"guide": 0.15, "list of guides": 0.15}
TEMPLATE_MS = 6.0
OFTEN = 5  # requests of a kind in a turn
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0", "HTTP_ACCEPT_ENCODING": "br"}


class Templates:
    """The milliseconds that rendering takes, of the outermost template."""

    def __init__(self) -> None:
        from django.template.backends.django import Template

        self.spent, self.depth, self.usual = 0.0, 0, Template.render
        measured = self

        def render(template: Any, *args: Any, **kwargs: Any) -> Any:
            measured.depth += 1
            began = time.thread_time()
            try:
                return measured.usual(template, *args, **kwargs)
            finally:
                measured.depth -= 1
                if not measured.depth:
                    measured.spent += (time.thread_time() - began) * 1000

        Template.render = render


def measured(turns: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Returns milliseconds of each kind in each turn: the request's, and its templates'."""
    from django.db import connection
    from django.test import Client

    from accounts.models import User

    visitor, member = (Client(SERVER_NAME="127.0.0.1", **BROWSER) for _ in range(2))
    member.force_login(User.objects.filter(is_staff=False, is_active=True).exclude(country="").earliest("pk"))
    kinds = {
        "empty view": (visitor, "/health/live"),
        "guide": (member, "/careers/operations-officer/"),
        "list of guides": (member, "/careers/"),
        "jobs where they live": (member, "/jobs/"),
        "all jobs": (member, "/jobs/?all=1"),
        "jobs for a visitor": (visitor, "/jobs/"),
    }
    for client, address in kinds.values():
        assert client.get(address).status_code == 200, address
    now, templates = clock(processor=True, connection=connection), Templates()
    spent: dict[str, list[float]] = {name: [] for name in kinds}
    rendering: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(turns):
        for name, (client, address) in kinds.items():
            templates.spent, began = 0.0, now()
            for _ in range(OFTEN):
                client.get(address)
            spent[name].append((now() - began) * 1000 / OFTEN)
            rendering[name].append(templates.spent / OFTEN)
    return spent, rendering


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=25)
    turns = parser.parse_args().turns
    with local_mode(["manage.py", "benchmark"]):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
        for command in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"], ["load_demo"]):
            subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        import django

        django.setup()
        spent, rendering = measured(turns)
    is_missed = False
    for name, times in spent.items():
        share = statistics.median(empty / each for empty, each in zip(spent["empty view"], times, strict=True))
        template, bar = statistics.median(rendering[name]), BARS.get(name)
        is_missed |= (bar is not None and share < bar) or template > TEMPLATE_MS
        verdict = "" if bar is None else f", bar {bar:.0%}: {'met' if share >= bar else 'MISSED'}"
        verdict += f", template MISSED its bar of {TEMPLATE_MS:g} ms" if template > TEMPLATE_MS else ""
        print(
            f"{name:22} {statistics.median(times):6.2f} ms, template {template:5.2f} ms, {share:6.1%} of empty{verdict}"
        )
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main())
