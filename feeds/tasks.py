"""Celery tasks for imports. Every task can run twice or late: the rows in PostgreSQL say what is due."""

import datetime as dt
import logging

from celery import shared_task
from django.utils import timezone

from feeds.importing import pipeline, schedule
from jobs.models import ImportRun, Source

logger = logging.getLogger(__name__)

RUNS_KEPT_FOR = dt.timedelta(days=90)
SOFT_LIMIT, HARD_LIMIT = 25 * 60, 26 * 60  # seconds of an import


@shared_task
def import_due_sources() -> None:
    """Queues the import of each due source."""
    for pk in schedule.take_due(timezone.now()):
        import_source.delay(pk)


# A feed with a separate address for each job is read at one request a second. The broker may deliver the task again in
# the meantime: the second worker finds the source leased.
@shared_task(soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)
def import_source(pk: int) -> None:
    source = Source.objects.select_related("company").defer("company__logo").get(pk=pk)
    try:
        report = pipeline.run(source=source, now=timezone.now())
    except schedule.AlreadyRunning as running:
        logger.info("%s", running)
        return
    logger.info("%s", report.as_text())


@shared_task
def forget_old_imports() -> None:
    ImportRun.objects.filter(started_at__lt=timezone.now() - RUNS_KEPT_FOR).delete()


# What the release before 0.2 queued under the names of its time. To be removed with the release after it.
shared_task(name="jobs.tasks.import_due_sources")(import_due_sources.run)
shared_task(name="jobs.tasks.import_source", soft_time_limit=SOFT_LIMIT, time_limit=HARD_LIMIT)(import_source.run)
shared_task(name="jobs.tasks.forget_old_imports")(forget_old_imports.run)
