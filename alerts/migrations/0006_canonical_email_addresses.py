from django.db import migrations

from toolkit.stored_addresses import rewrite


def rewrite_addresses(apps, schema_editor):
    left = rewrite(apps.get_model("alerts", "Recipient").objects.all(), "email")
    if left:
        print(f"\n    {left} email addresses stay as they are: manage.py check_email_addresses lists them.")


class Migration(migrations.Migration):
    dependencies = [("alerts", "0005_postings_by_mail")]

    operations = [migrations.RunPython(rewrite_addresses, migrations.RunPython.noop)]
