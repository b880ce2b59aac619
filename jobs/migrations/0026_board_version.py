"""A number that rises with each change of the listing: programs' answers are kept as long as it stays."""

from django.db import migrations

MADE = """
CREATE SEQUENCE jobs_board_version;
CREATE FUNCTION jobs_board_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM nextval('jobs_board_version');
    RETURN NULL;
END
$$;
CREATE TRIGGER jobs_board_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON jobs_listing
FOR EACH STATEMENT EXECUTE FUNCTION jobs_board_changed();
"""
UNMADE = """
DROP TRIGGER jobs_board_changed ON jobs_listing;
DROP FUNCTION jobs_board_changed;
DROP SEQUENCE jobs_board_version;
"""


class Migration(migrations.Migration):
    dependencies = [("jobs", "0025_list_anew_for_fit")]

    operations = [migrations.RunSQL(MADE, UNMADE)]
