"""`benchmarks/`: not run here, as they take minutes, but each one can start."""

import importlib
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from alerts import planning, tasks
from alerts.models import Alert, Digest
from jobs.models import Listing as JobListing
from jobs.search.criteria import Criteria
from resumes.models import Listing
from tests.factories import a_job

FOLDER = settings.BASE_DIR / "benchmarks"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.py")))
def test_what_a_benchmark_imports_is_there(name):
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", f"import {name}"], cwd=FOLDER, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.django_db
def test_members_and_alerts_of_a_benchmark_fit_the_tables(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    alerts_data = importlib.import_module("alerts_data")

    now = timezone.now()
    alerts_data.fill([Criteria(q="officer"), Criteria(q="nurse")], [0, 1, 0], now=now)
    assert Alert.objects.filter(next_due_at__lte=now, state="active", recipient__user__is_active=True).count() == 3
    assert Alert.objects.values("search").distinct().count() == 2
    planning.plan_due(now=now)
    tasks.prepare(now)
    assert Digest.objects.count() == 3
    with pytest.raises(SystemExit, match="Only 0 of 2 digests have jobs"):
        alerts_data.keep_digests_with_jobs(2)


@pytest.mark.django_db
def test_jobs_and_resumes_of_a_benchmark_fit_the_tables(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    directory = importlib.import_module("resume_directory")

    now = timezone.now()
    directory._make(0, 3, now)
    a_job(now=now)
    with connection.cursor() as cursor:
        cursor.execute(directory._REPEAT, {"times": 2, "made": 1_000_000, "step": 60})
    assert (Listing.objects.count(), JobListing.objects.count()) == (6, 2)
