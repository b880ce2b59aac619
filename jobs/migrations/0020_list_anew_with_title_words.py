"""Did index every listed job anew, with the words of titles; 0027 does so for them too, once all columns are there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jobs", "0019_flags_and_recent_searches")]

    operations: list[object] = []
