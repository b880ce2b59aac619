from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = {
    "job": ("view", "add", "change", "delete"),
    "company": ("view", "add", "change"),
    "jobreport": ("view", "change"),
    "source": ("view", "add", "change"),
    **{model: ("view",) for model in ("jobevent", "importrun")},
}


def add_group(apps, schema_editor):
    # Permissions are made after all migrations; this one needs them now.
    config = apps.get_app_config("jobs")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    codenames = [f"{may}_{model}" for model, verbs in MAY.items() for may in verbs]
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="jobs", codename__in=codenames
    )
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name="Moderators")
    group.permissions.set(permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_search"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(add_group, migrations.RunPython.noop)]
