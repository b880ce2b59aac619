from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0013_plain_labels"), ("mail", "0001_tables_of_accounts")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel("MailCircuit"),
                migrations.DeleteModel("OutgoingMail"),
                migrations.DeleteModel("Suppression"),
            ],
        ),
    ]
