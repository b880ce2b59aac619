"""Wages are rows of data releases (``occupations``) now; ``manage.py load_occupations`` loads them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("careers", "0010_editors_of_figures")]

    operations = [migrations.DeleteModel(name="OccupationWage")]
