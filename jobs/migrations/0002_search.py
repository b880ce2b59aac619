"""The functions that find postings newest first at a cost that follows what is shown, not what matches (docs/decisions/0009)."""

from django.db import migrations, models

# The tsquery for the time buckets (jobs.search.lexemes.BUCKETS) that hold the seconds from ``first`` to ``last``, of the size
# that needs a handful to some dozens of them. The ones at the ends may reach beyond.
BUCKETS = """
CREATE FUNCTION jobs_bucket_bits(seconds bigint) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN seconds >> 18 > 0 THEN 18 WHEN seconds >> 14 > 0 THEN 14 ELSE 10 END;

CREATE FUNCTION jobs_buckets(first bigint, last bigint, bits int) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT string_agg(format('%L', CASE bits WHEN 18 THEN '~d' WHEN 14 THEN '~h' ELSE '~q' END || bucket), ' | ')::tsquery
    FROM generate_series(first >> bits, last >> bits) AS bucket
)
"""

# Words for the pairs of neighbors in a text: a phrase of two words that most postings have would otherwise be looked up in the
# text of most postings. A pair is one of 16,384 (as stable as hash indexes are); the text itself decides in the end.
PAIRS = """
CREATE FUNCTION jobs_pair(one text, other text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN '~~' || to_hex(hashtext(one || ' ' || other) & 16383);

CREATE FUNCTION jobs_pairs(words tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    WITH placed AS MATERIALIZED (SELECT lexeme, unnest(positions) AS place FROM unnest(words))
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT jobs_pair(one.lexeme, other.lexeme))), '')
    FROM placed AS one JOIN placed AS other ON other.place = one.place + 1
)
"""

# What a visitor typed, as a query: words, quotes, OR and minus, everything else is inert. Each phrase asks for its pairs too.
TEXT_QUERY = r"""
CREATE FUNCTION jobs_text_query(typed text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    asked CONSTANT text := websearch_to_tsquery('pg_catalog.english', typed);
    phrase CONSTANT text := $re$'[^'\\]+'(?: <[-0-9]+> '[^'\\]+')+$re$;
    rest CONSTANT text[] := regexp_split_to_array(asked, phrase);
    result text := rest[1];
    found text;
    names text[];
    gaps text[];
    number int := 1;
BEGIN
    FOR found IN SELECT (regexp_matches(asked, phrase, 'g'))[1] LOOP
        names := ARRAY(SELECT (regexp_matches(found, $re$'([^']+)'$re$, 'g'))[1]);
        gaps := ARRAY(SELECT (regexp_matches(found, '<([-0-9]+)>', 'g'))[1]);
        SELECT found || coalesce(string_agg(format(' & %L', jobs_pair(names[at], names[at + 1])), ''), '') INTO found
        FROM generate_subscripts(gaps, 1) AS at WHERE gaps[at] = '-';
        number := number + 1;
        result := result || '(' || found || ')' || rest[number];
    END LOOP;
    RETURN result;
END $$
"""

# The newest ``most`` listed postings that match, from position ``top`` down to ``bottom``.
#
# The first window of time holds twice as many postings as are wanted; how many of them match tells how far back the next
# window must reach; a query that hardly anything matches is answered by one look over everything. Each window is a query on
# the index of words, and OFFSET 0 keeps the planner from walking another index and reading the words of row after row, which
# it believes to be cheap.
NEWEST = """
CREATE FUNCTION jobs_newest(
    asked tsquery, top bigint, bottom bigint, most int, at timestamptz,
    currency text, amount bigint, or_unstated boolean
) RETURNS TABLE ("position" bigint, labels text)
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
    span bigint;     -- seconds
    found int := 0;
    more int;
    is_last boolean;
    has_words CONSTANT boolean := querytree(asked) <> 'T';  -- not only words to leave out
    query tsquery;
BEGIN
    SELECT min(l.position) INTO first FROM jobs_listing l;
    SELECT min(l.position) INTO oldest FROM jobs_listing l WHERE l.position >= bottom;
    SELECT max(l.position) INTO newest FROM jobs_listing l WHERE l.position <= top;
    IF numnode(asked) = 0 THEN
        RETURN QUERY
            SELECT l.position, l.labels FROM jobs_listing l
            WHERE l.position BETWEEN oldest AND newest AND l.expires_at > at
            ORDER BY l.position DESC LIMIT most;
        RETURN;
    END IF;
    upper := newest;
    SELECT l.position INTO lower FROM jobs_listing l
        WHERE l.position BETWEEN oldest AND newest ORDER BY l.position DESC OFFSET 2 * most LIMIT 1;
    WHILE upper >= oldest AND found < most LOOP
        bits := jobs_bucket_bits((upper >> 31) - (coalesce(lower, oldest) >> 31));
        lower := greatest(oldest, (lower >> (31 + bits)) << (31 + bits));  -- down to the edge of a bucket
        is_last := lower = oldest;
        query := asked;
        IF NOT (is_last AND has_words AND ((upper >> 31) - (lower >> 31)) * 3 >= (newest >> 31) - (first >> 31)) THEN
            query := asked && jobs_buckets(lower >> 31, upper >> 31, bits);
        END IF;
        RETURN QUERY
            SELECT l.position, l.labels
            FROM (
                SELECT w.position, w.labels, w.expires_at, w.pay_currency, w.pay_top
                FROM jobs_listing w WHERE w.words @@ query OFFSET 0
            ) l
            WHERE l.position BETWEEN lower AND upper AND l.expires_at > at
              AND (amount IS NULL OR (l.pay_currency = currency AND l.pay_top >= amount)
                   OR (or_unstated AND l.pay_top IS NULL))
            ORDER BY l.position DESC LIMIT most - found;
        GET DIAGNOSTICS more = ROW_COUNT;
        found := found + more;
        upper := lower - 1;
        span := (newest >> 31) - (upper >> 31);
        span := CASE WHEN found > 0 THEN span * 1.3 * (most - found) / found ELSE span * 16 END;
        IF span * 3 < (upper >> 31) - (oldest >> 31) THEN
            lower := upper - (span << 31);
        ELSE
            lower := oldest;
        END IF;
    END LOOP;
END $$
"""

# Words that look like a typed one, most alike first. The usual threshold of 0.3 loses two letters in the wrong order.
WORDS_LIKE = """
CREATE FUNCTION jobs_words_like(typed text, most int) RETURNS TABLE (word text, postings int)
LANGUAGE sql STABLE SET pg_trgm.similarity_threshold = 0.2 AS $$
    SELECT w.word, w.postings FROM jobs_searchword w WHERE w.word % typed
    ORDER BY similarity(w.word, typed) DESC, w.postings DESC, w.word LIMIT most
$$
"""


# A setting of an extension that isn't in use yet can only be named by a superuser. It is in use if the session made it, or an index.
IN_USE = "SELECT show_limit()"


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_postings")]

    operations = [
        migrations.RemoveField("listing", "company"),
        migrations.RemoveField("listing", "industries"),
        migrations.RemoveField("listing", "types"),
        migrations.RemoveField("listing", "level"),
        migrations.AddField("listing", "labels", models.TextField(default=""), preserve_default=False),
        # Words are read from outside the row, and only to tell a phrase: without compression that is fast.
        migrations.RunSQL(
            "ALTER TABLE jobs_listing ALTER COLUMN words SET STORAGE EXTERNAL, ALTER COLUMN head SET STORAGE MAIN",
            "ALTER TABLE jobs_listing ALTER COLUMN words SET STORAGE EXTENDED, ALTER COLUMN head SET STORAGE EXTENDED",
        ),
        migrations.RunSQL(BUCKETS, "DROP FUNCTION jobs_buckets, jobs_bucket_bits"),
        migrations.RunSQL(PAIRS, "DROP FUNCTION jobs_pairs, jobs_pair"),
        migrations.RunSQL(TEXT_QUERY, "DROP FUNCTION jobs_text_query"),
        migrations.RunSQL(NEWEST, "DROP FUNCTION jobs_newest"),
        migrations.RunSQL([IN_USE, WORDS_LIKE], "DROP FUNCTION jobs_words_like"),
    ]
