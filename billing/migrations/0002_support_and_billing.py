from django.contrib.auth.management import create_permissions
from django.db import migrations

# "change" of an account is what the staff acts ask for: gift, refund, read again. No page edits a row.
MAY = {
    "billingaccount": ("view", "change"),
    **{model: ("view",) for model in ("subscription", "stripeevent", "checkoutattempt", "syncrun", "billingmail")},
}


def allow(apps, schema_editor):
    # Permissions are made after all migrations; this one needs them now.
    config = apps.get_app_config("billing")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    codenames = [f"{may}_{model}" for model, verbs in MAY.items() for may in verbs]
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="billing", codename__in=codenames
    )
    apps.get_model("auth", "Group").objects.get(name="Support").permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0001_accounts_and_subscriptions"),
        ("accounts", "0004_staff_groups"),
    ]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
