"""Indexes every listed job anew: what its title and its skills mean is compared with members' résumés now."""

from django.db import migrations
from django.utils import timezone


def list_anew(apps, schema_editor):
    if not apps.get_model("jobs", "Listing").objects.exists():
        return
    from jobs.search import indexing  # the words of a row are made by code, not by the database

    indexing.rebuild(timezone.now())


class Migration(migrations.Migration):
    atomic = False  # each step of some hundred jobs is a transaction of its own

    dependencies = [("jobs", "0024_fit_in_the_listing")]

    operations = [migrations.RunPython(list_anew, migrations.RunPython.noop)]
