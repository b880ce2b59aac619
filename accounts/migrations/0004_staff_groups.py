from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = {
    # Sees members and what was done to them, and may act as one; changes nothing.
    "Support": ("view_user", "act_as_member", "view_auditentry"),
    # Opens the admin; what consultants may see there comes with their threads.
    "Consultants": (),
}


def add_groups(apps, schema_editor):
    # Permissions are made after all migrations; this one needs them now.
    config = apps.get_app_config("accounts")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    for name, codenames in GROUPS.items():
        group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(
            *apps.get_model("auth", "Permission").objects.filter(
                content_type__app_label="accounts", codename__in=codenames
            )
        )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_audit_log_and_exports"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={
                "permissions": [("act_as_member", "May act as a member")],
                "verbose_name": "user",
                "verbose_name_plural": "users",
            },
        ),
        migrations.RunPython(add_groups, migrations.RunPython.noop),
    ]
