"""The directory is searched by the functions that search jobs, on a view that looks like the listing of jobs."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# Résumés neither expire nor name a pay.
VIEW = """
CREATE VIEW resumes_directory AS
SELECT position, page_id AS job_id, words, filters, labels, 'infinity'::timestamptz AS expires_at,
       ''::text AS pay_currency, NULL::bigint AS pay_top
FROM resumes_listing
"""
# A change of these functions for jobs is made here too by running this again.
FUNCTIONS = """
DO $$
DECLARE
    called text;
BEGIN
    FOREACH called IN ARRAY ARRAY['newest_of_sets', 'count_sets', 'count', 'newest'] LOOP
        EXECUTE replace(replace(replace(
            pg_get_functiondef(('jobs_' || called)::regproc),
            'jobs_listing', 'resumes_directory'),
            'jobs_' || called || '(', 'resumes_' || called || '('),
            'jobs_newest_of_sets(', 'resumes_newest_of_sets(');
    END LOOP;
END $$
"""
DROP = """
DO $$
DECLARE
    called regprocedure;
BEGIN
    FOR called IN SELECT oid FROM pg_proc
        WHERE proname IN ('resumes_newest_of_sets', 'resumes_count_sets', 'resumes_count', 'resumes_newest')
    LOOP
        EXECUTE 'DROP FUNCTION ' || called;
    END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0020_list_anew_with_title_words"),
        ("resumes", "0003_cover_letters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Listing",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                ("filters", django.contrib.postgres.search.SearchVectorField()),
                ("labels", models.TextField()),
                ("name", models.TextField()),
                ("title", models.TextField(blank=True)),
                ("place", models.TextField(blank=True)),
                ("zones", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("skills", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ("changed_on", models.DateField()),
                ("listed_at", models.DateTimeField()),
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="listing", to="resumes.page"
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["words"], name="resume_listing_words"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="page",
            index=models.Index(
                condition=models.Q(("is_featured", True), ("is_pinned", True), _connector="OR"),
                fields=["user"],
                name="page_promoted",
            ),
        ),
        # Beside the row and as it is, because it is read for every candidate.
        migrations.RunSQL(
            "ALTER TABLE resumes_listing ALTER COLUMN filters SET STORAGE MAIN", migrations.RunSQL.noop
        ),
        migrations.RunSQL(VIEW, "DROP VIEW resumes_directory"),
        migrations.RunSQL(FUNCTIONS, DROP),
    ]
