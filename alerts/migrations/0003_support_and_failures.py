from django.contrib.auth.management import create_permissions
from django.db import migrations, models

# "change" of sending is what the staff acts ask for: pause, go on, a test mail. No page edits a row.
MAY = ["view_sending", "change_sending", "view_recipient"]


def allow(apps, schema_editor):
    # Permissions are made after all migrations; this one needs them now.
    config = apps.get_app_config("alerts")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="alerts", codename__in=MAY
    )
    apps.get_model("auth", "Group").objects.get(name="Support").permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0002_one_digest_on_its_way"),
        ("accounts", "0004_staff_groups"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="digest",
            index=models.Index(condition=models.Q(("state", "failed")), fields=["created_at"], name="digest_failed"),
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
