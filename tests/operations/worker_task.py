"""A task that takes until it's told to end, and writes what it does to a file."""

import time
from pathlib import Path

from celery import shared_task

LONGEST = 60  # seconds


@shared_task
def take(name, file):
    with Path(file).open("a") as log:
        log.write(f"began {name}\n")
        log.flush()
        deadline = time.monotonic() + LONGEST
        while not Path(file).with_name(f"end {name}").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        log.write(f"ended {name}\n")
