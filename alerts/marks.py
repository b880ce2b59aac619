"""What became of a digest, written where it lasts: one statement a mail, prepared once for a connection.

The statement does not wait for the disk, and its answer is not waited for until the next one: while the database writes, the next
mail is composed. What the database has been told survives the death of whoever told it; what it forgets in a crash of its own
is told again (`Marks.again`).
"""

REMEMBERED = 3.0  # seconds after which a mark is on disk for certain
_NAME = b"alerts_mark"
# Sections have their postings out of one list, from ``first`` to ``last``.
_STATEMENT = b"""
WITH quick AS MATERIALIZED (
    SELECT set_config('synchronous_commit', $1, true) AS setting
), done AS (
    UPDATE alerts_digest AS digest
    SET state = $3, sent_at = CASE WHEN $3 = 'sent' THEN $4::timestamptz END, lease = NULL, leased_until = NULL,
        attempts = attempts + 1, error = $5
    FROM quick WHERE id = $2::bigint AND state IN ('planned', 'sending') AND quick.setting <> '' RETURNING recipient_id
), given AS (
    SELECT given.* FROM unnest($6::bigint[], $7::bigint[], $8::timestamptz[], $9::int[], $10::int[], $11::int[], $12::boolean[],
                               $13::boolean[], $14::boolean[])
         AS given (section, alert, until, first, last, total, is_capped, is_now_weekly, is_held), done
), noted AS (
    UPDATE alerts_section AS section
    SET job_ids = ($15::bigint[])[given.first:given.last], total = given.total, is_capped = given.is_capped,
        is_now_weekly = given.is_now_weekly
    FROM given WHERE section.id = given.section
), moved AS (
    UPDATE alerts_alert AS alert SET watermark = greatest(alert.watermark, given.until), is_held_weekly = given.is_held
    FROM given WHERE alert.id = given.alert
)
INSERT INTO alerts_sentjob (recipient_id, job_id, sent_at)
SELECT done.recipient_id, job, $4::timestamptz FROM done, unnest($15::bigint[]) AS job
ON CONFLICT DO NOTHING
"""
