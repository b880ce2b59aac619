"""Tells search engines which pages changed, by IndexNow (https://www.indexnow.org/documentation). Off without ``INDEXNOW_KEY``.

What changed is read from the history of jobs and from the editions of guides, from where the last notice ended. If a notice isn't
taken, the next one says the same and more, for a week at most. Only workers import this.
"""

import datetime as dt
import logging
from collections.abc import Iterable
from urllib.parse import urlsplit

import requests
from django.conf import settings

from api.documents.jobs import absolute
from api.models import SearchEngineNotice
from careers.models import Edition
from jobs.models import Job, JobEvent

logger = logging.getLogger(__name__)

PROTOCOL = "indexnow"
MOST = 5_000  # addresses in one notice; search engines take 10,000
SETTLED = dt.timedelta(minutes=2)  # by then, what happened before is committed
OLDEST = dt.timedelta(days=7)
CONNECT, READ = 5, 15  # seconds
_KINDS = (
    JobEvent.Kind.PUBLISHED, JobEvent.Kind.CHANGED, JobEvent.Kind.REPOSTED, JobEvent.Kind.RELISTED, JobEvent.Kind.CLOSED,
    JobEvent.Kind.REOPENED,
)  # fmt: skip


def tell_changes(*, now: dt.datetime) -> int:
    """Sends the addresses of pages that changed since the last notice; returns their number. The first call only notes the time.

    Two calls at once say the same twice, which search engines take.
    """
    if not settings.INDEXNOW_KEY:
        return 0
    until = now - SETTLED
    notice, is_first = SearchEngineNotice.objects.get_or_create(protocol=PROTOCOL, defaults={"told_until": until})
    since = max(notice.told_until, now - OLDEST)
    if is_first or since >= until:
        return 0
    changed, until = changed_urls(since=since, until=until)
    failure = _send(changed) if changed else ""
    same = SearchEngineNotice.objects.filter(protocol=PROTOCOL, told_until=notice.told_until)
    if failure:
        logger.warning("Search engines weren't told about %d pages: %s", len(changed), failure)
        same.update(failed_at=now, failure=failure[:300])
        return 0
    same.update(told_until=until, failed_at=None, failure="")
    return len(changed)


def changed_urls(*, since: dt.datetime, until: dt.datetime) -> tuple[list[str], dt.datetime]:
    """Returns the addresses of jobs and guides that changed after ``since`` and not after ``until``, and how far they reach, if
    they are too many. Two statements."""
    changes = sorted([*_changed_jobs(since, until), *_changed_guides(since, until)])
    if len(changes) > MOST:
        # What happened at the same moment belongs together.
        last = changes[MOST][0]
        earlier = [change for change in changes if change[0] < last]
        changes = earlier or [change for change in changes if change[0] == last]
        until = changes[-1][0]
    return list(dict.fromkeys(absolute(path) for _at, path in changes)), until


def _changed_jobs(since: dt.datetime, until: dt.datetime) -> Iterable[tuple[dt.datetime, str]]:
    events = JobEvent.objects.filter(
        at__gt=since, at__lte=until, kind__in=_KINDS, job__published_at__isnull=False, job__lead__isnull=True
    )
    found = events.order_by("at").values_list("at", "job_id", "job__slug")[: MOST + 1]
    return [(at, Job(pk=pk, slug=slug).get_absolute_url()) for at, pk, slug in found]


def _changed_guides(since: dt.datetime, until: dt.datetime) -> Iterable[tuple[dt.datetime, str]]:
    editions = Edition.objects.standing().filter(published_at__gt=since, published_at__lte=until)
    found = editions.select_related("guide").only("published_at", "guide__slug").order_by("published_at")[: MOST + 1]
    return [(edition.published_at, edition.get_absolute_url()) for edition in found]


def _send(urls: list[str]) -> str:
    """Sends one notice; returns why it wasn't taken, or nothing."""
    key = settings.INDEXNOW_KEY
    notice = {
        "host": urlsplit(settings.SITE_URL).netloc, "key": key, "keyLocation": absolute(f"/{key}.txt"), "urlList": urls
    }  # fmt: skip
    with requests.Session() as session:
        session.trust_env = False  # no proxies and passwords of the machine
        try:
            answer = session.post(
                settings.INDEXNOW_URL, json=notice, timeout=(CONNECT, READ), allow_redirects=False, stream=True
            )
        except requests.RequestException as error:
            return f"No answer: {type(error).__name__}."
        answer.close()
    return "" if answer.status_code in (200, 202) else f"It answered {answer.status_code} {answer.reason}."
