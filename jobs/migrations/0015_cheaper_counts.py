"""Jobs that only mention the keywords are counted without their labels, and what a filter hides without the words of texts."""

from importlib import import_module

from django.db import migrations

names_in_the_listing = import_module("jobs.migrations.0013_names_in_the_listing")

COUNT = """
CREATE FUNCTION jobs_count(
    query tsquery, condition tsquery, bottom bigint, currency text, amount bigint, unstated boolean, at timestamptz
) RETURNS bigint
LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    asked CONSTANT tsquery := query && condition;
BEGIN
    RETURN (
        SELECT count(*)
        FROM (
            SELECT w.position, w.expires_at, w.pay_currency, w.pay_top
            FROM jobs_listing w
            WHERE w.words @@ asked OFFSET 0
        ) l
        WHERE l.position >= bottom AND l.expires_at > at
          AND (amount IS NULL OR (l.pay_currency = currency AND l.pay_top >= amount) OR (unstated AND l.pay_top IS NULL))
    );
END $$
"""

# As before, but a set that only says what jobs must not have is counted over the rows' own filters: the index of words would be
# read from end to end for it. Muted words of titles (~j) are in that index only.
COUNT_SETS = names_in_the_listing.COUNT_SETS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").replace(
    """        ELSE
            RETURN QUERY""",
    """        ELSIF numnode(typed) = 0 AND querytree(conditions[n]) = 'T' AND conditions[n]::text NOT LIKE '%~j%' THEN
            RETURN QUERY
                SELECT n, l.labels, count(*)
                FROM jobs_listing l
                WHERE l.filters @@ conditions[n] AND l.position >= bottoms[n] AND l.expires_at > at
                  AND (amounts[n] IS NULL OR (l.pay_currency = currencies[n] AND l.pay_top >= amounts[n])
                       OR (unstated[n] AND l.pay_top IS NULL))
                GROUP BY l.labels;
        ELSE
            RETURN QUERY""",
)
COUNT_SETS_BEFORE = names_in_the_listing.COUNT_SETS.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("jobs", "0014_list_anew_with_names")]

    operations = [
        migrations.RunSQL(COUNT, "DROP FUNCTION jobs_count"),
        migrations.RunSQL(COUNT_SETS, COUNT_SETS_BEFORE),
    ]
