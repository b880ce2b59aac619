from django.contrib.auth.management import create_permissions
from django.db import migrations

ALLOWED = [
    "view_advertiser", "add_advertiser", "change_advertiser",
    "view_campaign", "add_campaign", "change_campaign",
]  # fmt: skip


def allow(apps, schema_editor):
    # Permissions are made after all migrations; this one needs them now.
    config = apps.get_app_config("ads")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name="Advertising")
    group.permissions.add(
        *apps.get_model("auth", "Permission").objects.filter(content_type__app_label="ads", codename__in=ALLOWED)
    )


class Migration(migrations.Migration):
    dependencies = [("ads", "0001_campaigns"), ("accounts", "0004_staff_groups")]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
