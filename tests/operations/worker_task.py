"""A task that takes as long as it's asked to, and writes what it does to a file."""

import time
from pathlib import Path

from celery import shared_task


@shared_task
def take(name, seconds, file):
    with Path(file).open("a") as log:
        log.write(f"began {name}\n")
        log.flush()
        time.sleep(seconds)
        log.write(f"ended {name}\n")
