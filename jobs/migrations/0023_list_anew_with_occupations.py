"""Did index every listed job anew, with occupations; 0027 does so for them too, once all columns are there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jobs", "0022_occupations")]

    operations: list[object] = []
