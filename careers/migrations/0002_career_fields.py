from django.db import migrations

FIELDS = {
    "operations": "Operations",
    "engineering": "Engineering",
    "product": "Product",
    "data": "Data",
    "customer-support": "Customer support",
    "project-management": "Project management",
    "design": "Design",
    "marketing": "Marketing",
    "human-resources": "Human resources",
    "finance": "Finance",
    "security": "Security",
    "writing": "Writing",
}


def add_fields(apps, schema_editor):
    field = apps.get_model("careers", "CareerField")
    for slug, name in FIELDS.items():
        field.objects.get_or_create(slug=slug, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("careers", "0001_guides")]

    operations = [migrations.RunPython(add_fields, migrations.RunPython.noop)]
