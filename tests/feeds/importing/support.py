"""Feeds made by hand, and their imports."""

import datetime as dt
import itertools
import json

from feeds.importing import pipeline
from feeds.sources.base import FeedItem
from jobboard.celery import app
from jobs.models import Source
from tests.factories import NOW

_numbers = itertools.count(1)


def a_source(**changes):
    fields = {"name": f"Board {next(_numbers)}", "format": "jobicy", "coverage": "snapshot", "url": "", **changes}
    return Source.objects.create(**fields)


def an_item(external_id="1", **changes):
    """An item as a parser hands it over: a remote posting that contradicts nothing."""
    item = {
        "external_id": external_id,
        "title": f"Operations Officer {external_id}",
        "company": "Northwind",
        "url": f"https://northwind.example/jobs/{external_id}",
        "description": "<p>You keep the office running from wherever you are. You plan the week and answer the post.</p>",
        "place": "Anywhere",
        "workplace": "remote",
    }
    return FeedItem(**{**item, **changes})


def entry(external_id=1, **changes):
    """An entry of a Jobicy-style feed."""
    found = {
        "id": external_id,
        "url": f"https://board.example/jobs/{external_id}",
        "jobTitle": f"Operations Officer {external_id}",
        "companyName": "Northwind",
        "jobIndustry": ["Admin"],
        "jobType": ["full-time"],
        "jobGeo": "Anywhere",
        "jobLevel": "Any",
        "jobDescription": "<p>You keep the office running from wherever you are. You plan the week and answer the post.</p>",
        "pubDate": "2026-11-01T08:00:00+00:00",
    }
    return {**found, **changes}


def feed_of(*entries):
    return json.dumps({"apiVersion": "2", "jobCount": len(entries), "jobs": list(entries)}).encode()


def import_feed(source, *entries, day=0, **options):
    """Imports a feed of these entries, some days after ``NOW``."""
    return pipeline.run(source=source, body=feed_of(*entries), now=NOW + dt.timedelta(days=day), **options)


def waiting(task):
    """The arguments of the messages that ask a worker for this task, as they are written."""
    with app.connection_for_write() as broker:
        messages = [json.loads(message) for message in broker.default_channel.client.lrange("celery", 0, -1)]
    return [
        message["headers"]["argsrepr"] for message in messages if message["headers"]["task"] == f"feeds.tasks.{task}"
    ]


def counts(report):
    """The counts that are not zero."""
    run = report.run
    names = ("seen", "added", "changed", "same", "held", "closed", "broken")
    return {name: getattr(run, name) for name in names if getattr(run, name)}
