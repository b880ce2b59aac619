from django.contrib.auth.management import create_permissions
from django.db import migrations


def allow(apps, schema_editor):
    # Permissions are made after all migrations; this one needs them now.
    config = apps.get_app_config("accounts")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="accounts", codename__in=["view_suppression", "delete_suppression"]
    )
    apps.get_model("auth", "Group").objects.get(name="Support").permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_suppression")]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
