"""Rebuilds the names that titles are looked up by, from the titles of the current release and from ours."""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, transaction

from occupations.models import Occupation, OccupationTitle
from occupations.titles.index import Entry, Named, entries_of

LONGEST_NAME = 120


@transaction.atomic
def rebuild_titles() -> int:
    """Replaces all names; returns their number. Readers see the names from before until this is committed."""
    ids = dict(Occupation.objects.values_list("code", "pk"))
    entries = [
        entry
        for entry in entries_of(_named())
        if len(entry.name) <= LONGEST_NAME and (not entry.code or entry.code in ids)
    ]
    OccupationTitle.objects.all().delete()
    _copy_in(entries, ids)
    return len(entries)


def _named() -> Iterator[Named]:
    titles = Occupation.objects.values_list("code", "title", "facts__onet__reported_titles", "facts__onet__titles")
    for code, title, reported, alternates in titles.order_by("code").iterator():
        yield Named(code, title, tuple(reported or ()), tuple(alternates or ()))


def _copy_in(entries: Iterable[Entry], ids: dict[str, int]) -> None:
    table = connection.ops.quote_name(OccupationTitle._meta.db_table)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} (name, kind, share, occupation_id) FROM STDIN") as copy,  # our own table
    ):
        for entry in entries:
            row: Sequence[object] = (entry.name, int(entry.kind), entry.share, ids.get(entry.code))
            copy.write_row(row)
