"""The stand-in for a model as a process of its own, one for each process of a parallel run."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass

import pytest

from local.files import free_port, port_is_free
from local.site import CHECKOUT


@dataclass
class ModelStandIn:
    """Its controls: see local/model/control.py."""

    url: str

    def control(self, name, **given):
        request = urllib.request.Request(f"{self.url}/_control/{name}", json.dumps(given).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def say(self, *answers):
        """What it says from now on, one for each call; the last one is repeated. A text, claims, or a dictionary of its controls."""
        self.control("script", answers=[_as_answer(one) for one in answers])

    def prompts(self):
        """The bodies of all calls so far."""
        return self.control("prompts")["prompts"]


def _as_answer(one):
    if isinstance(one, list):
        return {"text": json.dumps({"claims": one})}
    return {"text": one} if isinstance(one, str) else one


def claim(text, *citations, **more):
    """A claim as a model writes it: ``claim("You know SQL.", (2, "SQL and dbt"))``."""
    return {"text": text, "citations": [{"source": number, "quote": quote} for number, quote in citations], **more}


@pytest.fixture(scope="session")
def _model_standin_process():
    if "MODEL_STANDIN" in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
        yield ModelStandIn(os.environ["MODEL_STANDIN"])  # `make t` keeps one between runs
        return
    port = free_port(0)
    process = subprocess.Popen(
        [sys.executable, "-m", "local.model", f"--port={port}"], cwd=CHECKOUT, stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 30
    while port_is_free(port):
        assert process.poll() is None, "the stand-in for a model did not start"
        assert time.monotonic() < deadline, "the stand-in for a model does not listen"
        time.sleep(0.02)
    yield ModelStandIn(f"http://127.0.0.1:{port}")
    process.terminate()
    process.wait(10)


@pytest.fixture
def model_standin(_model_standin_process, settings):
    """A configured endpoint that quotes its sources until a test says what it answers."""
    _model_standin_process.control("reset")
    settings.ADVICE_BASE_URL = f"{_model_standin_process.url}/v1"
    settings.ADVICE_MODEL = "stand-in"
    settings.ADVICE_API_KEY = "key-of-the-stand-in"
    return _model_standin_process
