"""Did index every listed job anew, with names; 0027 does so for the names too, once all columns are there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jobs", "0013_names_in_the_listing")]

    operations: list[object] = []
