"""A search and the sets beside it (without one of its filters, or what a filter hides) are found together: they share nearly all
of their conditions, so one look through a window of time serves them all (docs/decisions/0009)."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import migrations

FILL = """
UPDATE jobs_listing SET filters = array_to_tsvector(ARRAY(
    SELECT lexeme FROM unnest(words) WHERE lexeme ~ '^~[^~qhd]'
))
"""

# The newest listed postings of several sets, from position ``top`` down; of set number n the newest ``mosts[n]``. All share the
# words that were typed; set n has the filters ``conditions[n]``, reaches down to ``bottoms[n]``, and pays at least ``amounts[n]`` of
# ``currencies[n]`` a year (NULL: whatever) or, with ``unstated[n]``, does not say.
#
# The first window of time holds twice as many postings as are wanted; how many of them match tells how far back the next one
# must reach; what hardly anything matches is answered by one look over everything. A window is one query on the index of words
# for all sets that want more, and the row's own filters tell which of them a posting belongs to. OFFSET 0 keeps the planner from
# walking another index and reading the words of row after row, which it believes to be cheap.
NEWEST_OF_SETS = """
CREATE FUNCTION jobs_newest_of_sets(
    typed tsquery, conditions tsquery[], bottoms bigint[], mosts int[], currencies text[], amounts bigint[], unstated boolean[],
    top bigint, at timestamptz
) RETURNS TABLE (number int, "position" bigint, labels text)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
DECLARE
    first bigint;    -- positions: of the oldest posting,
    oldest bigint;   -- of the oldest and the newest that may be found,
    newest bigint;
    upper bigint;    -- and the ends of the window
    lower bigint;
    bits int;
    span bigint;     -- seconds that have been looked through
    reach float8;    -- how many times as many the next window needs
    most int := 0;
    asked tsquery;
    parts tsquery[];  -- the window, what is typed, and the sets, as far as there are any
    has_words boolean;  -- not only words to leave out
    hit record;
    one int;
    found int[] := array_fill(0, ARRAY[cardinality(conditions)]);
    wanting int[] := '{}';  -- the sets that want more
BEGIN
    SELECT min(l.position) INTO first FROM jobs_listing l;
    SELECT min(l.position) INTO oldest FROM jobs_listing l WHERE l.position >= (SELECT min(b) FROM unnest(bottoms) b);
    SELECT max(l.position) INTO newest FROM jobs_listing l WHERE l.position <= top;
    FOR n IN 1 .. cardinality(conditions) LOOP
        IF numnode(typed && conditions[n]) = 0 THEN
            RETURN QUERY
                SELECT n, l.position, l.labels FROM jobs_listing l
                WHERE l.position BETWEEN greatest(oldest, bottoms[n]) AND newest AND l.expires_at > at
                ORDER BY l.position DESC LIMIT mosts[n];
        ELSE
            wanting := wanting || n;
            most := greatest(most, mosts[n]);
        END IF;
    END LOOP;
    upper := newest;
    SELECT l.position INTO lower FROM jobs_listing l
        WHERE l.position BETWEEN oldest AND newest ORDER BY l.position DESC OFFSET 2 * most LIMIT 1;
    WHILE upper >= oldest AND wanting <> '{}' LOOP
        asked := NULL;
        FOREACH one IN ARRAY wanting LOOP
            asked := CASE WHEN asked IS NULL THEN conditions[one]
                          WHEN numnode(asked) = 0 OR numnode(conditions[one]) = 0 THEN '' ELSE asked || conditions[one] END;
        END LOOP;
        has_words := querytree(typed && asked) <> 'T';
        bits := jobs_bucket_bits((upper >> 31) - (coalesce(lower, oldest) >> 31));
        lower := greatest(oldest, (lower >> (31 + bits)) << (31 + bits));  -- down to the edge of a bucket
        parts := ARRAY(SELECT part FROM unnest(ARRAY[typed, asked]) part WHERE numnode(part) > 0);
        IF NOT (lower = oldest AND has_words AND ((upper >> 31) - (lower >> 31)) * 3 >= (newest >> 31) - (first >> 31)) THEN
            parts := jobs_buckets(lower >> 31, upper >> 31, bits) || parts;  -- first: the others begin where it does
        END IF;
        FOR hit IN
            WITH hits AS MATERIALIZED (
                SELECT l.position, l.labels, l.filters, l.pay_currency, l.pay_top
                FROM (
                    SELECT w.position, w.labels, w.filters, w.expires_at, w.pay_currency, w.pay_top
                    FROM jobs_listing w
                    WHERE w.words @@ parts[1] AND w.words @@ parts[least(2, cardinality(parts))]
                      AND w.words @@ parts[cardinality(parts)] OFFSET 0
                ) l
                WHERE l.position BETWEEN lower AND upper AND l.expires_at > at
            )
            SELECT w.n, h.position, h.labels
            FROM unnest(wanting) AS w (n), LATERAL (
                SELECT h.position, h.labels FROM hits h
                WHERE (numnode(conditions[w.n]) = 0 OR h.filters @@ conditions[w.n]) AND h.position >= bottoms[w.n]
                  AND (amounts[w.n] IS NULL OR (h.pay_currency = currencies[w.n] AND h.pay_top >= amounts[w.n])
                       OR (unstated[w.n] AND h.pay_top IS NULL))
                ORDER BY h.position DESC LIMIT mosts[w.n] - found[w.n]
            ) h
        LOOP
            number := hit.n;
            position := hit.position;
            labels := hit.labels;
            found[hit.n] := found[hit.n] + 1;
            RETURN NEXT;
        END LOOP;
        upper := lower - 1;
        wanting := ARRAY(SELECT n FROM unnest(wanting) n WHERE found[n] < mosts[n] AND bottoms[n] <= upper);
        span := (newest >> 31) - (upper >> 31);
        SELECT min(1.3 * (mosts[n] - found[n]) / found[n]) INTO reach FROM unnest(wanting) n WHERE found[n] > 0;
        span := span * coalesce(reach, 16);
        IF span * 3 < (upper >> 31) - (oldest >> 31) THEN
            lower := upper - (span << 31);
        ELSE
            lower := oldest;
        END IF;
    END LOOP;
END $$
"""

NEWEST = """
CREATE OR REPLACE FUNCTION jobs_newest(
    asked tsquery, top bigint, bottom bigint, most int, at timestamptz,
    currency text, amount bigint, or_unstated boolean
) RETURNS TABLE ("position" bigint, labels text)
LANGUAGE sql STABLE AS $$
    SELECT hit.position, hit.labels
    FROM jobs_newest_of_sets(asked, ARRAY[''::tsquery], ARRAY[bottom], ARRAY[most], ARRAY[currency], ARRAY[amount],
                             ARRAY[or_unstated], top, at) AS hit
$$
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_moderators_group")]

    operations = [
        # Without the index while every row is written anew: putting each into it costs many times as much as making it again.
        migrations.RemoveIndex("listing", "listing_words"),
        migrations.AddField("listing", "filters", SearchVectorField(default=""), preserve_default=False),
        # Beside the row and as it is: it is read for every candidate.
        migrations.RunSQL(
            "ALTER TABLE jobs_listing ALTER COLUMN filters SET STORAGE MAIN", migrations.RunSQL.noop
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex("listing", GinIndex(fields=["words"], name="listing_words", fastupdate=False)),
        migrations.RunSQL(NEWEST_OF_SETS, "DROP FUNCTION jobs_newest_of_sets"),
        migrations.RunSQL("DROP FUNCTION jobs_newest", migrations.RunSQL.noop),
        migrations.RunSQL(NEWEST, "DROP FUNCTION jobs_newest"),
    ]
