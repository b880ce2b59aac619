"""Loads releases and assembles occupations: tables become rows beside those of other releases, current rows become facts."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Self

from django.db import transaction
from django.utils.text import slugify

from occupations import overrides
from occupations.assembly import Rows, columns_of
from occupations.facts import OccupationFacts
from occupations.gaps import Gap, Tally
from occupations.models import DataRelease, Occupation, Override, ReleaseRow
from occupations.reading import ROWS, OnetRow, Tables
from occupations.signals import names_changed
from occupations.sources import Key
from occupations.titles.rebuilding import rebuild_titles
from toolkit import page_cache

BATCH = 200
# Fixed columns of an occupation; the others come from its facts.
WRITTEN = (
    "title", "slug", "former_slugs", "is_listed", "facts", "updated_at", "soc", "major_group", "summary", "median_pay",
    "pay_is_at_least", "growth", "openings", "employment", "education", "job_zone", "high_points", "interests", "skills", "tools",
)  # fmt: skip


@dataclass(frozen=True)
class Loaded:
    release: DataRelease
    is_new: bool


@transaction.atomic
def load_release(*, tables: Tables, now: dt.datetime, only: Collection[str] | None = None) -> Loaded:
    """Reads a release into rows, unless the same files were read before. A source's first release becomes current; a later one
    waits beside it until it's switched. ``only`` leaves out other O*NET occupations. Raises ``BadTable``."""
    digest = tables.digest
    release = DataRelease.objects.select_for_update().filter(source=tables.key, name=tables.name).first()
    if release and release.digest == digest and release.rows_count:
        return Loaded(release, is_new=False)
    release = release or DataRelease(source=tables.key, name=tables.name)
    release.reference, release.digest, release.loaded_at = tables.reference, digest, now
    release.is_current = release.is_current or not DataRelease.objects.current().filter(source=tables.key).exists()
    release.save()
    release.rows.all().delete()
    rows = (
        ReleaseRow(release=release, code=code, data=row.model_dump(mode="json", exclude_defaults=True))
        for code, row in tables.rows()
        if only is None or not isinstance(row, OnetRow) or code in only
    )
    release.rows_count = sum(len(ReleaseRow.objects.bulk_create(batch)) for batch in _batches(rows))
    release.save(update_fields=["rows_count"])
    page_cache.forget_all_on_commit()
    return Loaded(release, is_new=True)


@transaction.atomic
def assemble(*, now: dt.datetime, code: str | None = None) -> int:
    """Writes each occupation, or the one with this code, from the current releases and what staff corrected; returns how many
    changed. Idempotent: an occupation whose facts are as before isn't touched. One that O*NET no longer has loses its page, not
    its row."""
    work = _Assembly.begin(code, now)
    count = lost = 0
    for batch in _batches(work.changed()):
        Occupation.objects.bulk_create(batch, update_conflicts=True, unique_fields=["code"], update_fields=WRITTEN)
        count += len(batch)
    if code is None:
        gone = Occupation.objects.filter(is_listed=True, code__in=work.known.keys() - work.seen)
        lost = gone.update(is_listed=False, updated_at=now)
        count += lost
        _write_gaps(work.tally.gaps())
    if work.renamed or lost:
        rebuild_titles()
        names_changed.send(sender=None)
    if count:
        page_cache.forget_all_on_commit()
    return count


@dataclass
class _Assembly:
    """One run over all occupations, or over the one with this code. ``known`` are the rows as they were, ``taken`` all slugs, now
    or formerly; ``seen`` and ``renamed`` are codes met on the way."""

    code: str | None
    now: dt.datetime
    known: dict[str, Occupation]
    taken: set[str]
    seen: set[str] = field(default_factory=set)
    renamed: set[str] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)

    @classmethod
    def begin(cls, code: str | None, now: dt.datetime) -> Self:
        """Locks the rows that may be written."""
        written = Occupation.objects.filter(code=code) if code else Occupation.objects.all()
        locked = written.select_for_update().only("code", "slug", "former_slugs", "facts")
        known = {occupation.code: occupation for occupation in locked}
        slugs = Occupation.objects.values_list("slug", "former_slugs")
        return cls(code, now, known, {slug for current, former in slugs for slug in (current, *former)})

    def changed(self) -> Iterator[Occupation]:
        """Yields the occupations whose facts aren't as before."""
        for facts in current_facts(code=self.code):
            self.seen.add(facts.code)
            self.tally.add(facts)
            before = self.known.get(facts.code)
            data = facts.model_dump(mode="json", exclude_defaults=True)
            if before and before.facts == data:
                continue
            if not before or _titles(before.facts) != _titles(data):
                self.renamed.add(facts.code)
            yield self._occupation(facts, data, before)

    def _occupation(self, facts: OccupationFacts, data: dict[str, Any], before: Occupation | None) -> Occupation:
        occupation = Occupation(code=facts.code)  # without a key, so that the code alone decides what is updated
        if before:
            occupation.slug, occupation.former_slugs = before.slug, before.former_slugs
        _name(occupation, facts.title, self.taken)
        for name, value in columns_of(facts).items():
            setattr(occupation, name, value)
        occupation.facts, occupation.updated_at = data, self.now
        return occupation


def _titles(facts: dict[str, Any]) -> tuple[Any, ...]:
    """Returns what the names of an occupation are made of."""
    onet = facts["onet"]
    return facts["title"], onet.get("titles"), onet.get("reported_titles"), onet.get("tools")


def _write_gaps(gaps: dict[Key, list[Gap]]) -> None:
    for release in DataRelease.objects.current():
        found = [{"what": gap.what, "codes": gap.codes} for gap in gaps.get(Key(release.source), ())]
        DataRelease.objects.filter(pk=release.pk).update(gaps=found)


def current_facts(*, code: str | None = None) -> Iterator[OccupationFacts]:
    """Yields the facts of each occupation, or of the one with this code."""
    releases = {release.source: release for release in DataRelease.objects.current()}
    if Key.ONET not in releases:
        return
    rows = _rows(releases)
    corrections: dict[str, list[overrides.Correction]] = defaultdict(list)
    for override in Override.objects.all():
        corrections[override.code].append(overrides.Correction(override.path, override.value, override.reason))
    for found, data in _data(releases[Key.ONET], code):
        facts = rows.facts_of(found, OnetRow.model_validate(data))
        yield overrides.apply(facts, corrections[found])


def _rows(releases: dict[str, DataRelease]) -> Rows:
    def read(key: Key) -> dict[str, Any]:
        release = releases.get(key)
        return {code: ROWS[key].model_validate(data) for code, data in _data(release)} if release else {}

    return Rows.of(read)


def _data(release: DataRelease, code: str | None = None) -> Iterator[tuple[str, Any]]:
    rows = release.rows.order_by("code").values_list("code", "data")
    if code:
        rows = rows.filter(code=code)
    yield from rows.iterator(chunk_size=BATCH)


def _name(occupation: Occupation, title: str, taken: set[str]) -> None:
    """Gives an occupation the slug of its title; an earlier one is kept and redirects."""
    slug = slugify(title)[:150].strip("-")
    if slug == occupation.slug:
        return
    if slug in occupation.former_slugs:
        occupation.former_slugs = [former for former in occupation.former_slugs if former != slug]
    elif slug in taken or not slug:
        slug = f"{slug[:135]}-{slugify(occupation.code.replace('.', '-'))}".strip("-")
        if slug == occupation.slug:
            return
    if occupation.slug:
        occupation.former_slugs = [*occupation.former_slugs, occupation.slug]
    occupation.slug = slug
    taken.add(slug)


def _batches(items: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(items, BATCH)):
        yield batch
