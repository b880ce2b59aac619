"""Suggests corrections for mistyped words, from the words of jobs."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher
from math import log10

from django.db import connection, transaction

from jobs.models import Job
from jobs.search.criteria import Criteria
from jobs.search.lexemes import for_text
from jobs.search.query import JOB_ID, position
from jobs.search.tables import JOBS, Table
from occupations.folding import prepared
from occupations.names import vocabulary
from toolkit.database.replica import reading

READ = 100_000  # the newest jobs; only their words are suggested
LOOKED_AT = 8  # similar words that are compared letter by letter
ALIKE = 0.7
_WORD = re.compile(r"[^\W\d_]{3,60}")
# A word that is searched for, not one excluded by a minus.
_TYPED = re.compile(r"(?<![\w-])[^\W\d_]{3,60}(?![\w.+#])")


def refresh(now: dt.datetime) -> int:
    """Rebuilds the words from titles, employers and skills of listed jobs; returns the number of words."""
    heads = (
        Job.objects.filter(listing__expires_at__gt=now)
        .order_by("-listing__position")
        .values_list("title", "company__name", "skills")[:READ]
    )
    counted: Counter[str] = Counter()
    for title, company, skills in heads.iterator(chunk_size=5_000):
        counted.update(set(_words([title, company, *skills])))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PUT_IN, [list(counted), list(counted.values())])
        cursor.execute("DELETE FROM jobs_searchword WHERE word <> ALL(%s)", [list(counted)])
    return len(counted)


_PUT_IN = """
INSERT INTO jobs_searchword AS known (word, postings) SELECT * FROM unnest(%s::text[], %s::int[])
ON CONFLICT (word) DO UPDATE SET postings = excluded.postings WHERE known.postings <> excluded.postings
"""


def _words(texts: Iterable[str]) -> list[str]:
    return _WORD.findall(prepared(" ".join(texts)).lower())


def corrected(criteria: Criteria, *, now: dt.datetime) -> Criteria | None:
    """Returns the search with words that no job uses corrected, or None if there is nothing to correct. One
    statement."""
    q = corrected_words(criteria.q, now=now)
    return replace(criteria, q=q) if q else None


def corrected_words(q: str, *, table: Table = JOBS, now: dt.datetime) -> str:
    """Returns keywords with the words that no row of ``table`` uses corrected to words of jobs; empty if there is nothing to
    correct. One statement."""
    typed = {_known_as(word) for word in _TYPED.findall(q)} - vocabulary().known
    if not typed:
        return ""
    unknown = _unknown(sorted(typed), table, now)
    better = {word: best for word, near in unknown.items() if (best := _closest(word, near))}
    return _TYPED.sub(lambda word: better.get(_known_as(word.group()), word.group()), q) if better else ""


def _known_as(word: str) -> str:
    return prepared(word).lower()


# jobs_newest checks whether any job uses a word, without finding all of them. A job whose text only has the same stem doesn't use
# a word that no name has, if the word isn't a regular form of that stem: "marketting" isn't "market".
_UNKNOWN = """
SELECT typed, near.word, near.postings, is_used
FROM unnest(%(typed)s::text[], %(texts)s::text[]) AS given (typed, text)
CROSS JOIN LATERAL (
    SELECT trim('''' FROM plainto_tsquery('english', typed)::text) AS stem,
           EXISTS (
               SELECT FROM {functions}_newest(plainto_tsquery('english', text), %(top)s, 0, 1, %(now)s, '', NULL, false)
           ) AS is_used
) AS said
CROSS JOIN LATERAL jobs_words_like(typed, %(looked_at)s) AS near
WHERE NOT is_used OR (
    typed <> ALL (ARRAY[stem, stem || 'e', stem || 's', stem || 'es', stem || 'ed', stem || 'ing'])
    AND plainto_tsquery('english', typed) = plainto_tsquery('english', near.word)
    AND NOT EXISTS (SELECT FROM jobs_searchword WHERE word = typed)
)
"""


def _unknown(typed: list[str], table: Table, now: dt.datetime) -> dict[str, list[tuple[str, int]]]:
    """Returns words that no job uses as they are typed, each with similar known words and their numbers of jobs."""
    found: dict[str, list[tuple[str, int]]] = {}
    with reading().cursor() as cursor:
        top = position(now, JOB_ID)
        texts = [for_text(word) for word in typed]
        cursor.execute(
            table.sql(_UNKNOWN), {"typed": typed, "texts": texts, "looked_at": LOOKED_AT, "top": top, "now": now}
        )
        for word, near, postings, is_used in cursor.fetchall():
            if not is_used or _are_one_letter_apart(word, near):
                found.setdefault(word, []).append((near, postings))
    return found


def _are_one_letter_apart(word: str, other: str) -> bool:
    shorter, longer = sorted((word, other), key=len)
    at = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    return shorter[at + (len(shorter) == len(longer)) :] == longer[at + 1 :]


def _closest(word: str, near: list[tuple[str, int]]) -> str:
    """Returns the most likely word: most letters in common; of similarly close words, the one that more jobs use."""
    scored = [(SequenceMatcher(None, word, other).ratio(), postings, other) for other, postings in near]
    close = [(ratio + log10(1 + postings) / 50, other) for ratio, postings, other in scored if ratio >= ALIKE]
    return max(close)[1] if close else ""
