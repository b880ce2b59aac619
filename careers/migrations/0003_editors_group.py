from django.contrib.auth.management import create_permissions
from django.db import migrations

PARTS = ("growth", "payband", "tier", "daysegment", "skillgroup", "casestudy", "question", "source")
MAY = {
    **{model: ("view", "add", "change", "delete") for model in ("guide", "careerfield", *PARTS)},
    "correction": ("view", "change"),
    **{model: ("view",) for model in ("edition", "usefulvote", "guidereads", "occupationwage")},
}


def add_group(apps, schema_editor):
    # Permissions are made after all migrations; this one needs them now.
    config = apps.get_app_config("careers")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    codenames = [f"{may}_{model}" for model, verbs in MAY.items() for may in verbs]
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="careers", codename__in=codenames
    )
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name="Editors")
    group.permissions.set(permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("careers", "0002_career_fields"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(add_group, migrations.RunPython.noop)]
