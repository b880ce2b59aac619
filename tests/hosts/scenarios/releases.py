"""Another release, with a migration, replaces the one that runs; nobody notices."""

import shutil
import subprocess
import threading
import time

from local.site import CHECKOUT
from tests.hosts.digests import Digests
from tests.hosts.host import Failed
from tests.hosts.lab import WEBS, WORKERS
from tests.hosts.scenarios.webs import crowd_of
from tests.hosts.visitors import failures

MIGRATION = '''
from django.db import migrations


class Migration(migrations.Migration):
    """Only adds: the release that still runs doesn't know the column."""

    dependencies = [("jobs", "{last}")]
    operations = [migrations.RunSQL("ALTER TABLE jobs_job ADD COLUMN next_release text NULL", migrations.RunSQL.noop)]
'''


def next_release(lab):
    """A copy of the checkout with one more migration; its folder."""
    folder = lab.folder / "next"
    shutil.rmtree(folder, ignore_errors=True)
    names = subprocess.run(
        ["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    for name in names:
        if (CHECKOUT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(CHECKOUT / name, folder / name)
    migrations = folder / "jobs" / "migrations"
    last = max(path.stem for path in migrations.glob("0*.py"))
    (migrations / f"{int(last[:4]) + 1:04}_next_release.py").write_text(MIGRATION.format(last=last))
    return folder


def rolling_release(lab, *, short):
    """Migrate, then each web server and each worker in turn, while members browse and digests leave."""
    folder = next_release(lab)
    digests = Digests(lab)
    digests.fill(60 if short else 200)
    for name in WORKERS:
        lab.start_worker(name)
    crowd = crowd_of(lab, 8)
    done, found = threading.Event(), {}

    def release():
        began = time.monotonic()
        lab.migrate(folder)
        for name in WEBS:
            lab[name].stop("web", 60)
            lab.start_web(name, folder)
            lab.wait_for_web(name)
        for name in WORKERS:
            lab[name].stop("worker", 60)
            lab.start_worker(name, folder)
        found["seconds"] = time.monotonic() - began
        done.set()

    seen, _seconds = crowd.browse(100 if short else 500, (50, release), until=done)
    digests.finish()
    for name in WORKERS:
        lab[name].stop("worker", 60)
    failed = failures(seen)
    figures = (
        f"migrated, two web servers and two workers replaced in {found['seconds']:.0f} s: {len(seen):,} requests meanwhile, "
        f"{len(failed)} failed; {digests}"
    )
    if failed or digests.lost or digests.twice:
        raise Failed(f"{figures}\n{[(one.what, one.status, one.text[:300]) for one in failed[:5]]}")
    return figures
