from django.db import migrations

from accounts import mfa_encryption


def encrypt(apps, schema_editor):
    mfa_encryption.encrypt_rows(apps.get_model("mfa", "Authenticator"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_proved_by_owner"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(encrypt, migrations.RunPython.noop)]
