from django.db import migrations

FIELDS = {
    "administration": "Administration",
    "education": "Education",
    "health-care": "Health care",
    "sales": "Sales",
}


def add_fields(apps, schema_editor):
    field = apps.get_model("careers", "CareerField")
    for slug, name in FIELDS.items():
        field.objects.get_or_create(slug=slug, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("careers", "0006_daily_counts")]

    operations = [migrations.RunPython(add_fields, migrations.RunPython.noop)]
