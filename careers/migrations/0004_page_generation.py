"""The number that says whether a kept page is still true (toolkit.page_cache)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("careers", "0003_editors_group")]

    operations = [migrations.RunSQL("CREATE SEQUENCE page_generation", "DROP SEQUENCE page_generation")]
