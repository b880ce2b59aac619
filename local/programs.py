"""Steps and processes of the local site: the only place to add one."""

import hashlib
import os
import secrets
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from local.environment import WEBHOOK_SECRET
from local.files import has_ipv6
from local.run_steps import joined
from local.site import Site, files_fingerprint

PYTHON = (sys.executable, "-X", "utf8")


@dataclass(frozen=True)
class Program:
    """A long-running process.

    ``port``: where it must accept connections before the site counts as ready. ``early``: it starts before the rest
    and stops after it, because the rest talks to it until its last breath.
    """

    name: str
    command: tuple[str, ...]
    port: int | None = None
    early: bool = False


@dataclass(frozen=True)
class Ports:
    """The ports of one run, on 127.0.0.1."""

    site: int
    mail_page: int
    smtp: int
    stripe: int
    model: int


@dataclass(frozen=True)
class Step:
    """A ``manage.py`` command that runs to its end before the site starts.

    ``inputs``: patterns of the files that decide its outcome, ``variables``: those of the environment, ``outcome``: the
    variable that names the folder it makes. With inputs, it is skipped while nothing of this has changed.
    """

    command: tuple[str, ...]
    inputs: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    outcome: str = ""

    def fingerprint(self, environ: Mapping[str, str]) -> str:
        """Stands for all inputs; never the same twice while the outcome is missing."""
        if self.outcome and not Path(environ[self.outcome]).is_dir():
            return secrets.token_hex(16)
        decisive = {name: environ.get(name, "") for name in self.variables}
        if self.outcome:  # from the site's folder, so that a folder that was moved or copied needs nothing made again
            decisive[self.outcome] = os.path.relpath(environ[self.outcome], environ.get("LOCAL_DIR") or os.curdir)
        return hashlib.sha256(repr((self.command, decisive, files_fingerprint(self.inputs))).encode()).hexdigest()


COLLECT_STATIC = Step(
    ("collectstatic", "--no-input", "--clear", "--verbosity=0"),
    inputs=("requirements.lock", "jobboard/settings.py", "static/**/*", "*/static/**/*"),
    variables=("DEBUG",),
    outcome="STATIC_ROOT",
)
STEPS = (Step(("migrate", "--no-input")), COLLECT_STATIC, Step(("load_demo",)))
MODEL_DELAY = 0.15  # seconds between pieces of an answer, so that it's seen to grow
PREPARE = "prepare"  # the name under which the steps speak


def preparing(steps: Iterable[Step]) -> tuple[str, ...]:
    """The command that takes ``steps`` one after the other."""
    return (*PYTHON, "-m", "local.run_steps", *joined(step.command for step in steps))


def programs(
    site: Site, ports: Ports, *, debug: bool, stands_in: bool, model_stands_in: bool = False
) -> tuple[Program, ...]:
    """The processes of the local site, in the order in which they start.

    With ``debug`` Django's own server answers: it reloads changed code and templates. ``stands_in``: there is no
    key of Stripe, so payments go to the stand-in. ``model_stands_in``: there is no endpoint for advice, so a stand-in answers.
    """
    celery = (*PYTHON, "-m", "celery", "-A", "jobboard")
    runserver = (*PYTHON, "manage.py", "runserver", f"127.0.0.1:{ports.site}")
    address = ("--host=127.0.0.1", f"--port={ports.site}")
    capacity = ("--workers=1", "--blocking-threads=4")
    # A killed worker is replaced, and a client has a while to say what it wants.
    steadiness = ("--respawn-failed-workers", "--respawn-interval=0.5", "--http1-header-read-timeout=15000")
    options = ("--interface=wsgi", *address, *capacity, *steadiness, "--no-ws")
    granian = (*PYTHON, "-m", "granian", *options, "jobboard.wsgi:application")
    return (
        Program(
            "mail",
            (
                *PYTHON,
                "-m",
                "local.mail_catcher",
                f"--smtp-port={ports.smtp}",
                f"--page-port={ports.mail_page}",
                f"--folder={site.folder / 'mail'}",
            ),
            port=ports.mail_page,
            early=True,
        ),
        *([_stripe(site, ports)] if stands_in else []),
        *([_model(ports)] if model_stands_in else []),
        Program("web", runserver if debug else granian, port=ports.site),
        *([Program("ipv6", (*PYTHON, "-m", "local.relay", f"--port={ports.site}"))] if has_ipv6() else []),
        Program(
            "worker",
            (*celery, "worker", "--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=INFO"),
        ),
        Program("beat", (*celery, "beat", f"--schedule={site.folder / 'beat-schedule'}", "--loglevel=INFO")),
    )


def _stripe(site: Site, ports: Ports) -> Program:
    command = (
        *PYTHON,
        "-m",
        "local.stripe",
        f"--port={ports.stripe}",
        f"--webhook-url=http://127.0.0.1:{ports.site}/billing/webhook/",
        f"--secret={WEBHOOK_SECRET}",
        f"--state={site.folder / 'stripe.json'}",
    )
    return Program("stripe", command, port=ports.stripe, early=True)


def _model(ports: Ports) -> Program:
    command = (*PYTHON, "-m", "local.model", f"--port={ports.model}", f"--delay={MODEL_DELAY}")
    return Program("model", command, port=ports.model, early=True)
