from django.contrib.auth.management import create_permissions
from django.db import migrations

OWN = ["view_cannedreply", "add_cannedreply", "change_cannedreply", "delete_cannedreply"]
GROUPS = {
    "Consultants": OWN,
    # Sees the load of all consultants, hands over threads, and says who is a consultant.
    "Lead consultants": [
        *OWN, "lead_consultants", "view_consultantprofile", "add_consultantprofile", "change_consultantprofile"
    ],
}  # fmt: skip


def allow(apps, schema_editor):
    # Permissions are made after all migrations; this one needs them now.
    config = apps.get_app_config("consulting")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    for name, codenames in GROUPS.items():
        group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(
            *apps.get_model("auth", "Permission").objects.filter(
                content_type__app_label="consulting", codename__in=codenames
            )
        )


class Migration(migrations.Migration):
    dependencies = [("consulting", "0001_threads"), ("accounts", "0004_staff_groups")]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
