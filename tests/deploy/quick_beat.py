"""The site's Celery application with one scheduled task, due each second: `celery -A tests.deploy.quick_beat`."""

from jobboard.celery import app

app.conf.beat_schedule = {"count-guide-reads": {"task": "careers.tasks.count_reads", "schedule": 1.0}}
