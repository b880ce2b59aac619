"""Keeps the directory's rows up to date: lists pages, updates their rows, and removes those of others."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import F, Q

from jobs.search import lexemes
from resumes.models import Listing, Page, Resume
from resumes.publishing.directory.entry import Entry, entry_of
from resumes.publishing.shown import shown_document

STEP = 200  # pages written by one statement


def refresh(page_ids: Iterable[int], *, now: dt.datetime) -> None:
    """Updates the rows of these pages. Call it in the transaction that changed a page or what it shows; then leaving the
    directory takes effect at once."""
    ids = sorted(set(page_ids))
    for start in range(0, len(ids), STEP):
        _refresh(ids[start : start + STEP], now)


def repair(*, now: dt.datetime) -> int:
    """Lists what is missing, updates what was changed past the services, and removes what isn't listed anymore. Returns the
    number of pages that it wrote or removed."""
    gone = Listing.objects.exclude(page__in=Page.objects.listed()).values_list("page", flat=True)
    late = Page.objects.listed().filter(
        Q(listing=None) | Q(resume__updated_at__gt=F("listing__listed_at")) | Q(updated_at__gt=F("listing__listed_at"))
    )
    ids = [*gone, *late.values_list("pk", flat=True)]
    for start in range(0, len(ids), STEP):
        refresh(ids[start : start + STEP], now=now)
    return len(ids)


@transaction.atomic
def _refresh(ids: Sequence[int], now: dt.datetime) -> None:
    # 1. Lock the pages, listed or not: who leaves the directory meanwhile, also by deleting the résumé, comes before or after.
    list(Page.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    # 2. Read what is true now, by another statement: the one that waited for a lock sees what was before.
    pages = Page.objects.listed().filter(pk__in=ids).select_related("resume").order_by("pk")
    listed = {row.page_id: row for row in Listing.objects.filter(page__in=ids).only("page", "digest", "changed_on")}
    entries = [_entry(page, page.resume, listed.get(page.pk), now) for page in pages if page.resume]
    # 3. Write.
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE_OUT, [list(ids), [entry.position for entry in entries]])
        if entries:
            cursor.execute(_PUT_IN, [now, *(list(column) for column in zip(*map(_row, entries), strict=True))])


def _entry(page: Page, resume: Resume, listed: Listing | None, now: dt.datetime) -> Entry:
    """Returns the entry of a page. A change that the page doesn't show, such as another phone number, moves it nowhere."""
    shown = shown_document(resume.document, page, today=now.date())
    digest = hashlib.blake2b(f"{resume.language}{shown.to_json()}".encode(), digest_size=12).hexdigest()
    changed_on = resume.updated_at.astimezone(dt.UTC).date()
    if listed and listed.digest == digest:
        changed_on = listed.changed_on
    return entry_of(shown, page, changed_on=changed_on, digest=digest, now=now)


_LEAVE_OUT = "DELETE FROM resumes_listing WHERE page_id = ANY(%s) AND position <> ALL(%s::bigint[])"


def _row(entry: Entry) -> tuple[object, ...]:
    return (
        entry.position,
        entry.page_id,
        entry.name,
        entry.title,
        entry.place,
        "\n".join(entry.zones),
        "\n".join(entry.skills),
        " ".join(entry.names),
        " ".join(entry.filters),
        " ".join(entry.labels),
        " ".join(lexemes.buckets(entry.position >> 31)),
        lexemes.indexed(" ".join([entry.title, *entry.skills])),
        lexemes.indexed(entry.text),
        entry.changed_on,
        entry.digest,
    )


_PUT_IN = """
INSERT INTO resumes_listing
       (position, page_id, words, filters, labels, name, title, place, zones, skills, changed_on, digest, listed_at)
SELECT position, page_id,
       whole || jobs_pairs(whole) || array_to_tsvector(string_to_array(names, ' ')) || filter_words
       || array_to_tsvector(string_to_array(buckets, ' ')), filter_words,
       labels, name, title, place, string_to_array(zones, E'\\n'), string_to_array(skills, E'\\n'), changed_on, digest, %s
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
            %s::text[], %s::text[], %s::text[], %s::text[], %s::date[], %s::text[])
     AS given (position, page_id, name, title, place, zones, skills, names, filters, labels, buckets, head, body, changed_on,
               digest),
LATERAL (SELECT array_to_tsvector(string_to_array(filters, ' ')) AS filter_words OFFSET 0) AS all_filters,
LATERAL (SELECT to_tsvector('english', head) || to_tsvector('english', body) AS whole OFFSET 0) AS all_words
ON CONFLICT (position) DO UPDATE
SET words = excluded.words, filters = excluded.filters, labels = excluded.labels, name = excluded.name,
    title = excluded.title, place = excluded.place, zones = excluded.zones, skills = excluded.skills,
    digest = excluded.digest, listed_at = excluded.listed_at
"""
