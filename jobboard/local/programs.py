"""What the local site consists of: the only place to add a step or a process."""

import hashlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from jobboard.local.prepare import joined
from jobboard.local.site import CHECKOUT, Site

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


@dataclass(frozen=True)
class Step:
    """A ``manage.py`` command that runs to its end before the site starts.

    ``inputs``: patterns of the files that alone decide its outcome; it is skipped while none of them has changed.
    """

    command: tuple[str, ...]
    inputs: tuple[str, ...] = ()

    def fingerprint(self) -> str:
        """Stands for names, sizes and times of all inputs: quick, and as good as what `make` itself goes by."""
        digest = hashlib.sha256(repr(self.command).encode())
        for path in sorted(path for pattern in self.inputs for path in CHECKOUT.glob(pattern)):
            if path.relative_to(CHECKOUT).parts[0].startswith("."):
                continue  # made, not written: `.local/static` is the outcome itself
            about = path.stat()
            digest.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
        return digest.hexdigest()


STEPS = (
    Step(("migrate", "--no-input")),
    Step(
        ("collectstatic", "--no-input", "--clear", "--verbosity=0"),
        inputs=("requirements.lock", "jobboard/settings.py", "static/**/*", "*/static/**/*"),
    ),
    Step(("load_demo",)),
)
PREPARE = "prepare"  # the name under which the steps speak


def preparing(steps: Iterable[Step]) -> tuple[str, ...]:
    """The command that takes ``steps`` one after the other."""
    return (*PYTHON, "-m", "jobboard.local.prepare", *joined(step.command for step in steps))


def programs(site: Site, ports: Ports) -> tuple[Program, ...]:
    """The processes of the local site, in the order in which they start."""
    celery = (*PYTHON, "-m", "celery", "-A", "jobboard")
    return (
        Program(
            "mail",
            (
                *PYTHON,
                "-m",
                "jobboard.local.mailbox",
                f"--smtp-port={ports.smtp}",
                f"--page-port={ports.mail_page}",
                f"--folder={site.folder / 'mail'}",
            ),
            port=ports.mail_page,
            early=True,
        ),
        Program(
            "web",
            (
                *PYTHON,
                "-m",
                "granian",
                "--interface=wsgi",
                "--host=127.0.0.1",
                f"--port={ports.site}",
                "--workers=1",
                "--blocking-threads=4",
                "--no-ws",
                "jobboard.wsgi:application",
            ),
            port=ports.site,
        ),
        Program(
            "worker",
            (*celery, "worker", "--concurrency=2", "--without-gossip", "--without-mingle", "--loglevel=INFO"),
        ),
        Program("beat", (*celery, "beat", f"--schedule={site.folder / 'beat-schedule'}", "--loglevel=INFO")),
    )
