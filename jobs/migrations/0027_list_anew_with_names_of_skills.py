"""Indexes every listed job anew: search knows all names of a skill now."""

from django.db import migrations
from django.utils import timezone


def list_anew(apps, schema_editor):
    if not apps.get_model("jobs", "Listing").objects.exists():
        return
    from jobs.search import indexing  # the words of a row are made by code, not by the database

    indexing.rebuild(timezone.now())


class Migration(migrations.Migration):
    atomic = False  # each step of some hundred jobs is a transaction of its own

    dependencies = [("jobs", "0026_board_version")]

    operations = [migrations.RunPython(list_anew, migrations.RunPython.noop)]
