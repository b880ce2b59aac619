"""Recognizes jobs whose source changed their ids, so that they aren't closed and added again."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence

from feeds.importing import normalization
from feeds.sources.base import FeedItem
from feeds.sources.formats import is_window
from jobs.models import Job, Source
from jobs.models.job import JobQuerySet
from jobs.services import name_key
from toolkit.text import one_line


def renamed(
    source: Source, items: Sequence[FeedItem], *, listed_ids: Collection[str], listed: JobQuerySet
) -> dict[str, Job]:
    """Returns our jobs for ``items`` by the ids that the items have now. ``listed_ids`` are all ids in the feed: a job whose
    own id is one of them is a different job.

    A job is the same if its page is. In a snapshot, where a missing id would mean that the job has ended, one of ``listed`` is
    also the same if employer, title and place are. Ambiguous matches are ignored.
    """
    if not items:
        return {}
    others = source.jobs.exclude(external_id__in=listed_ids).exclude(external_id="").select_related("company")
    others = others.defer("description", "company__about", "company__about_html", "company__logo")
    pages = [item.url for item in items if item.url]
    found = _matched(items, others.filter(source_url__in=pages), lambda item: item.url, lambda job: job.source_url)
    if is_window(source):
        return found
    rest = [item for item in items if item.external_id not in found]
    taken = [job.pk for job in found.values()]
    titles = [one_line(item.title)[:200] for item in rest]
    alike = others.filter(pk__in=listed.values("pk"), title__in=titles).exclude(pk__in=taken)
    return found | _matched(rest, alike, lambda item: _said(source, item), _saying)


def _matched(
    items: Sequence[FeedItem],
    jobs: JobQuerySet,
    key_of_item: Callable[[FeedItem], Hashable],
    key_of_job: Callable[[Job], Hashable],
) -> dict[str, Job]:
    times = Counter(map(key_of_item, items))
    by_key = defaultdict(list)
    for job in jobs:
        by_key[key_of_job(job)].append(job)
    return {
        item.external_id: by_key[key][0]
        for item in items
        if (key := key_of_item(item)) and times[key] == 1 and len(by_key[key]) == 1
    }


def _said(source: Source, item: FeedItem) -> tuple[str, str, str]:
    employer = source.company.name if source.company else normalization.employer(item.company) or source.name
    return name_key(employer), one_line(item.title)[:200], one_line(item.place)[:300]


def _saying(job: Job) -> tuple[str, str, str]:
    return job.company.name_key, job.title, job.place
