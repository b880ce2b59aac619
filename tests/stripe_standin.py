"""The stand-in for Stripe as a process of its own, one for each process of a parallel run."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass

import pytest

from local.environment import WEBHOOK_SECRET
from local.files import free_port, port_is_free
from local.site import CHECKOUT

DAY = 24 * 60 * 60


@dataclass
class StandIn:
    """Its controls: see local/stripe/control.py."""

    url: str

    def control(self, name, **given):
        request = urllib.request.Request(f"{self.url}/_control/{name}", json.dumps(given).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def advance(self, *, days=0, seconds=0):
        return self.control("clock", advance=int(days * DAY + seconds))

    def pay(self, url):
        """Completes the checkout at this address as its page would; where the member is sent then."""
        return self.control("pay", session=url.rpartition("/")[2])["location"]

    def press(self, url, button):
        """Presses a button of a hosted page."""
        request = urllib.request.Request(url, f"do={button}".encode(), method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()

    def events(self):
        return self.control("events")["events"]

    def reads(self, *, reset=False):
        """How often Stripe was read."""
        return sum(self.control("reads", reset=reset)["reads"].values())


@pytest.fixture(scope="session")
def _stand_in_process():
    if "STRIPE_STANDIN" in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
        yield StandIn(os.environ["STRIPE_STANDIN"])  # `make t` keeps one between runs
        return
    port = free_port(0)
    process = subprocess.Popen(
        [sys.executable, "-m", "local.stripe", f"--port={port}", f"--secret={WEBHOOK_SECRET}"],
        cwd=CHECKOUT, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while port_is_free(port):
        assert process.poll() is None, "the stand-in for Stripe did not start"
        assert time.monotonic() < deadline, "the stand-in for Stripe does not listen"
        time.sleep(0.02)
    yield StandIn(f"http://127.0.0.1:{port}")
    process.terminate()
    process.wait(10)


@pytest.fixture
def stand_in(_stand_in_process, settings):
    """A Stripe without customers; its webhooks go nowhere until a test says where."""
    _stand_in_process.control("reset")
    _stand_in_process.control("webhooks", url="")
    settings.STRIPE_API_BASE = _stand_in_process.url
    return _stand_in_process
