"""A search can be sorted by pay, and leaves out jobs that are closed to people where the visitor lives (docs/decisions/0023)."""

from django.db import migrations, models

# As jobs_buckets, for comparable yearly pay (jobs.search.lexemes.PAY_BUCKETS).
PAY_BUCKETS = """
CREATE FUNCTION jobs_pay_buckets(first bigint, last bigint, bits int) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT string_agg(format('%L', CASE bits WHEN 18 THEN '~y' WHEN 14 THEN '~g' ELSE '~f' END || bucket), ' | ')::tsquery
    FROM generate_series(first >> bits, last >> bits) AS bucket
)
"""

# The best paid listed jobs that match, from ``top`` down: as jobs_newest_of_sets, but a window is a range of pay. The first holds
# twice as many jobs as are wanted; how many of them match tells how far down the next one must reach; what hardly anything
# matches is answered by one look over everything.
BEST_PAID = """
CREATE FUNCTION jobs_best_paid(
    typed tsquery, wanted tsquery, bottom bigint, currency text, amount bigint, unstated boolean, top bigint, most int,
    at timestamptz
) RETURNS TABLE (paid bigint)
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off AS $$
#variable_conflict use_column
DECLARE
    lowest bigint;
    highest bigint;
    upper bigint;
    lower bigint;
    bits int;
    span bigint;
    found int := 0;
    added int;
    asked CONSTANT tsquery := typed && wanted;
    parts tsquery[] := ARRAY(SELECT part FROM unnest(ARRAY[typed, wanted]) part WHERE numnode(part) > 0);
    windowed tsquery[];
    has_words CONSTANT boolean := querytree(asked) NOT IN ('T', '');
BEGIN
    IF most <= 0 THEN
        RETURN;
    ELSIF numnode(asked) = 0 THEN
        RETURN QUERY
            SELECT l.paid FROM jobs_listing l
            WHERE l.paid <= top AND l.position >= bottom AND l.expires_at > at ORDER BY l.paid DESC LIMIT most;
        RETURN;
    END IF;
    SELECT min(l.paid), max(l.paid) INTO lowest, highest FROM jobs_listing l WHERE l.paid <= top;
    upper := highest;
    SELECT l.paid INTO lower FROM jobs_listing l WHERE l.paid <= upper ORDER BY l.paid DESC OFFSET 2 * most LIMIT 1;
    WHILE upper >= lowest AND found < most LOOP
        bits := jobs_bucket_bits((upper >> 31) - (coalesce(lower, lowest) >> 31));
        lower := greatest(lowest, (coalesce(lower, lowest) >> (31 + bits)) << (31 + bits));
        windowed := parts;
        IF NOT (lower = lowest AND has_words) THEN
            windowed := jobs_pay_buckets(lower >> 31, upper >> 31, bits) || windowed;
        END IF;
        RETURN QUERY
            SELECT l.paid
            FROM (
                SELECT w.paid, w.position, w.expires_at, w.pay_currency, w.pay_top
                FROM jobs_listing w
                WHERE w.words @@ windowed[1] AND w.words @@ windowed[least(2, cardinality(windowed))]
                  AND w.words @@ windowed[cardinality(windowed)] OFFSET 0
            ) l
            WHERE l.paid BETWEEN lower AND upper AND l.position >= bottom AND l.expires_at > at
              AND (amount IS NULL OR (l.pay_currency = currency AND l.pay_top >= amount))
            ORDER BY l.paid DESC LIMIT most - found;
        GET DIAGNOSTICS added = ROW_COUNT;
        found := found + added;
        upper := lower - 1;
        span := (highest >> 31) - (upper >> 31);
        span := CASE WHEN found = 0 THEN span * 16 ELSE (span * 1.3 * (most - found) / found)::bigint + 1 END;
        lower := CASE WHEN span * 3 < (upper >> 31) - (lowest >> 31) THEN upper - (span << 31) ELSE lowest END;
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0016_finding_feedback")]

    operations = [
        migrations.AddField("listing", "paid", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "listing", models.Index(fields=["-paid"], name="listing_paid", condition=models.Q(paid__isnull=False))
        ),
        migrations.RunSQL(PAY_BUCKETS, "DROP FUNCTION jobs_pay_buckets"),
        migrations.RunSQL(BEST_PAID, "DROP FUNCTION jobs_best_paid"),
    ]
