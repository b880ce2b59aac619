from django.contrib.auth.management import create_permissions
from django.db import migrations


def allow(apps, schema_editor):
    # Permissions are made after all migrations; this one needs them now.
    config = apps.get_app_config("advice")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permission = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="advice", codename="view_dailyusage"
    )
    apps.get_model("auth", "Group").objects.get(name="Support").permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0001_questions_and_budgets"),
        ("accounts", "0004_staff_groups"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
