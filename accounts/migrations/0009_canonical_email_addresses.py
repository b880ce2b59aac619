from django.db import migrations

from toolkit.stored_addresses import rewrite


def rewrite_addresses(apps, schema_editor):
    addresses = apps.get_model("account", "EmailAddress").objects.all()
    left = rewrite(apps.get_model("accounts", "User").objects.all(), "email", (addresses, "email"))
    left += rewrite(addresses, "email")
    left += rewrite(apps.get_model("accounts", "Suppression").objects.all(), "address")
    if left:
        print(f"\n    {left} email addresses stay as they are: manage.py check_email_addresses lists them.")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_outgoing_mail_attempts"), ("account", "0009_emailaddress_unique_primary_email")]

    operations = [migrations.RunPython(rewrite_addresses, migrations.RunPython.noop)]
