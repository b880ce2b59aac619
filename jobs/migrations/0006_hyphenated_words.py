"""A search for a hyphenated word finds it joined and spaced as well. Listed jobs have their joined forms after `rebuild_listing`."""

from django.db import migrations

# For each hyphenated word of what was typed, whatever else asks for it: the word itself, its parts one after the other, or its
# parts joined. ``jobs_text_query`` writes equal words equally, so each is found and replaced in its text; one inside a longer
# phrase asks for its pairs elsewhere and stays as it is.
SEARCH_QUERY = r"""
CREATE FUNCTION jobs_search_query(typed text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    result tsquery := jobs_text_query(typed);
    word text;
    as_typed tsquery;
    forms tsquery;
BEGIN
    IF typed !~ '[[:alnum:]]-[[:alnum:]]' THEN
        RETURN result;
    END IF;
    FOR word IN SELECT DISTINCT (regexp_matches(typed, '[[:alnum:]]+(?:-[[:alnum:]]+)+', 'g'))[1] LOOP
        as_typed := jobs_text_query(word);
        forms := jobs_text_query('"' || replace(word, '-', ' ') || '"');
        IF numnode(forms) = 1 THEN  -- all but one of its parts are words such as "on"
            forms := as_typed;
        END IF;
        forms := as_typed || forms || plainto_tsquery('pg_catalog.english', replace(word, '-', ''));
        IF numnode(as_typed) > 1 THEN
            result := replace(result::text, as_typed::text, '( ' || forms::text || ' )')::tsquery;
        END IF;
    END LOOP;
    RETURN result;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0005_tell_windows_from_snapshots")]

    operations = [migrations.RunSQL(SEARCH_QUERY, "DROP FUNCTION jobs_search_query")]
