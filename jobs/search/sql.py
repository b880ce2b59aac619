"""Builds the SQL of a results page: several sets of jobs, newest first, in one statement."""

import datetime as dt
from typing import Any

from jobs.search.query import JOB_ID, Condition, position

HALF_LIFE = 14 * 24 * 60 * 60  # seconds after which a job has half its weight in best-match order

# Each set reads one job more than is counted, to know whether there are more. Best match orders the candidates of the first
# set by title, company and skills and by age; the other sets need no order.
SQL = """
WITH asked AS (
    SELECT jobs_search_query(%(text)s) AS query
), found AS MATERIALIZED (
    SELECT hit.number, hit.position, hit.labels
    FROM asked, jobs_newest_of_sets(asked.query, %(filters)s::tsquery[], %(bottoms)s::bigint[], %(mosts)s::int[],
                                    %(currencies)s::text[], %(amounts)s::bigint[], %(unstated)s::boolean[],
                                    %(top)s, %(now)s) AS hit
), page AS (
    SELECT hits.position, CASE WHEN %(best)s THEN
           (0.05 + ts_rank(listing.head, websearch_to_tsquery('english', %(text)s)))
           * power(2, ((listing.position >> 31) - (%(top)s >> 31)) / %(half_life)s::float8) END AS score
    FROM (
        SELECT position FROM found WHERE number = 1 ORDER BY position DESC LIMIT %(most)s
    ) AS hits LEFT JOIN jobs_listing AS listing ON %(best)s AND listing.position = hits.position
    ORDER BY score DESC NULLS LAST, hits.position DESC
    OFFSET %(first)s LIMIT %(size)s
)
SELECT (SELECT max(position) FROM found WHERE number = 1),
       (SELECT min(position) FROM found WHERE number = 1),
       ARRAY(SELECT position & %(job_id)s FROM page ORDER BY score DESC NULLS LAST, position DESC),
       (SELECT numnode(query) FROM asked),
       ARRAY(SELECT (%(names)s::text[])[number] || ' ' || labels FROM found)
"""


def statement(
    sets: dict[str, Condition],
    *,
    first: int = 0,
    size: int = 0,
    best: bool = False,
    top: int | None = None,
    now: dt.datetime,
) -> tuple[str, dict[str, Any]]:
    """Returns SQL and parameters. All sets have the same text. The one result row: the highest and the lowest position
    of the first set, the ids of ``size`` of its jobs starting at ``first``, the number of words and operators in the
    text's query, and for each job of each set the name of the set and the job's ``labels``, separated by a space."""
    newest = position(now, JOB_ID)
    conditions = list(sets.values())
    return SQL, {
        "names": list(sets),
        "text": conditions[0].text,
        "filters": [one.words for one in conditions],
        "bottoms": [one.bottom for one in conditions],
        "currencies": [one.currency for one in conditions],
        "amounts": [one.amount for one in conditions],
        "unstated": [one.or_unstated for one in conditions],
        "mosts": [one.most + 1 for one in conditions],
        "most": conditions[0].most,
        "top": newest if top is None else min(top, newest),
        "now": now,
        "best": best,
        "first": first,
        "size": size,
        "half_life": HALF_LIFE,
        "job_id": JOB_ID,
    }
