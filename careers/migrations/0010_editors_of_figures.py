"""Editors see published figures, set them right and switch data releases."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = {
    "datarelease": ("view", "change"),
    "occupation": ("view",),
    "override": ("view", "add", "change", "delete"),
}


def permissions_of_figures(apps):
    # Permissions are made after all migrations; this one needs them now.
    config = apps.get_app_config("occupations")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    codenames = [f"{may}_{model}" for model, verbs in MAY.items() for may in verbs]
    return apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="occupations", codename__in=codenames
    )


def grant(apps, schema_editor):
    apps.get_model("auth", "Group").objects.get(name="Editors").permissions.add(*permissions_of_figures(apps))


def revoke(apps, schema_editor):
    apps.get_model("auth", "Group").objects.get(name="Editors").permissions.remove(*permissions_of_figures(apps))


class Migration(migrations.Migration):
    dependencies = [
        ("careers", "0009_saved_careers_answers"),
        ("occupations", "0001_releases_and_occupations"),
    ]

    operations = [migrations.RunPython(grant, revoke)]
