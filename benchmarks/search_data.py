"""Makes boards of invented jobs in any size, each in its own database on a server for benchmarks."""

import contextlib
import datetime as dt
import hashlib
import json
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import psycopg  # noqa: E402 - the checkout must be on the path first

from local.environment import local_environment  # noqa: E402
from local.servers import Servers  # noqa: E402
from local.site import Site  # noqa: E402

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from demo.jobs.invention import Draft
    from jobs.models import Job

DEMO = "demo"  # the name of the board that `make run` shows
SEED, FIRST = 1, 10_000  # the jobs are those of this seed, from this number on
SPAN = dt.timedelta(days=45)
CHUNK = 2_000
WORKERS = min(4, os.cpu_count() or 1)
# What decides the contents of the databases: data kept from an earlier run is used as long as these files are the same.
SOURCES = (
    "demo/jobs", "jobs/models", "jobs/vocabulary", "jobs/migrations", "jobs/search/lexemes.py", "jobs/search/indexing.py",
    "benchmarks/search_data.py",
)  # fmt: skip
# The same for all contestants.
SETTINGS = {
    "shared_buffers": "4GB", "effective_cache_size": "12GB", "maintenance_work_mem": "1GB", "work_mem": "64MB",
    "max_wal_size": "8GB", "random_page_cost": "1.1", "max_parallel_maintenance_workers": "2", "checkpoint_timeout": "30min",
}  # fmt: skip


class Boards:
    """The databases of a running server; ``folder`` is for other files of a benchmark."""

    def __init__(self, folder: Path, url: str, as_it_is: bool) -> None:
        self.folder = folder
        self.url = url.rpartition("/")[0]
        self.as_it_is = as_it_is

    def prepare(self, size: int, *, corpus: bool) -> dt.datetime:
        """Makes a board of ``size`` jobs if there is none; returns the time it is for. With ``corpus``, also writes its
        texts to files."""

        def fill(now: dt.datetime) -> None:
            shutil.rmtree(self.corpus(size), ignore_errors=True)
            self._fill(size, now, corpus)

        return self._prepared(size, fill)

    def prepare_demo(self) -> dt.datetime:
        """Makes the board that `make run` shows if there is none; returns the time it is for."""

        def fill(now: dt.datetime) -> None:
            from django.core.management import call_command

            from demo.jobs import loading

            call_command("migrate", verbosity=0)
            loading.load(count=5_000, seed=SEED, now=now, progress=lambda _done, _total: None)

        return self._prepared(DEMO, fill)

    def _prepared(self, name: int | str, fill: Callable[[dt.datetime], None]) -> dt.datetime:
        kept = self._kept(name)
        if kept and (self.as_it_is or kept["sources"] == _digest()):
            return dt.datetime.fromisoformat(kept["now"])
        began = time.monotonic()
        now = dt.datetime.now(dt.UTC).replace(microsecond=0)
        _administer(self.url + "/postgres", f'DROP DATABASE IF EXISTS "bench_{name}" WITH (FORCE)')
        _administer(self.url + "/postgres", f'CREATE DATABASE "bench_{name}"')
        with self.default(name):
            fill(now)
        mark = json.dumps({"now": now.isoformat(), "sources": _digest()})
        _administer(self.url + "/postgres", f"COMMENT ON DATABASE \"bench_{name}\" IS '{mark}'")
        print(f"board {name} made in {time.monotonic() - began:.0f} s", flush=True)
        return now

    def prepare_copy(self, name: str, *, of: int, fill: Callable[[], None]) -> None:
        """Makes a board from one that is there, if there is none of that ``name``; ``fill`` changes it."""

        def copy(_now: dt.datetime) -> None:
            from django.db import connections

            connections.close_all()
            _administer(self.url + "/postgres", f'DROP DATABASE "bench_{name}" WITH (FORCE)')
            _administer(self.url + "/postgres", f'CREATE DATABASE "bench_{name}" TEMPLATE "bench_{of}"')
            fill()

        self._prepared(name, copy)

    def database(self, size: int | str) -> str:
        return f"{self.url}/bench_{size}"

    def corpus(self, size: int) -> Path:
        return self.folder / f"corpus-{size}"

    def connection(self, size: int | str) -> "BaseDatabaseWrapper":
        """Django's connection to the board of that size."""
        from django.db import connections

        name = f"bench_{size}"
        connections.databases[name] = {**connections.databases["default"], "NAME": name}
        return connections[name]

    @contextlib.contextmanager
    def default(self, size: int | str) -> Iterator[None]:
        """Makes Django use the board of that size."""
        from django.db import connections

        before = connections["default"]
        connections["default"] = self.connection(size)
        try:
            yield
        finally:
            connections["default"] = before

    def _kept(self, size: int | str) -> dict[str, str] | None:
        with psycopg.connect(self.url + "/postgres") as server:
            row = server.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [f"bench_{size}"]
            ).fetchone()
        return json.loads(row[0]) if row and row[0] else None

    def _fill(self, size: int, now: dt.datetime, corpus: bool) -> None:
        from django.core.management import call_command
        from django.db import connection

        from jobs.models import Listing
        from jobs.search import spelling

        call_command("migrate", verbosity=0)
        index = next(index for index in Listing._meta.indexes if index.name == "listing_words")
        with connection.schema_editor() as editor:
            editor.remove_index(Listing, index)
        _make_companies(size)
        if corpus:
            self.corpus(size).mkdir(parents=True)
        # Chunks in the order of time, so that rows of one time lie together as they do on a board that grows.
        starts = range(0, size, CHUNK)
        with ProcessPoolExecutor(
            WORKERS, multiprocessing.get_context("spawn"), initializer=_connect, initargs=[self.database(size)]
        ) as pool:
            target = str(self.corpus(size)) if corpus else ""
            tasks = [pool.submit(_make_chunk, start, min(start + CHUNK, size), size, now, target) for start in starts]
            for done, task in enumerate(as_completed(tasks), 1):
                task.result()
                if done % 25 == 0:
                    print(f"  {done * CHUNK:,} of {size:,}", flush=True)
        print("  building the index", flush=True)
        with connection.schema_editor() as editor:
            editor.add_index(Listing, index)
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence('jobs_job', 'id'), max(id)) FROM jobs_job")
            cursor.execute("SELECT setval(pg_get_serial_sequence('jobs_company', 'id'), max(id)) FROM jobs_company")
            cursor.execute("VACUUM (ANALYZE)")
        spelling.refresh(now)


@contextlib.contextmanager
def boards(
    keep: Path | None, *, as_it_is: bool = False, durable: bool = False, settings: dict[str, str] = SETTINGS
) -> Iterator[Boards]:
    """Starts a server and sets up Django to use it. Without ``keep``, everything is removed when the block ends. With
    ``durable``, what it writes is on the disk, as on a real server."""
    with contextlib.ExitStack() as stack:
        folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jobboard-boards-")))
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)  # PostgreSQL may run as another user, who passes through
        servers = Servers(folder, throwaway=not durable)
        urls = stack.enter_context(servers.joined())
        if _tune(urls["DATABASE_URL"], settings):
            database = servers.all()[0]
            database.stop()
            urls["DATABASE_URL"] = database.start()
        # What is left to write would take longer than a server gets to stop, and be recovered at the next start.
        stack.callback(_administer, urls["DATABASE_URL"], "CHECKPOINT")
        os.environ.update(local_environment(os.environ, Site(folder), urls, smtp_port=None) | urls)
        os.environ["DJANGO_SETTINGS_MODULE"] = "jobboard.settings"
        import django

        django.setup()
        yield Boards(folder, urls["DATABASE_URL"], as_it_is)


def _administer(url: str, command: str) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(command)


def _tune(url: str, settings: dict[str, str]) -> bool:
    """Writes the settings; returns whether the server must restart for them. A server that has them may be in use already."""
    with psycopg.connect(url, autocommit=True) as server:
        if server.execute("SHOW shared_buffers").fetchone() == (settings["shared_buffers"],):
            return False
        for name, value in settings.items():
            server.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    return True


def _digest() -> str:
    made = hashlib.sha256()
    for source in SOURCES:
        path = ROOT / source
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in (".py", ".toml", ".csv"):
                made.update(file.read_bytes())
    return made.hexdigest()[:16]


def numbered(number: int) -> int:
    """Returns which invented job has this ``number`` on every board, counted from the oldest of a small board."""
    return FIRST + number


# --- In the processes that make jobs ----------------------------------------------------------------------------


def _connect(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()


def _make_companies(size: int) -> None:
    from django.utils.text import slugify

    from demo.jobs.invention import TOLD_IN_FULL
    from demo.jobs.loading import copy_in
    from demo.jobs.material import employer, material
    from jobs import services
    from jobs.models import Company, Source

    employers = [employer(at) for at in range(len(material().employers) + (FIRST + size - TOLD_IN_FULL) // 25 + 100)]
    copy_in(
        Company,
        [
            Company(pk=at, name=one.name, slug=slugify(one.name), name_key=services.name_key(one.name), site=one.site)
            for at, one in enumerate(employers, 1)
        ],
    )
    Source.objects.create(pk=1, name="Remote Harvest", format=Source.Format.JOBICY, is_active=False)


def _make_chunk(start: int, end: int, size: int, now: dt.datetime, corpus: str) -> None:
    """Makes jobs ``start`` to ``end`` of ``size``: in the table with a short text, in the listing with the full text."""
    from django.db import transaction

    from demo.jobs.invention import draft
    from demo.jobs.loading import copy_in
    from jobs.models import Job
    from jobs.search import indexing, lexemes

    jobs, rows = [], []
    for at in range(start, end):
        one = draft(numbered(at), seed=SEED, now=now)
        text = re.sub(r"<[^>]+>", "\n", one.posting.description.source)
        published = now - SPAN * ((size - at) / size)
        job = job_of(one, f"<p>{text[:200].strip()}</p>", published_at=published)
        job.pk = at + 1
        yearly = job.pay and job.pay.yearly
        job.pay_yearly_min, job.pay_yearly_max = (yearly.low, yearly.high) if yearly else (None, None)
        jobs.append(job)
        rows.append(indexing.row_of(job)._replace(body=lexemes.for_text(text)))
    with transaction.atomic():
        copy_in(Job, jobs)
        for step in range(0, len(rows), indexing.STEP):
            indexing.put_in(rows[step : step + indexing.STEP], now=now)
    if corpus:
        with (Path(corpus) / f"{start:09}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps([*row[:-1]]) + "\n" for row in rows)


def job_of(one: "Draft", description: str, *, published_at: dt.datetime) -> "Job":
    """Returns an open job that isn't saved yet."""
    from jobs.lifecycle import Status
    from jobs.models import Company, Job
    from toolkit.rich_text import RichText

    return Job(
        company=Company(pk=one.employer + 1, name=one.posting.company, slug=one.posting.company_site[8:-8]),
        source_id=1,
        external_id=f"bench-{one.number}",
        status=Status.PUBLISHED,
        published_at=published_at,
        first_seen_at=published_at,
        verified_at=published_at,
        expires_at=published_at + dt.timedelta(days=90),
        **replace(one.posting, description=RichText(description)).columns(),
    )
