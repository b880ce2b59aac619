"""A search asks for what a job is called first, then for its skills, company and industry, then for its text (docs/decisions/0009)."""

from django.db import migrations

# What was typed, as queries: ``main`` for what is counted and emailed, ``called`` for titles, ``named`` for titles, skills, companies
# and industries, ``mentioned`` for what only texts say. Keywords that can't be looked up as names are looked for in texts only.
ASKED = """
CREATE FUNCTION jobs_asked(title text, named text, typed text, also text, without text, in_text boolean)
RETURNS TABLE (main tsquery, called tsquery, named_too tsquery, mentioned tsquery)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    avoided CONSTANT tsquery := jobs_search_query(without);
    described tsquery := jobs_search_query(typed);
BEGIN
    called := title::tsquery;
    named_too := named::tsquery;
    IF numnode(described) > 0 THEN
        described := described && also::tsquery;
    END IF;
    IF numnode(avoided) > 0 THEN
        called := called && !! avoided;
        named_too := named_too && !! avoided;
        described := described && !! avoided;
    END IF;
    IF named = '' THEN
        main := described;
    ELSIF in_text AND numnode(described) > 0 THEN
        main := named_too || described;
        mentioned := described && !! named_too;
    ELSIF numnode(described) > 0 THEN
        main := named_too;
        mentioned := described && !! named_too;
    ELSE
        main := named_too;
    END IF;
    RETURN NEXT;
END $$
"""

# How many listed jobs each of several sets has, by labels. All sets share the words that were typed.
COUNT_SETS = """
CREATE FUNCTION jobs_count_sets(
    typed tsquery, conditions tsquery[], bottoms bigint[], currencies text[], amounts bigint[], unstated boolean[], at timestamptz
) RETURNS TABLE (number int, labels text, jobs bigint)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
BEGIN
    FOR n IN 1 .. cardinality(conditions) LOOP
        IF numnode(typed && conditions[n]) = 0 THEN
            RETURN QUERY
                SELECT n, l.labels, count(*) FROM jobs_listing l WHERE l.position >= bottoms[n] AND l.expires_at > at
                GROUP BY l.labels;
        ELSE
            RETURN QUERY
                SELECT n, l.labels, count(*)
                FROM (
                    SELECT w.position, w.labels, w.expires_at, w.pay_currency, w.pay_top
                    FROM jobs_listing w
                    WHERE w.words @@ CASE WHEN numnode(typed) = 0 THEN conditions[n] ELSE typed END
                      AND w.words @@ CASE WHEN numnode(conditions[n]) = 0 THEN typed ELSE conditions[n] END OFFSET 0
                ) l
                WHERE l.position >= bottoms[n] AND l.expires_at > at
                  AND (amounts[n] IS NULL OR (l.pay_currency = currencies[n] AND l.pay_top >= amounts[n])
                       OR (unstated[n] AND l.pay_top IS NULL))
                GROUP BY l.labels;
        END IF;
    END LOOP;
END $$
"""

# As before, but a set of which nothing is wanted costs nothing.
NEWEST_OF_SETS = """
CREATE OR REPLACE FUNCTION jobs_newest_of_sets(
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
    IF (SELECT max(m) FROM unnest(mosts) m) <= 0 OR cardinality(conditions) = 0 THEN
        RETURN;
    END IF;
    SELECT min(l.position) INTO first FROM jobs_listing l;
    SELECT min(l.position) INTO oldest FROM jobs_listing l WHERE l.position >= (SELECT min(b) FROM unnest(bottoms) b);
    SELECT max(l.position) INTO newest FROM jobs_listing l WHERE l.position <= top;
    FOR n IN 1 .. cardinality(conditions) LOOP
        IF mosts[n] <= 0 THEN
            CONTINUE;
        ELSIF numnode(typed && conditions[n]) = 0 THEN
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


class Migration(migrations.Migration):
    dependencies = [("jobs", "0012_more_feed_formats")]

    operations = [
        migrations.RunSQL(ASKED, "DROP FUNCTION jobs_asked"),
        migrations.RunSQL(COUNT_SETS, "DROP FUNCTION jobs_count_sets"),
        migrations.RunSQL(NEWEST_OF_SETS, migrations.RunSQL.noop),
        migrations.RemoveField("listing", "head"),
    ]
