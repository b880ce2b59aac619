"""Backs up a board of a million jobs, loses it, restores it, and prints how much is lost (RPO) and how long it takes (RTO).

The commands are those of a real night: `manage.py backup`, `verify_backup` and `restore`, each as a process. The server writes
everything to the disk. Up to 100,000 jobs are invented; a larger board repeats them under other numbers, since inventing a
million takes most of an hour and a backup doesn't care. Bars: all counts equal, the same answers to searches, every page 200.

How fast the write-ahead log gets away from the server is measured too: `pg_receivewal` follows it while rows are written.
"""

import argparse
import contextlib
import datetime as dt
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from search_data import ROOT, Boards, boards

from local.postgres import wheel_folder

INVENTED, ROWS_A_COPY = 100_000, 100_000
MEMBERS = 1_000  # jobs for each member, who has a file
FILE = 60_000  # bytes
COMMITS = 50
# Of a server with a few gigabytes of memory.
SETTINGS = {
    "shared_buffers": "1GB", "effective_cache_size": "4GB", "maintenance_work_mem": "512MB", "work_mem": "32MB",
    "max_wal_size": "4GB", "random_page_cost": "1.1", "max_parallel_maintenance_workers": "2",
}  # fmt: skip
PAGES = ("/", "/jobs/", "/jobs/?q=engineer", "/jobs/?q=nurse&sort=newest", "/health/ready")
QUERIES = ("engineer", "nurse", "python developer", "marketing manager", "zookeeper", "support")
# Those that can be dropped while many rows are added: all but those of constraints.
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid IN ('jobs_job'::regclass, 'jobs_listing'::regclass)
AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
Figures = list[tuple[str, str]]


def main() -> int:
    options = _options()
    invented = min(options.jobs, INVENTED)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jobboard-drill-")))
        os.environ["MEMBER_FILES_DIR"] = str(folder / "files")
        made = stack.enter_context(boards(options.keep, as_it_is=options.as_is, durable=True, settings=SETTINGS))
        made.prepare(invented, corpus=False)
        made.prepare_copy(f"drill_{options.jobs}", of=invented, fill=lambda: _fill(made, invented, options.jobs))
        drill = Drill(made, folder, options.jobs)
        stack.callback(drill.clear)
        figures = drill.run()
    for name, value in figures:
        print(f"{name:58} {value}", flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=1_000_000, metavar="N", help="how many jobs (default: %(default)s)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the board there and use it again next time")
    parser.add_argument("--as-is", action="store_true", help="use a kept board even if what makes it has changed")
    return parser.parse_args()


def _fill(made: Boards, invented: int, size: int) -> None:
    """Repeats the jobs of a copied board until there are enough, and adds members who have a file each."""
    import psycopg

    with psycopg.connect(made.database(f"drill_{size}"), autocommit=True) as drill:
        drill.execute("SET session_replication_role = replica")  # the rows are known to fit
        indexes = drill.execute(_INDEXES).fetchall() if size > invented else []
        for name, _definition in indexes:
            drill.execute(f"DROP INDEX {name}")
        for start in range(invented, size, ROWS_A_COPY):
            most = min(ROWS_A_COPY, size - start)
            began = time.monotonic()
            for table, changed in (("jobs_job", {"id", "external_id"}), ("jobs_listing", {"position", "job_id"})):
                _repeat(drill, table, changed, start, most)
            print(f"  {start + most:,} of {size:,} jobs ({time.monotonic() - began:.0f} s)", flush=True)
        began = time.monotonic()
        for _name, definition in indexes:
            drill.execute(definition)
        print(f"  {len(indexes)} indexes ({time.monotonic() - began:.0f} s)", flush=True)
        drill.execute("SELECT setval(pg_get_serial_sequence('jobs_job', 'id'), max(id)) FROM jobs_job")
        drill.execute("VACUUM (ANALYZE)")
    _add_members(max(size // MEMBERS, 1))


def _add_members(number: int) -> None:
    from django.utils import timezone

    from accounts.models import User
    from resumes.models import RenderedPdf
    from toolkit.private_files import random_name

    now = timezone.now()
    users = User.objects.bulk_create(User(email=f"member-{at}@example.com") for at in range(number))
    RenderedPdf.objects.bulk_create(
        RenderedPdf(user=user, key="drill", inputs="{}", asked_at=now, made_at=now, file=random_name())
        for user in users
    )


def _repeat(drill: object, table: str, changed: set[str], start: int, most: int) -> None:
    columns = [
        name
        for (name,) in drill.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = ''",
            [table],
        )
    ]
    number = "id" if table == "jobs_job" else "job_id"
    expressions = [
        f"{name} || '-{start}'" if name == "external_id"
        else f"position + {start // ROWS_A_COPY}" if name == "position"
        else f"{name} + {start}" if name in changed
        else name
        for name in columns
    ]  # fmt: skip
    values, names = ", ".join(expressions), ", ".join(columns)
    drill.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {number} <= {most}")  # noqa: S608


class Drill:
    """One run: ``made`` has the board, ``folder`` gets the backups."""

    def __init__(self, made: Boards, folder: Path, jobs: int) -> None:
        self.made, self.folder, self.jobs = made, folder, jobs
        self.name = f"drill_{jobs}"
        self.now = dt.datetime.now(dt.UTC)
        self.source, self.target = made.database(self.name), made.database("drill_restored")
        self.environ = {
            **os.environ,
            "BACKUP_DIR": str(folder / "backups"),
            "DATABASE_URL": self.source,
            "POSTGRES_TOOLS_DIR": str(wheel_folder()),
        }

    def run(self) -> Figures:
        self._write_files()
        self._run([sys.executable, "-X", "utf8", "manage.py", "collectstatic", "--no-input", "-v0"])
        figures: Figures = [("jobs", f"{self.jobs:,}")]
        size = self._ask(self.source, "SELECT pg_size_pretty(pg_database_size(current_database()))")
        figures.append(("database, with indexes", size))
        before = self._answers(self.name)
        backup, _said = self._manage("backup")
        [name] = [path.name for path in (self.folder / "backups").iterdir() if not path.name.startswith(".")]
        bytes_ = sum(path.stat().st_size for path in (self.folder / "backups" / name).iterdir())
        verify, _said = self._manage("verify_backup")
        self._administer("DROP DATABASE IF EXISTS bench_drill_restored WITH (FORCE)")  # of a run that was killed
        self._administer("CREATE DATABASE bench_drill_restored TEMPLATE template0")
        shutil.move(self.folder / "files", self.folder / "lost")
        lost_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 1))
        restore, said = self._manage("restore", name, "--database", self.target, "--lost-at", lost_at)
        after = self._answers("drill_restored")
        assert after == before, f"the restored board answers otherwise: {before} {after}"
        restored = sum(1 for path in (self.folder / "files").rglob("*") if path.is_file())
        steps = next(line for line in said.splitlines() if line.startswith("Restored in"))
        lag = self._log_lag()
        figures += [
            ("backup: seconds, size", f"{backup:,.0f} s, {bytes_ / 1e6:,.0f} MB"),
            ("verification: seconds", f"{verify:,.0f} s"),
            ("restore: seconds", f"{restore:,.0f} s"),
            ("  of which", steps.removeprefix("Restored in ")),
            ("tables whose counts differ", "0 (the commands fail otherwise)"),
            ("members' files restored", f"{restored:,}"),
            (f"pages that answer 200, of {len(PAGES)}", str(sum(code == 200 for code in after["pages"].values()))),
            (f"searches with the same jobs and exact counts, of {len(QUERIES)}", str(len(QUERIES))),
            ("RPO with nightly backups", f"a day and {backup:,.0f} s at most"),
            (f"RPO with the log received: longest of {COMMITS} commits", f"{lag * 1000:,.0f} ms"),
            ("RTO: an empty database to a board that answers", f"{restore:,.0f} s"),
        ]
        return figures

    def clear(self) -> None:
        from django.db import connections

        connections.close_all()
        self._administer("DROP DATABASE IF EXISTS bench_drill_restored WITH (FORCE)")

    def _write_files(self) -> None:
        from resumes.models import RenderedPdf

        with self.made.default(self.name):
            names = list(RenderedPdf.objects.values_list("file", flat=True))
        for name in names:
            path = self.folder / "files" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(secrets.token_bytes(FILE))

    def _answers(self, database: str) -> dict[str, dict[str, object]]:
        """Returns what the board of this database says to pages and searches."""
        from django.core.cache import cache
        from django.test import Client

        from jobs.search.criteria import Criteria
        from jobs.search.results import search

        cache.clear()
        now = self.now
        with self.made.default(database):
            pages = {path: Client(HTTP_HOST="localhost").get(path).status_code for path in PAGES}
            found = {}
            for query in QUERIES:
                results = search(Criteria(q=query), now=now)
                # A large count is an estimate from statistics, which the restored database has gathered itself.
                exact = results.count.number if results.count.is_exact else None
                found[query] = (exact, [job.pk for job in results.jobs])
        return {"pages": pages, "found": found}

    def _manage(self, *words: str) -> tuple[float, str]:
        began = time.monotonic()
        said = self._run([sys.executable, "-X", "utf8", "manage.py", *words])
        spent = time.monotonic() - began
        print(f"{said}  {words[0]}: {spent:.0f} s", flush=True)
        return spent, said

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _log_lag(self) -> float:
        """Returns the longest time from a commit until `pg_receivewal` has it on its disk, in seconds."""
        import psycopg

        folder = self.folder / "log"
        folder.mkdir()
        command = [
            str(wheel_folder() / "pg_receivewal"),
            f"--directory={folder}",
            "--synchronous",
            f"--dbname={self.source}",
        ]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as receiver:
            try:
                with psycopg.connect(self.source, autocommit=True) as connection:
                    connection.execute("CREATE TABLE IF NOT EXISTS drill_commits (number bigint)")
                    self._wait_for_log(connection, seconds=60)
                    longest = max(self._commit(connection, number) for number in range(COMMITS))
                    connection.execute("DROP TABLE drill_commits")
                    return longest
            finally:
                receiver.terminate()

    def _commit(self, connection: object, number: int) -> float:
        connection.execute("INSERT INTO drill_commits VALUES (%s)", [number])
        began = time.monotonic()
        self._wait_for_log(connection, seconds=30)
        return time.monotonic() - began

    def _wait_for_log(self, connection: object, *, seconds: float) -> None:
        [(position,)] = connection.execute("SELECT pg_current_wal_flush_lsn()").fetchall()
        deadline = time.monotonic() + seconds
        query = "SELECT coalesce(bool_or(flush_lsn >= %s), false) FROM pg_stat_replication"
        while not connection.execute(query, [position]).fetchone()[0]:
            assert time.monotonic() < deadline, "the log isn't received"
            time.sleep(0.001)

    def _ask(self, url: str, query: str) -> str:
        import psycopg

        with psycopg.connect(url) as connection:
            return connection.execute(query).fetchone()[0]

    def _administer(self, command: str) -> None:
        import psycopg

        with psycopg.connect(self.made.url + "/postgres", autocommit=True) as server:
            server.execute(command)


if __name__ == "__main__":
    sys.exit(main())
