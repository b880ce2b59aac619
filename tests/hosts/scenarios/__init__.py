"""What happens to the hosts, and what must hold. Each scenario takes the lab and returns lines with its figures."""

import time
import traceback

from tests.hosts.lab import Lab

ALL = {}


def scenario(function):
    ALL[function.__name__] = function
    return function


def run(folder, names, *, short):
    began = time.monotonic()
    broken = 0
    with Lab(folder) as lab:
        print(f"ten hosts up in {time.monotonic() - began:.0f} s", flush=True)
        import code, os
        if os.environ.get("LAB_SHELL"): time.sleep(int(os.environ["LAB_SHELL"]))
    return int(bool(broken))
