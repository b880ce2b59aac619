"""Saved searches: one row for each distinct search, shared by alerts."""

import datetime as dt
import hashlib
import logging
from collections.abc import Collection
from dataclasses import replace

from django.http import QueryDict

from alerts.models import Search
from jobs.search import criteria as criteria_of_search
from jobs.search import matching
from jobs.search.criteria import Asked, Criteria
from toolkit import code_version

logger = logging.getLogger(__name__)
NOTHING = "'~nothing'"  # a word that no job contains
STEP = 2_000


def canonical(criteria: Criteria) -> Criteria:
    """Returns the search as an alert uses it. An alert sends only new jobs, so sort order and age are irrelevant."""
    return replace(criteria, q=criteria.q.lower(), sort="best", posted=None, everywhere=False, unviewed=False)


def row_of(criteria: Criteria, *, now: dt.datetime) -> Search:
    """Returns the row of a search; creates it if there is none."""
    asked = canonical(criteria)
    digest = digest_of(asked.querystring)
    known = Search.objects.filter(digest=digest).first()
    if known:
        return known
    new = Search(digest=digest, querystring=asked.querystring, created_at=now)
    compile_rows([new], now=now)
    Search.objects.bulk_create([new], ignore_conflicts=True)
    return Search.objects.get(digest=digest)


def digest_of(querystring: str) -> str:
    return hashlib.blake2b(querystring.encode(), digest_size=16).hexdigest()


def asked_of(search: Search) -> Asked:
    """Returns the search's criteria, with the values that have since been removed from the vocabulary."""
    return criteria_of_search.parse(QueryDict(search.querystring))


def criteria_of(search: Search) -> Criteria | None:
    """Returns the criteria without removed alternatives; None when leaving out the removed values would make the search
    broader than the member asked for."""
    asked = asked_of(search)
    return asked.criteria if asked.is_narrowed else None


def compile_rows(rows: Collection[Search], *, now: dt.datetime) -> None:
    """Compiles the searches' database conditions into the rows, without saving them."""
    asked = [criteria_of(row) for row in rows]
    for row, known in zip(rows, asked, strict=True):
        if known is None:
            logger.error("Search %s asks for something unknown, so it finds nothing", row.querystring)
    forms = matching.compiled([one or Criteria() for one in asked], now=now)
    for row, known, form in zip(rows, asked, forms, strict=True):
        row.query = form.query if known else NOTHING
        row.zone, row.currency = form.zone, form.currency
        row.amount, row.or_unstated = form.amount, form.or_unstated
        row.compiled_by = code_version.code_fingerprint()


def recompile(ids: Collection[int], *, now: dt.datetime) -> None:
    """Recompiles searches that other code compiled: how words are indexed may have changed with it."""
    stale = Search.objects.filter(pk__in=ids).exclude(compiled_by=code_version.code_fingerprint()).order_by("pk")
    while rows := list(stale[:STEP]):
        compile_rows(rows, now=now)
        Search.objects.bulk_update(
            rows, ["query", "zone", "currency", "amount", "or_unstated", "compiled_by"], batch_size=500
        )
