"""Did index every listed job anew, so that it's compared with résumés; 0027 does so for it too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("jobs", "0024_fit_in_the_listing")]

    operations: list[object] = []
