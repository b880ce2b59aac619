"""Recognizes jobs whose source changed their ids, so that they aren't closed and added again."""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence

from feeds.importing import normalization
from feeds.sources.base import FeedItem
from feeds.sources.formats import is_window
from jobs.models import Job, Source
from jobs.models.job import JobQuerySet
from jobs.services import name_key
from toolkit.rich_text import words
from toolkit.text import one_line

_NEAR = 0.9  # of the words


def renamed(
    source: Source, items: Sequence[FeedItem], *, listed_ids: Collection[str], listed: JobQuerySet
) -> dict[str, Job]:
    """Returns our jobs for ``items`` by the ids that the items have now. ``listed_ids`` are all ids in the feed: a job whose
    own id is one of them is a different job.

    A job is the same if its page is; or if it is one of ``listed`` and employer, title and place are the same, and in a window,
    where a missing id doesn't mean that the job has ended, nearly all of the text. It is also the same if it only lost or gained
    places, with nearly the same text. Ambiguous matches are ignored, unless there are as many jobs as items in the same place:
    then they are interchangeable.
    """
    if not items:
        return {}
    others = source.jobs.exclude(external_id__in=listed_ids).exclude(external_id="").select_related("company")
    others = others.defer("description", "company__about", "company__about_html", "company__logo")
    pages = [item.url for item in items if item.url]
    found = _matched(items, others.filter(source_url__in=pages), lambda item: item.url, lambda job: job.source_url)
    rest = [item for item in items if item.external_id not in found]
    taken = [job.pk for job in found.values()]
    titles = [one_line(item.title)[:200] for item in rest]
    alike = others.filter(pk__in=listed.values("pk"), title__in=titles).exclude(pk__in=taken).order_by("pk")
    same = _matched(rest, alike, lambda item: _said(source, item), _saying, are_interchangeable=True)
    by_id = {item.external_id: item for item in rest}
    if is_window(source):
        same = _near_in_text(same, by_id)
    rest = [item for item in rest if item.external_id not in same]
    left = alike.exclude(pk__in=[job.pk for job in same.values()])
    moved = _matched(rest, left, lambda item: _said(source, item)[:2], lambda job: _saying(job)[:2])
    moved = {name: job for name, job in moved.items() if _share_a_place(by_id[name].place, job.place)}
    return found | same | _near_in_text(moved, by_id)


def _near_in_text(matched: dict[str, Job], items: dict[str, FeedItem]) -> dict[str, Job]:
    """The matches of items that share nearly all of their words with their jobs."""
    if not matched:
        return matched
    texts = dict(Job.objects.filter(pk__in=[job.pk for job in matched.values()]).values_list("pk", "description"))
    return {name: job for name, job in matched.items() if _is_near(items[name].rich_text.text, words(texts[job.pk]))}


def _share_a_place(one: str, other: str) -> bool:
    return not {place.strip() for place in one.split(";")}.isdisjoint(place.strip() for place in other.split(";"))


def _matched(
    items: Sequence[FeedItem],
    jobs: JobQuerySet,
    key_of_item: Callable[[FeedItem], Hashable],
    key_of_job: Callable[[Job], Hashable],
    *,
    are_interchangeable: bool = False,
) -> dict[str, Job]:
    items_by_key, jobs_by_key = defaultdict(list), defaultdict(list)
    for item in items:
        items_by_key[key_of_item(item)].append(item)
    for job in jobs:
        jobs_by_key[key_of_job(job)].append(job)
    found: dict[str, Job] = {}
    for key, alike in items_by_key.items():
        same = jobs_by_key.get(key, ())
        if key and len(same) == len(alike) and (len(same) == 1 or are_interchangeable):
            found |= {item.external_id: job for item, job in zip(alike, same, strict=True)}
    return found


def _is_near(one: str, other: str) -> bool:
    """Whether two texts share nearly all of their words."""
    mine, theirs = (set(text.casefold().split()) for text in (one, other))
    return len(mine & theirs) >= _NEAR * len(mine | theirs)


def _said(source: Source, item: FeedItem) -> tuple[str, str, str]:
    employer = source.company.name if source.company else normalization.employer(item.company) or source.name
    return name_key(employer), one_line(item.title)[:200], one_line(item.place)[:300]


def _saying(job: Job) -> tuple[str, str, str]:
    return job.company.name_key, job.title, job.place
